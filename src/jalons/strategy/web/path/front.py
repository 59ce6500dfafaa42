"""The parts of the home page: the nine commitments, and a footprint."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Milestone, State
from jalons.foundation.rooms import N_, Specimen
from jalons.kernel import Interval, Quantity
from jalons.strategy.store import manifesto
from jalons.strategy.web.observations.queries import latest

_UNIT = "kg CO2 eq/year"


# What Jalons does for each commitment, in a line.
_DONE_HERE = (
    N_("places that help, accessible websites"),
    N_("staff trained, residents accompanied"),
    N_("consultations, and what came of them"),
    N_("the footprint of the fleet in half an hour"),
    N_("tenders, clauses, legal accounts of purchases"),
    N_("lots erased, donated, traced"),
    N_("sensors, meters, heat of server rooms"),
    N_("roadmap, and the documents the law asks for"),
    N_("open data, algorithms and AI explained"),
)


def milestones(lang: str) -> list[Milestone]:
    """The commitments by name, each with what Jalons does for it and a link, without progress."""
    page = reverse("manifesto")
    return [
        Milestone(
            commitment.number,
            commitment.short.to(lang),
            status=_(done),
            state=State.NAMED,
            url=f"{page}#engagement-{commitment.number}",
        )
        for commitment, done in zip(manifesto().commitments, _DONE_HERE, strict=True)
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
