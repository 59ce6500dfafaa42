"""The values an authority is compared with: those shared by similar authorities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from jalons.foundation.accounts.models import Authority, publishing
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.publishing.queries import page_of
from jalons.foundation.territories.bands import Band, band_of, bands
from jalons.kernel import Interval, Observation, Period, Unit, Urn
from jalons.strategy.engine.indicators.comparison import (
    APART,
    OTHERS,
    Compared,
    SharedValue,
    compare,
)
from jalons.strategy.store import catalogue
from jalons.strategy.web.observations import queries as measured
from jalons.strategy.web.observations.models import StoredObservation


@dataclass(frozen=True, slots=True)
class Look:
    """The type and the population band of an authority."""

    kind: str
    band: Band


def look_of(authority: Authority) -> Look | None:
    """The look of an authority, None while its territory or its population is unknown."""
    territory = authority.territory
    if territory is None:
        return None
    band = band_of(territory.population, bands().get(territory.kind, ()))
    return Look(territory.kind, band) if band else None


def alike(authority: Authority, look: Look) -> list[int]:
    """The other authorities of that look that share, by primary key, demonstrations excluded."""
    pages = PublicPage.unscoped.filter(
        publishing("authority__"),
        shares_observations=True,
        authority__kind=Authority.Kind.REAL,
        authority__territory__kind=look.kind,
        authority__territory__population__gte=look.band.low,
    ).exclude(authority=authority)
    if look.band.high is not None:
        pages = pages.filter(authority__territory__population__lt=look.band.high)
    return list(pages.values_list("authority_id", flat=True))


def shared(observation: Observation, look: Look) -> SharedValue:
    """The shared part of an observation: neither its perimeter nor its sources."""
    return SharedValue(
        member=observation.perimeter.authority,
        kind=look.kind,
        band=look.band.id,
        indicator=observation.indicator,
        value=observation.value,
        unit=observation.unit,
        period=observation.period,
        method=observation.method,
    )


def comparison(authority: Authority) -> tuple[Compared, ...]:
    """Each measured indicator of a sharing authority among its look-alikes, by the catalogue.

    A national average allocated to the territory is the same for all: it is left out. Empty for who
    does not share, or whose look is unknown: who reads gives too.
    """
    found = group_of(authority)
    return found.compared(found.own) if found else ()


@dataclass(frozen=True, slots=True)
class Group:
    """The values of a sharing authority, and how many territories compare with each of them."""

    own: tuple[SharedValue, ...]
    members: Mapping[str, int]  # by indicator, one's own included
    alike: Sequence[int]

    def is_shown(self, own: SharedValue) -> bool:
        """Whether enough territories compare with a value."""
        return self.members[own.indicator] > OTHERS

    def compared(self, values: Sequence[SharedValue]) -> tuple[Compared, ...]:
        """Some of the values among those that compare."""
        shown = [each for each in values if self.is_shown(each)]
        others: dict[str, list[SharedValue]] = defaultdict(list)
        for other in _others(self.alike, shown):
            others[other.indicator].append(other)
        return tuple(
            compare(each, others[each.indicator])
            if self.is_shown(each)
            else Compared(each, self.members[each.indicator])
            for each in values
        )


def group_of(authority: Authority) -> Group | None:
    """What an authority compares, in the order of the catalogue; None for who does not share."""
    look = look_of(authority)
    shares = authority.may_publish and page_of(authority).shares_observations
    if look is None or not shares:
        return None
    latest = measured.latest(authority)
    own = tuple(
        shared(latest[name], look)
        for name, sheet in catalogue().indicators.items()
        if sheet.measures and name in latest
    )
    found = alike(authority, look)
    return Group(own, _members(found, own), found)


def _near(own: Iterable[SharedValue]) -> Q:
    """The rows of the same indicators and methods, whose end is near that of one's own value."""
    alike: dict[tuple[str, date], list[str]] = defaultdict(list)
    for each in own:
        alike[each.method, each.period.end].append(each.indicator)
    near = Q(pk__in=())
    for (method, end), names in alike.items():
        near |= Q(indicator__in=names, method=method, period_end__range=(end - APART, end + APART))
    return near


def _members(alike: Sequence[int], own: Sequence[SharedValue]) -> dict[str, int]:
    """How many territories compare with each value, one's own included."""
    rows = StoredObservation.unscoped.filter(_near(own), authority__in=alike).order_by()
    dimensions = {each.indicator: each.unit.dimensions for each in own}
    owners: dict[str, set[int]] = {name: set() for name in dimensions}
    for name, unit, owner in rows.values_list("indicator", "unit", "authority").distinct():
        if Unit.parse(unit).dimensions == dimensions[name]:
            owners[name].add(owner)  # once, even who writes grams and tonnes
    return {name: len(found) + 1 for name, found in owners.items()}


def _others(alike: Sequence[int], own: Sequence[SharedValue]) -> Iterator[SharedValue]:
    """What compares with some values, in the order it was recorded."""
    if not own:
        return
    rows = StoredObservation.unscoped.filter(_near(own), authority__in=alike)
    for owner, name, low, mid, high, unit, start, end, method in rows.order_by(
        "recorded_at", "pk"
    ).values_list(
        "authority", "indicator", "low", "mid", "high", "unit", "period_start", "period_end",
        "method",
    ):  # fmt: skip
        yield SharedValue(
            Urn("authority", str(owner)), own[0].kind, own[0].band, name, Interval(low, mid, high),
            Unit.parse(unit), Period(start, end), method,
        )  # fmt: skip
