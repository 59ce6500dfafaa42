"""Finds devices by name, model, serial number or tag, and the pages of the room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, among
from jalons.reuse.web.devices import queries
from jalons.reuse.web.devices.models import Device


def _devices(search: Search) -> Findings:
    def shown(each: Device) -> Found:
        detail = f"{each.get_kind_display()} · {each.get_state_display()}"
        return Found(each.label, detail, search.address("device", each.pk))

    fields = ("label", "maker", "model", "serial", "tag")
    return among(search, queries.rows(search.authority), fields, shown)


FINDERS = (
    Finder(
        "devices",
        _("Devices leaving use"),
        lambda n: ngettext("%(count)s device", "%(count)s devices", n),
        _devices,
    ),
)
PAGES = (
    Page(
        "device_list",
        _("Devices leaving use"),
        _("retired equipment, reuse, gift, repair, recycling, waste, end of life, store room"),
    ),
    Page("device_decide", _("Decide what becomes of devices"), _("keep, repair, give, sell")),
    Page("device_plan", _("Plan of renewal"), _("budget, replacement, end of support")),
)
