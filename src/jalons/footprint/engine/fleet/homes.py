"""The home country of devices without a country, for one computation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import add

from jalons.footprint.engine.fleet.holdings import Fleet, Holding
from jalons.footprint.engine.fleet.sums import NO_COUNTRY


def located(fleet: Fleet, home: str) -> Fleet:
    """A fleet whose devices without a country stand in the country ``home`` (ISO 3166-1 alpha-2).

    The sums stay as they were: the same fleet may be put elsewhere for another computation.
    """
    return replace(fleet, holdings=tuple(at_home(holding, home) for holding in fleet.holdings))


def at_home(holding: Holding, home: str) -> Holding:
    """The devices of a kind, those without a country standing at ``home``."""
    return replace(
        holding,
        declared_kwh=_moved(holding.declared_kwh, home, add),
        unmetered=_moved(holding.unmetered, home, add),
        own_pue=_moved(
            holding.own_pue, home, lambda here, more: (here[0] + more[0], here[1] + more[1])
        ),
        machines=_moved(holding.machines, home, _together),
        own_machines=_moved(holding.own_machines, home, _together),
    )


def _moved[T](
    by_place: Mapping[str, T], home: str, together: Callable[[T, T], T]
) -> Mapping[str, T]:
    """Values by country, those without country added to ``home``."""
    if NO_COUNTRY not in by_place:
        return by_place
    moved = {place: value for place, value in by_place.items() if place != NO_COUNTRY}
    unstated = by_place[NO_COUNTRY]
    moved[home] = together(moved[home], unstated) if home in moved else unstated
    return dict(sorted(moved.items()))


def _together(here: Mapping[str, float], more: Mapping[str, float]) -> Mapping[str, float]:
    return {key: here.get(key, 0.0) + more.get(key, 0.0) for key in sorted({*here, *more})}
