"""The register of devices: its form, its list, its steps, its repairs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import filter_of, one_of
from jalons.foundation.register.declaration import Move, Part, Register
from jalons.foundation.register.forms import Section, form_of
from jalons.reuse.web.devices import indicators, queries
from jalons.reuse.web.devices.imports import DevicesFile
from jalons.reuse.web.devices.models import Device, Repair
from jalons.wording import format_amount

WHICH = ("label", "kind", "maker", "model", "serial", "tag")
STATE = ("working", "supported_until", "media", "drives", "special", "weight", "retired_on",
         "used_again_on")  # fmt: skip
VALUE = ("bought_on", "price", "value")
DECIDED = ("state", "decision", "proposed", "reason", "decided_on")
PUBLIC = (*WHICH, *VALUE, *STATE, *DECIDED)  # of the API and of files


MARKS = {"allowed": "ok", "missing": "walk", "refused": "late"}  # what the rules say of a route


SECTIONS = (  # what becomes of a device is decided on a page of its own
    Section(gettext_lazy("Which device"), WHICH),
    Section(gettext_lazy("Its state"), STATE),
    Section(gettext_lazy("Its value"), VALUE),
)
_DECISIONS = [(code or "aucune", label) for code, label in Device.Decision.choices]


class DeviceFilter(filter_of(Device, etat="state", type="kind")):  # type: ignore[misc]
    """Which devices are wanted; the words of an address are French, those of the API the fields."""

    decision = one_of("decision", gettext_lazy("Decision"), _DECISIONS, "decided")

    def decided(self, rows: QuerySet[Device], _name: str, value: str) -> QuerySet[Device]:
        return rows.filter(decision="" if value == "aucune" else value)


def headline(rows: QuerySet[Device]) -> str:
    """How many devices there are, how many wait for a decision, in a sentence."""
    waiting = Q(state__in=("in_use", "retired"), decision="")
    found = rows.order_by().aggregate(all=Count("pk"), waiting=Count("pk", filter=waiting))
    if not found["all"]:
        return _("No device is in the register yet.")
    count, left = found["all"], found["waiting"]
    every = ngettext("%(count)s device", "%(count)s devices", count) % {"count": count}
    if not left:
        return _("%(devices)s, all decided.") % {"devices": every}
    words = ngettext("%(count)s to decide", "%(count)s still to decide", left) % {"count": left}
    return f"{every}, {words}."


def figure(authority: Authority) -> str:
    """The figure of the hub (``room.py``): how many devices, how many wait for a decision."""
    return headline(queries.rows(authority))


def decided(device: Device) -> Cell:
    """What was decided of a device, or that nobody did."""
    if device.decision:
        return Cell(str(device.get_decision_display()))
    if not device.is_ours:
        return Cell("–")
    return Cell("", mark=_("to decide"), mark_kind="walk")


def age(device: Device) -> str:
    return day_words(device.bought_on) if device.bought_on else _("not known")


def cost(repair: Repair) -> str:
    return format_amount(repair.cost, "EUR", lang())


def _retired(device: Device, _target: Any, _day: date) -> dict[str, Any]:
    """A device that comes back in use has no day of retirement any more."""
    del device
    return {"retired_on": None}


devices = Register(
    Device,
    "device",
    form_of(Device, sections=SECTIONS),
    List(
        "label",
        "kind",
        "model",
        "serial",
        Column(gettext_lazy("Bought on"), age, sort="bought_on"),
        "state",
        Column(gettext_lazy("Decision"), decided, sort="decision"),
        search=("label", "maker", "model", "serial", "tag"),
        filter=DeviceFilter,
        sort="label",
        bulk=("kind", "working", "supported_until", "media", "drives", "value", "retired_on"),
        headline=headline,
        file=PUBLIC,
    ),
    rows=queries.rows,
    moves=(
        Move("retire", gettext_lazy("Retire"), (Device.State.IN_USE,), Device.State.RETIRED,
             dated="retired_on"),
        Move("use_again", gettext_lazy("Put back in use"), (Device.State.RETIRED,),
             Device.State.IN_USE, dated="used_again_on", also=_retired),
    ),
    parts=(
        Part(
            Repair,
            form_of(Repair, "done_on", "what", "by", "cost"),
            "reparations",
            gettext_lazy("Repairs"),
            gettext_lazy("Record a repair"),
            List("what", "done_on", "by",
                 Column(gettext_lazy("Cost, before tax"), cost, numeric=True)),
            lambda _device: {"done_on": timezone.localdate()},
        ),
    ),
    after=indicators.follow,
    templates="reuse/devices",
)  # fmt: skip
devices_file = DevicesFile(devices, key="label")
