"""Enhanced two-step floating catchment areas (Luo & Qi 2009): supply shared by who reaches it."""

from __future__ import annotations

import numpy as np

from jalons.inclusion.engine.access.values import Access, Bands, Pairs, Supply
from jalons.inclusion.engine.areas import Numbers, Rows
from jalons.inclusion.engine.errors import InclusionError


def e2sfca(people: Numbers, pairs: Pairs, supply: Numbers, bands: Bands) -> Numbers:
    """Supply per person in each area: what a place offers, divided by the people who reach it.

    ``people`` has one value an area, ``supply`` one a place; what is ``nan`` counts for nothing
    here (``measure`` reports it). ``nan`` where the area has no position. Raises ``InclusionError``
    (``bands_unit``, ``bands_far``) when bands do not suit the pairs.
    """
    areas, places, shares, _ = _shares(people, pairs, len(supply), bands)
    return _summed(pairs, areas, np.nan_to_num(supply)[places] * shares)


def measure(people: Numbers, pairs: Pairs, supply: Supply, bands: Bands) -> Access:
    """The access of each area with the interval of the supply, its sums, what is missing."""
    areas, places, shares, demand = _shares(people, pairs, len(supply.ids), bands)
    low, values, high = (
        _summed(pairs, areas, np.nan_to_num(each)[places] * shares)
        for each in (supply.low, supply.mid, supply.high)
    )
    mid = np.nan_to_num(supply.mid)
    return Access(
        values, low, high, pairs.way, bands,
        counted=float(np.nansum(values * people)),
        reached=float(mid[demand > 0].sum()),
        total=float(mid.sum()),
        unknown_hours=np.flatnonzero(np.isnan(supply.mid)),
        closed=np.flatnonzero(supply.mid == 0),
        unreached=np.flatnonzero(demand == 0),
        no_position=np.flatnonzero(~pairs.known),
        no_people=np.flatnonzero(~(people > 0)),
    )  # fmt: skip


def _shares(
    people: Numbers, pairs: Pairs, places: int, bands: Bands
) -> tuple[Rows, Rows, Numbers, Numbers]:
    """Pairs within the bands, the share of a place a person there gets; demands of places."""
    if bands.unit != pairs.way.unit:
        raise InclusionError("bands_unit", bands=bands.unit, unit=pairs.way.unit)
    if bands.limits[-1] > pairs.within:
        raise InclusionError("bands_far", last=bands.limits[-1], within=pairs.within)
    decay = bands.decay(pairs.km)
    near = decay > 0
    areas, at, decay = pairs.areas[near], pairs.places[near], decay[near]
    demand = np.bincount(at, np.nan_to_num(people)[areas] * decay, places)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(demand[at] > 0, decay / demand[at], 0.0)
    return areas, at, shares, demand


def _summed(pairs: Pairs, areas: Rows, values: Numbers) -> Numbers:
    return np.where(pairs.known, np.bincount(areas, values, len(pairs.known)), np.nan)
