"""Finds devices by name, model, serial number or tag, and the pages of the room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.register.declaration import Register
from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, among
from jalons.reuse.web.devices.register import devices
from jalons.reuse.web.lots.register import lots
from jalons.reuse.web.takers.register import takers


def _of(register: Register, detail: Callable[[Any], str]) -> Callable[[Search], Findings]:
    """Finds the records of a register by the words their list searches."""

    def found(search: Search) -> Findings:
        def shown(each: Any) -> Found:
            return Found(str(each), detail(each), search.address(register.name, each.pk))

        return among(search, register.of(search.authority), register.list.search, shown)

    return found


FINDERS = (
    Finder("lots", _("Lots"), lambda n: ngettext("%(count)s lot", "%(count)s lots", n),
           _of(lots, lambda each: str(each.get_state_display()))),
    Finder("takers", _("Takers"), lambda n: ngettext("%(count)s taker", "%(count)s takers", n),
           _of(takers, lambda each: str(each.get_nature_display()))),
    Finder("devices", _("Devices leaving use"),
           lambda n: ngettext("%(count)s device", "%(count)s devices", n),
           _of(devices, lambda each: f"{each.get_kind_display()} · {each.get_state_display()}")),
)  # fmt: skip
PAGES = (
    Page("lot_list", _("Lots"), _("pick-up slip, agreement, passport, waste slip, gift, pallet")),
    Page("taker_list", _("Takers"), _("association, recycler, eco-organisation, partner")),
    Page(
        "device_list",
        _("Devices leaving use"),
        _("retired equipment, reuse, gift, repair, recycling, waste, end of life, store room"),
    ),
    Page("device_decide", _("Decide what becomes of devices"), _("keep, repair, give, sell")),
    Page("device_plan", _("Plan of renewal"), _("budget, replacement, end of support")),
    Page("reuse_rate", _("Rate of reuse"), _("50 %, decree, yearly review, avoided, net value")),
    Page("reuse_offer_list", _("Offers and needs"), _("exchange, gift, other authorities, near")),
)
