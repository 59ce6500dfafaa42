"""Lots with what the engine reads of them, and their figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.reuse.documents.agreement import LotSheet
from jalons.reuse.engine.lots import LotDevice
from jalons.reuse.engine.lots.tasks import BEFORE, LotFacts, refusals
from jalons.reuse.engine.routes import Circumstances, RouteRule, shipped_rules, verdict
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.lots.models import Lot, LotEvent, LotFile
from jalons.reuse.web.wiping import queries as wiping
from jalons.reuse.words.lots import missing_words


def rows(authority: Authority) -> QuerySet[Lot]:
    """The living lots of an authority, with how many devices they have."""
    alive = Q(devices__deleted_at=None)
    found = living(Lot, authority).select_related("authority", "taker")
    return found.annotate(count=Count("devices", filter=alive, distinct=True))


def members(lot: Lot) -> QuerySet[Device]:
    """The living devices of a lot."""
    return living(Device, lot.authority).filter(lot=lot).select_related("authority")


def candidates(authority: Authority) -> QuerySet[Device]:
    """The devices a lot may take: out of use, in none."""
    return living(Device, authority).filter(state=Device.State.RETIRED, lot=None)


def seen(authority: Authority, found: Iterable[Device], lot: Lot) -> tuple[LotDevice, ...]:
    """Devices as the engine reads them, in three queries whatever their number."""
    devices, rule = list(found), lot.rule
    ready = wiping.ready_of(authority, devices)
    names: dict[object, list[str]] = {each.pk: [] for each in devices}
    for one in wiping.certificates(authority).filter(device__in=devices, verdict="accepted"):
        names[one.device_id].append(str(one.pk))
    day = lot.collected_on or timezone.localdate()
    return tuple(
        LotDevice(
            str(each.pk), each.label, each.kind, each.maker, each.model, each.serial, each.tag,
            each.bought_on, each.value, each.working, each.weight,
            tuple(sorted(names[each.pk])), ready[each].reasons[0][0], ready[each].is_ready,
            _outcome(each, rule, day, lot),
        )
        for each in devices
    )  # fmt: skip


def _outcome(device: Device, rule: RouteRule | None, day: date, lot: Lot) -> str:
    if rule is None:
        return ""
    at = Circumstances(day, committed=lot.committed_on is not None)
    return verdict(rule, device.leaving, at, shipped_rules()).outcome.value


def files(lot: Lot, *kinds: str) -> QuerySet[LotFile]:
    """The living files of a lot, of those kinds only when any is named."""
    found = living(LotFile, lot.authority).filter(lot=lot)
    return found.filter(kind__in=kinds) if kinds else found


def facts(lot: Lot) -> LotFacts:
    """What is known of a lot today."""
    proved = files(lot, LotFile.Kind.PROOF).aggregate(n=Sum("count"))["n"] or 0
    return LotFacts(
        state=lot.state,
        devices=seen(lot.authority, members(lot), lot),
        route=lot.rule,
        taker=lot.taker.nature if lot.taker else "",
        is_committed=lot.committed_on is not None,
        has_slip=files(lot, LotFile.Kind.SLIP).exists(),
        proved=proved,
        is_disposed=bool(lot.recycled_on and lot.recycler and lot.disposal_number),
    )


def refusal(lot: Lot, step: str) -> str:
    """Why a step may not be taken, in words; "" when it may."""
    found = refusals(facts(lot), step)
    return _("Missing: %(things)s.") % {"things": missing_words(found, lang())} if found else ""


def events(lot: Lot) -> list[dict[str, object]]:
    """The events of a lot, the first one first."""
    found = LotEvent.objects.of(lot.authority).filter(lot=lot).order_by("number")
    return list(found.values_list("event", flat=True))


def sheet(lot: Lot, known: LotFacts) -> LotSheet:
    """What the documents of a lot say; never the contact of its taker."""
    taker, every = lot.taker, events(lot)
    return LotSheet(
        lot.name, lot.authority.name, timezone.localdate(), known.devices, lot.rule,
        taker.name if taker else "", taker.place if taker else "",
        str(taker.get_nature_display()) if taker else "", lot.place, lot.collect_by,
        lot.collected_on, lot.weight, str(every[-1]["hash"]) if every else "",
    )  # fmt: skip


def headline(found: QuerySet[Lot]) -> str:
    """How many lots there are, how many wait for their collection or their proof."""
    total = found.count()
    if not total:
        return _("No lot yet.")
    before = found.filter(state__in=("open", "offered", "agreed")).count()
    after = found.filter(state="collected").count()
    words = ngettext("%(total)s lot", "%(total)s lots", total) % {"total": total}
    return _("%(lots)s: %(before)s to be collected, %(after)s to be proved.") % {
        "lots": words, "before": before, "after": after,
    }  # fmt: skip


def figure(authority: Authority) -> str:
    """The same for the hub."""
    return headline(rows(authority))


def proofs(authority: Authority) -> QuerySet[LotFile]:
    """The living proofs of reuse of the living lots that left."""
    found = living(LotFile, authority).filter(kind=LotFile.Kind.PROOF, lot__deleted_at=None)
    return found.exclude(lot__state__in=BEFORE)
