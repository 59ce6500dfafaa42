"""Queries on indicators: values of every source, objectives, progress."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.journal.models import Entry
from jalons.kernel import Interval, Observation, Period, Quantity, Urn
from jalons.strategy.engine.catalogue import Indicator
from jalons.strategy.engine.indicators.trajectory import Course, Following, follow
from jalons.strategy.store import catalogue
from jalons.strategy.web.indicators.models import DeclaredValue, FollowedIndicator, Objective
from jalons.strategy.web.observations import queries

DECLARED = "declared"  # the kind of the origin of a declared value


@dataclass(frozen=True, slots=True)
class Followed:
    """The values, the objective and the progress of an indicator of an authority.

    ``values`` are, latest period first, the observations of a period with the most trusted source
    first; ``waiting`` are declared values nobody approved yet.
    """

    sheet: Indicator
    follows: bool
    trusted: tuple[str, ...]
    values: tuple[tuple[Observation, ...], ...]
    objective: Objective | None
    course: Course | None
    following: Following | None
    waiting: tuple[DeclaredValue, ...] = ()

    @property
    def measured(self) -> bool:
        """Whether it has a measure; assumptions and projections are not measures."""
        return self.sheet.measures and bool(self.values)

    @property
    def latest(self) -> Observation | None:
        """The most trusted observation of the latest period."""
        return self.values[0][0] if self.values else None


def board(authority: Authority) -> list[Followed]:
    """Every indicator of the catalogue for an authority, in the order of the catalogue.

    Five queries, whatever the number of indicators.
    """
    observed: dict[str, list[Observation]] = defaultdict(list)
    for observation in queries.observations(authority):
        observed[observation.indicator].append(observation)
    chosen = {row.indicator: row for row in FollowedIndicator.objects.of(authority)}
    aims = {row.indicator: row for row in living(Objective, authority)}
    waiting: dict[str, list[DeclaredValue]] = defaultdict(list)
    for row in values(authority).filter(state=DeclaredValue.State.DRAFT):
        waiting[row.indicator].append(row)
    return [
        _put_together(
            sheet, observed[sheet.id], chosen.get(sheet.id), aims.get(sheet.id), waiting[sheet.id]
        )
        for sheet in catalogue().indicators.values()
    ]


def followed(authority: Authority, sheet: Indicator) -> Followed:
    rows = values(authority, sheet.id).filter(state=DeclaredValue.State.DRAFT)
    return _put_together(
        sheet,
        queries.observations(authority, sheet.id),
        FollowedIndicator.objects.of(authority).filter(indicator=sheet.id).first(),
        objective(authority, sheet.id),
        list(rows),
    )


def _put_together(
    sheet: Indicator,
    observed: Sequence[Observation],
    chosen: FollowedIndicator | None,
    aim: Objective | None,
    waiting: Sequence[DeclaredValue],
) -> Followed:
    trusted = tuple(chosen.sources) if chosen else ()
    ranked = by_period(observed, trusted)
    course = aim.course if aim else None
    following = None
    if course:
        known = ranked if sheet.measures else ()  # only a measure stands to an objective
        measured = [(each[0].period.end, in_unit(each[0], sheet)) for each in known]
        following = follow(course, measured, sheet.direction)
    return Followed(
        sheet=sheet,
        follows=chosen is not None,
        trusted=trusted,
        values=ranked,
        objective=aim,
        course=course,
        following=following,
        waiting=tuple(waiting),
    )


def by_period(
    observed: Iterable[Observation], trusted: Sequence[str]
) -> tuple[tuple[Observation, ...], ...]:
    """Observations by period, latest first; of one period, the most trusted source first.

    A source that is not ranked comes after the ranked ones, the last recorded first.
    """
    periods: dict[Period, list[Observation]] = defaultdict(list)
    for each in observed:
        periods[each.period].append(each)
    rank = {kind: place for place, kind in enumerate(trusted)}
    return tuple(
        _ranked(periods[period], rank)
        for period in sorted(periods, key=lambda each: (each.end, each.start), reverse=True)
    )


def _ranked(group: list[Observation], rank: dict[str, int]) -> tuple[Observation, ...]:
    newest = list(reversed(group))
    newest.sort(key=lambda each: rank.get(each.origin.kind, len(rank)))
    return tuple(newest)


def in_unit(observation: Observation, sheet: Indicator) -> Interval:
    low, mid, high = (
        Quantity(value, observation.unit).to(sheet.unit.symbol).value
        for value in (observation.value.low, observation.value.mid, observation.value.high)
    )
    return Interval(low, mid, high)


def source_kinds(observed: Iterable[Observation]) -> list[str]:
    """The kinds of the sources that gave these observations, declared values among them."""
    return sorted({each.origin.kind for each in observed} | {DECLARED})


def objective(authority: Authority, indicator: str) -> Objective | None:
    return living(Objective, authority).filter(indicator=indicator).first()


def values(authority: Authority, indicator: str | None = None) -> QuerySet[DeclaredValue]:
    """The typed values of an authority (of one indicator, if named), latest period first."""
    rows = living(DeclaredValue, authority).select_related("authority")
    if indicator is not None:
        rows = rows.filter(indicator=indicator)
    return rows.order_by("indicator", "-period_end", "-period_start")


def value_of(authority: Authority, indicator: str, period: Period) -> DeclaredValue | None:
    rows = values(authority, indicator)
    return rows.filter(period_start=period.start, period_end=period.end).first()


def indicator_urn(indicator: str) -> Urn:
    return Urn("indicator", indicator)


def changes(authority: Authority, indicator: str) -> QuerySet[Entry]:
    """What the journal says of an indicator, its values and its objective, the trash too."""
    records = [
        row.urn
        for model in (DeclaredValue, Objective)
        for row in model.objects.of(authority).filter(indicator=indicator).only("pk")
    ]
    urns = [str(urn) for urn in (indicator_urn(indicator), *records)]
    return Entry.objects.of(authority).filter(urn__in=urns)
