"""The reads of the screens of use cases."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.kernel import Interval, JalonsError
from jalons.twin.engine.heat.cases import summed
from jalons.twin.web.connection import twin_store
from jalons.twin.web.labels import words
from jalons.twin.web.whatif.models import WhatIf

from .models import CaseResult, TwinCase


def cases(authority: Authority) -> QuerySet[TwinCase]:
    """The living use cases of an authority, with their results."""
    return (
        living(TwinCase, authority)
        .select_related("authority__territory", "whatif__snapshot")
        .defer("whatif__snapshot__documents")
        .prefetch_related(Prefetch("results", queryset=living(CaseResult, authority)))
    )


def kinds(authority: Authority) -> list[tuple[str, str]]:
    """The types a case may use: (IRI, name)."""
    sheets = twin_store.policies().of(twin_store.tenant_of(authority))
    return [(iri, words.type_name(iri, sheets)) for iri in sheets]


def estimate(whatif: WhatIf) -> Interval | None:
    """The energy a scenario would save, in kWh a year; None when it cannot be computed."""
    from jalons.twin.engine.whatif import figures  # loaded with what computes: the daily round
    from jalons.twin.web.whatif import computation  # of a server needs none of it

    if whatif.deleted_at is not None or whatif.snapshot.deleted_at is not None:
        return None
    try:
        run = computation.scenario_run(whatif)
    except JalonsError:
        return None
    energy = [
        each.difference.scaled(-1)
        for each in run.result.comparisons
        if each.key in (figures.LIGHTING, figures.BUILDINGS) and each.difference is not None
    ]
    return summed(energy) if energy else None


def share_of(result: CaseResult, year: int) -> float:
    """The share of a result's days that are in a year, 0 to 1."""
    first, last = max(result.starts_on, date(year, 1, 1)), min(result.ends_on, date(year, 12, 31))
    days = (result.ends_on - result.starts_on).days + 1
    return max(0, (last - first).days + 1) / days


def live_days(case: TwinCase, year: int, *, until: date) -> int:
    """The number of days of a year a case was live, up to a day."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), until)
    total = 0
    for state, start, end in case.periods():
        if state == TwinCase.State.LIVE:
            after = last + timedelta(days=1) if end > last else end
            total += max(0, (after - max(start, first)).days)
    return total
