"""Finds devices by name, model, serial number or tag, and the pages of the room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, among
from jalons.reuse.web.devices import queries
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.lots import queries as lots
from jalons.reuse.web.lots.models import Lot
from jalons.reuse.web.takers.models import Taker
from jalons.reuse.web.takers.register import takers


def _devices(search: Search) -> Findings:
    def shown(each: Device) -> Found:
        detail = f"{each.get_kind_display()} · {each.get_state_display()}"
        return Found(each.label, detail, search.address("device", each.pk))

    fields = ("label", "maker", "model", "serial", "tag")
    return among(search, queries.rows(search.authority), fields, shown)


def _lots(search: Search) -> Findings:
    def shown(each: Lot) -> Found:
        return Found(each.name, str(each.get_state_display()), search.address("lot", each.pk))

    return among(search, lots.rows(search.authority), ("name", "place", "recycler"), shown)


def _takers(search: Search) -> Findings:
    def shown(each: Taker) -> Found:
        return Found(each.name, str(each.get_nature_display()), search.address("taker", each.pk))

    return among(search, takers.of(search.authority), ("name", "place"), shown)


FINDERS = (
    Finder("lots", _("Lots"), lambda n: ngettext("%(count)s lot", "%(count)s lots", n), _lots),
    Finder(
        "takers", _("Takers"), lambda n: ngettext("%(count)s taker", "%(count)s takers", n), _takers
    ),
    Finder(
        "devices",
        _("Devices leaving use"),
        lambda n: ngettext("%(count)s device", "%(count)s devices", n),
        _devices,
    ),
)
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
