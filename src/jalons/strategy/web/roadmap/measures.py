"""The indicators of the roadmap: actions on schedule, money spent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit, Urn
from jalons.kernel.contracts import observation_store
from jalons.strategy.engine.roadmap.roadmap import Amount, add_up, count
from jalons.strategy.web.observations.models import StoredObservation
from jalons.strategy.web.roadmap import queries

ON_SCHEDULE = "strategy.actions_on_schedule"
SPENT = "strategy.budget_spent"
METHODS = {
    ON_SCHEDULE: "strategy.roadmap/2",  # since 2, actions only proposed are not judged
    SPENT: "strategy.roadmap/1",
}
EUROS = "euros"


def record_measures(authority: Authority) -> None:
    """Store the indicators of the roadmap as observations, replacing the former ones.

    Lateness depends on the date: a daily call updates the present year.
    """
    store = observation_store()
    today = timezone.localdate()
    found = list(observations(authority, today))
    origins = {each.origin for each in found}
    for origin in {origin_of(authority, ON_SCHEDULE, today.year)} - origins:
        store.withdraw(origin)
    for year in _budget_years(authority):
        if (origin := origin_of(authority, SPENT, year)) not in origins:
            store.withdraw(origin)
    store.record(found)


def observations(authority: Authority, today: date) -> Iterator[Observation]:
    """The observations of the roadmap: the schedule of this year, the spending of each year."""
    counts = count(queries.lines(authority), today)
    share = counts.schedule_share
    if share is not None:
        yield _observation(
            authority, ON_SCHEDULE, today.year, 100 * share, "%",
            included=(f"{counts.on_schedule + counts.late} action(s) datée(s)",),
            excluded=(
                f"{counts.no_date} action(s) sans date",
                f"{counts.proposed} action(s) proposée(s)",
                f"{counts.abandoned} action(s) abandonnée(s)",
            ),
            today=today,
        )  # fmt: skip
    for year, amounts in _by_year(queries.amounts(authority)).items():
        total = add_up(amounts)
        if total.actual is not None:
            yield _observation(
                authority, SPENT, year, float(total.actual), "EUR",
                included=(f"{total.lines - total.silent} ligne(s) de budget renseignée(s)",),
                excluded=(f"{total.silent} ligne(s) sans dépense connue",),
                today=today,
            )  # fmt: skip


def origin_of(authority: Authority, indicator: str, year: int) -> Urn:
    """The origin of a figure: a part of the roadmap; the same when a trial is made permanent."""
    return Urn("roadmap", f"{authority.pk}-{indicator}-{year}")


def _by_year(amounts: list[Amount]) -> dict[int, list[Amount]]:
    found: dict[int, list[Amount]] = defaultdict(list)
    for amount in amounts:
        if amount.measure == EUROS:
            found[amount.year].append(amount)
    return dict(found)


def _budget_years(authority: Authority) -> set[int]:
    """The years with a known spending, now or before this change."""
    stored = StoredObservation.objects.of(authority).filter(indicator=SPENT)
    return {day.year for day in stored.values_list("period_start", flat=True)}


def _observation(  # noqa: PLR0913  each one a fact of the observation
    authority: Authority,
    indicator: str,
    year: int,
    value: float,
    unit: str,
    *,
    included: tuple[str, ...],
    excluded: tuple[str, ...],
    today: date,
) -> Observation:
    return Observation(
        indicator=indicator,
        value=Interval.exact(value),
        unit=Unit.parse(unit),
        period=Period.year(year),
        perimeter=Perimeter(authority=authority.urn, included=included, excluded=excluded),
        sources=(
            Source(
                title="Feuille de route",
                publisher=authority.name,
                published=today,
                licence="unstated",
                verified=True,
            ),
        ),
        method=METHODS[indicator],
        status=Status.DECLARED,
        origin=origin_of(authority, indicator, year),
    )
