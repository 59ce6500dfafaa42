"""Devices, what is proposed for them and where they may go; repairs; the plan of renewal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.kernel import JalonsError
from jalons.kernel.contracts import DeviceImpact, Port, device_impacts
from jalons.reuse.engine.leaving.payback import Payback, least_payback
from jalons.reuse.engine.leaving.proposals import Proposal, Situation, propose, shipped_guide
from jalons.reuse.engine.leaving.renewal import PlanRow, renewal_plan
from jalons.reuse.engine.routes.rules import shipped_rules
from jalons.reuse.engine.routes.verdicts import Circumstances, Verdict, verdicts
from jalons.reuse.engine.wiping.leaving import Ready
from jalons.reuse.web.devices.models import Device, Repair
from jalons.reuse.words.wiping import leaving_words

YEARS = 4  # of the plan of renewal
# whether the data of a device is dealt with: wiping, which stands over this topic, answers
data_ready: Port[Callable[[Device], Ready]] = Port("data_ready")


def rows(authority: Authority) -> QuerySet[Device]:
    """The living devices of an authority, with their lot."""
    return living(Device, authority).select_related("authority", "lot")


def open_rows(authority: Authority) -> QuerySet[Device]:
    """Those no lot has: what becomes of them may still be decided."""
    return rows(authority).filter(state__in=(Device.State.IN_USE, Device.State.RETIRED))


def undecided(authority: Authority) -> QuerySet[Device]:
    """Those of them for which nobody decided."""
    return open_rows(authority).filter(decision=Device.Decision.NONE)


class Impacts:
    """The impacts of devices by kind, maker and model, each looked up once; None when unknown."""

    def __init__(self) -> None:
        self._impact = lru_cache(maxsize=None)(_impact)

    def payback(self, device: Device) -> Payback | None:
        """The break-even of a new device in place of this one."""
        found = self._impact(device.kind, device.maker, device.model)
        return None if found is None else least_payback(found, shipped_guide().savings)


def _impact(kind: str, maker: str, model: str) -> DeviceImpact | None:
    try:
        return device_impacts().impact(kind, maker=maker, model=model)
    except JalonsError:  # no room answers: the proposal does without
        return None


def proposal(device: Device, today: date, impacts: Impacts) -> Proposal:
    """What Jalons proposes for a device."""
    seen = Situation(
        device.leaving,
        today,
        device.state == Device.State.IN_USE,
        device.supported_until,
        impacts.payback(device),
    )
    return propose(seen, shipped_rules(), shipped_guide())


def routes(device: Device, today: date) -> tuple[Verdict, ...]:
    """What the rules say of each route for a device."""
    return verdicts(device.leaving, Circumstances(today), shipped_rules())


@dataclass(frozen=True, slots=True)
class Step:
    """A step until a device is reused elsewhere, or recycled: done or not, with its words."""

    label: str
    done: bool
    words: str = ""


def steps(device: Device) -> list[Step]:
    """What was done with a device that leaves, and what remains; none while it is in use."""
    leaves = device.decision in {"give", "sell", "recycle"}
    if not leaves and device.is_ours and device.state != Device.State.RETIRED:
        return []
    gone = device.state == Device.State.GONE
    data = data_ready()(device)
    return [
        Step(_("Decision"), bool(device.decision), _decision(device)),
        Step(_("Retired"), device.state != Device.State.IN_USE),
        Step(_("Data"), gone or data.is_ready, " ".join(leaving_words(data, lang()))),
        Step(_("Lot"), device.lot_id is not None, str(device.lot or "")),
        Step(_("Proof of reuse or recycling"), gone),
    ]


def _decision(device: Device) -> str:
    return str(device.get_decision_display()) if device.decision else ""


def plan(authority: Authority, today: date) -> tuple[PlanRow, ...]:
    """The devices in use that come to their end in the next years, from the next one on."""
    used = living(Device, authority).filter(state=Device.State.IN_USE)
    facts = used.order_by().values_list("kind", "bought_on", "supported_until")
    return renewal_plan(facts, today.year + 1, YEARS, shipped_guide())


def repairs_by_year(authority: Authority) -> dict[int, int]:
    """How many repairs were done in each year."""
    found = living(Repair, authority).order_by()
    years = found.annotate(year=ExtractYear("done_on")).values("year")
    return {each["year"]: each["count"] for each in years.annotate(count=Count("pk"))}
