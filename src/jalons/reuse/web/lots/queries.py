"""Lots with what the engine reads of them, and their figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.reuse.documents.agreement import LotSheet
from jalons.reuse.engine.lots.tasks import LotFacts
from jalons.reuse.engine.lots.weights import LotDevice
from jalons.reuse.engine.routes.rules import shipped_rules
from jalons.reuse.engine.routes.verdicts import Circumstances, verdict
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.lots.models import Lot, LotEvent, LotFile
from jalons.reuse.web.wiping import queries as wiping

_SAME = ("kind", "maker", "model", "serial", "tag", "bought_on", "value", "working")


def rows(authority: Authority) -> QuerySet[Lot]:
    """The living lots of an authority, with how many devices they have."""
    found = living(Lot, authority).select_related("authority", "taker")
    return found.annotate(count=Count("devices", filter=Q(devices__deleted_at=None)))


def members(lot: Lot) -> QuerySet[Device]:
    """The living devices of a lot."""
    return living(Device, lot.authority).filter(lot=lot).select_related("authority")


def candidates(authority: Authority) -> QuerySet[Device]:
    """The devices a lot may take: out of use, in none."""
    return living(Device, authority).filter(state=Device.State.RETIRED, lot=None)


def seen(lot: Lot, found: Iterable[Device]) -> tuple[LotDevice, ...]:
    """Devices as the engine reads them, in a few queries whatever their number."""
    devices, rule = list(found), lot.rule
    ready = wiping.ready_of(lot.authority, devices)
    names: dict[Any, list[str]] = {each.pk: [] for each in devices}
    media: dict[Any, Any] = {each.pk: wiping.facts_of(each) for each in devices}
    for one in wiping.certificates(lot.authority).filter(device__in=devices, verdict="accepted"):
        if not media[one.device_id].doubt_on(one.ended_on):
            names[one.device_id].append(str(one.pk))
    day = lot.collected_on or timezone.localdate()
    at = Circumstances(day, committed=lot.committed_on is not None)
    return tuple(
        LotDevice(
            str(each.pk), each.label, **{name: getattr(each, name) for name in _SAME},
            measured=each.weight, certificates=tuple(sorted(names[each.pk])),
            wiping=ready[each].reasons[0][0], ready=ready[each].is_ready,
            verdict=verdict(rule, each.leaving, at, shipped_rules()).outcome if rule else "",
        )
        for each in devices
    )  # fmt: skip


def files(lot: Lot, *kinds: str) -> QuerySet[LotFile]:
    """The living files of a lot, of those kinds only when any is named."""
    found = living(LotFile, lot.authority).filter(lot=lot)
    return found.filter(kind__in=kinds) if kinds else found


def facts(lot: Lot) -> LotFacts:
    """What is known of a lot today."""
    return LotFacts(
        state=lot.state,
        devices=seen(lot, members(lot)),
        route=lot.rule,
        taker=lot.taker.nature if lot.taker else "",
        is_committed=lot.committed_on is not None,
        has_slip=files(lot, LotFile.Kind.SLIP).exists(),
        proved=files(lot, LotFile.Kind.PROOF).aggregate(n=Sum("count"))["n"] or 0,
        is_disposed=bool(lot.recycled_on and lot.recycler and lot.disposal_number),
    )


def events(lot: Lot) -> list[dict[str, Any]]:
    """The events of a lot, the first one first."""
    found = LotEvent.objects.of(lot.authority).filter(lot=lot).order_by("number")
    return list(found.values_list("event", flat=True))


def sheet(lot: Lot, known: LotFacts) -> LotSheet:
    """What the documents of a lot say; never the contact of its taker."""
    taker, every = lot.taker, events(lot)
    return LotSheet(
        lot.name,
        lot.authority.name,
        timezone.localdate(),
        known.devices,
        lot.rule,
        taker=taker.name if taker else "",
        taker_place=taker.place if taker else "",
        nature=str(taker.get_nature_display()) if taker else "",
        place=lot.place,
        collect_by=lot.collect_by,
        collected_on=lot.collected_on,
        slip_kg=lot.weight,
        head=every[-1]["hash"] if every else "",
    )


def headline(found: QuerySet[Lot]) -> str:
    """How many lots there are, how many wait for their collection or their proof."""
    states = list(found.values_list("state", flat=True))
    if not states:
        return _("No lot yet.")
    before = sum(each in {"open", "offered", "agreed"} for each in states)
    words = ngettext("%(count)s lot", "%(count)s lots", len(states)) % {"count": len(states)}
    return _("%(lots)s: %(before)s to be collected, %(after)s to be proved.") % {
        "lots": words, "before": before, "after": states.count("collected"),
    }  # fmt: skip


def figure(authority: Authority) -> str:
    """The same for the hub."""
    return headline(rows(authority))
