"""Finds devices by name, model, serial number or tag, and the pages of the room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.search.finders import Page, finder_of
from jalons.reuse.web.devices.register import devices
from jalons.reuse.web.lots.register import lots
from jalons.reuse.web.takers.register import takers

FINDERS = (
    finder_of("lots", _("Lots"), lambda n: ngettext("%(count)s lot", "%(count)s lots", n), lots,
              lambda each: each.get_state_display()),
    finder_of("takers", _("Takers"), lambda n: ngettext("%(count)s taker", "%(count)s takers", n),
              takers, lambda each: each.get_nature_display()),
    finder_of("devices", _("Devices leaving use"),
              lambda n: ngettext("%(count)s device", "%(count)s devices", n), devices,
              lambda each: f"{each.get_kind_display()} · {each.get_state_display()}"),
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
