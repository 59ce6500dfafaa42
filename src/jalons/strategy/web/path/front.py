"""The parts of the home page: the nine commitments, and a footprint."""

from __future__ import annotations

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Milestone, State
from jalons.foundation.rooms import Specimen
from jalons.kernel import Interval, Quantity
from jalons.strategy.store import manifesto
from jalons.strategy.web.observations.queries import latest

_UNIT = "kg CO2 eq/year"


def milestones(lang: str) -> list[Milestone]:
    """The commitments by name, without progress."""
    return [
        Milestone(commitment.number, commitment.short.to(lang), state=State.NAMED)
        for commitment in manifesto().commitments
    ]


def specimen(authority: Authority) -> Specimen | None:
    """The measured footprint of an authority, in kg CO2 eq a year; None without one."""
    known = latest(authority)
    total, share = (known.get(f"footprint.{name}") for name in ("total", "manufacture_share"))
    if total is None or share is None:
        return None
    value = total.value
    kilograms = (
        Quantity(each, total.unit).to(_UNIT).value for each in (value.low, value.mid, value.high)
    )
    return Specimen(Interval(*kilograms), share.value.mid / 100)
