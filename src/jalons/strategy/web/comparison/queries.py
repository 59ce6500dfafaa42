"""The values an authority is compared with: those shared by similar authorities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jalons.foundation.accounts.models import Authority, publishing
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.publishing.queries import page_of
from jalons.foundation.territories.bands import Band, band_of, bands
from jalons.kernel import Observation
from jalons.strategy.engine.indicators.comparison import (
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
    look = look_of(authority)
    shares = authority.may_publish and page_of(authority).shares_observations
    if look is None or not shares:
        return ()
    latest = measured.latest(authority)
    others = _others(alike(authority, look), latest, look)
    return tuple(
        compare(shared(latest[name], look), others)
        for name, sheet in catalogue().indicators.items()
        if sheet.measures and name in latest
    )


def _others(members: list[int], indicators: Iterable[str], look: Look) -> list[SharedValue]:
    rows = StoredObservation.unscoped.filter(
        authority__in=members, indicator__in=list(indicators)
    ).select_related("authority")
    return [shared(measured.to_observation(row), look) for row in rows]
