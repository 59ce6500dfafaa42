"""How far the nearest place is, for how many people, and which places serve an area."""

from __future__ import annotations

import numpy as np

from jalons.inclusion.engine.access.values import Beyond, Nearest, Pairs
from jalons.inclusion.engine.areas import Numbers, Rows


def nearest(pairs: Pairs) -> Nearest:
    """The nearest place of each area, with its distance (the first in order when two are equal)."""
    order = np.lexsort((pairs.places, pairs.km, pairs.areas))
    areas, first = np.unique(pairs.areas[order], return_index=True)
    places = np.full(len(pairs.known), -1, dtype=np.intp)
    km = np.full(len(pairs.known), np.nan)
    places[areas], km[areas] = pairs.places[order][first], pairs.km[order][first]
    return Nearest(places, km, pairs.way)


def closest(pairs: Pairs, area: int, count: int = 3) -> tuple[Rows, Numbers]:
    """Which places serve an area: rows of the nearest ones listed, and their distances."""
    listed = np.flatnonzero(pairs.areas == area)
    order = listed[np.lexsort((pairs.places[listed], pairs.km[listed]))][:count]
    return pairs.places[order], pairs.km[order]


def beyond(near: Nearest, people: Numbers, km: float) -> Beyond:
    """People farther than ``km`` (or minutes) from their nearest place; a need may be counted too.

    ``people`` has one value an area: all of them, or those of a need (over 65…); ``nan`` is in no
    count. An area at exactly ``km`` is not beyond.
    """
    counted = np.nan_to_num(people)
    known = np.isfinite(near.km)
    with np.errstate(invalid="ignore"):
        far = known & (near.km > km)
    return Beyond(
        km, float(counted[far].sum()), float(counted[known].sum()), float(counted[~known].sum())
    )
