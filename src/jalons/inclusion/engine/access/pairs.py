"""Which places are within a distance of which areas, over straight lines times a detour."""

from __future__ import annotations

import numpy as np

from jalons.inclusion.engine.access.values import Pairs, Way
from jalons.inclusion.engine.areas import Numbers, Rows
from jalons.inclusion.engine.errors import InclusionError

EARTH_KM = 6371.0088  # mean radius, IUGG
_BLOCK = 100_000  # distances computed at once: they stay in the cache


def great_circle(lat: Numbers, lon: Numbers, other_lat: Numbers, other_lon: Numbers) -> Numbers:
    """Kilometres between positions in degrees, on a sphere (haversine)."""
    a, b, c, d = (np.radians(each) for each in (lat, lon, other_lat, other_lon))
    half = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))), dtype=np.float64)


def doubts(lat: Numbers, lon: Numbers) -> tuple[str, ...]:
    """What is wrong with each position, one word: ``missing``, ``zero``, ``outside`` the globe,
    ``swapped`` (read the other way round, it is in mainland France), or nothing.
    """
    missing = ~(np.isfinite(lat) & np.isfinite(lon))
    with np.errstate(invalid="ignore"):
        zero = (np.abs(lat) < 0.01) & (np.abs(lon) < 0.01)
        outside = (np.abs(lat) > 90) | (np.abs(lon) > 180)
        swapped = (lon > 41) & (lon < 51.6) & (lat > -5.6) & (lat < 10)
    names = ("missing", "zero", "outside", "swapped")
    picked = np.select([missing, zero, outside, swapped], [1, 2, 3, 4], 0)
    return tuple(("", *names)[number] for number in picked)


def _sure(lat: Numbers, lon: Numbers) -> Rows:
    return np.flatnonzero(np.array([not doubt for doubt in doubts(lat, lon)], dtype=bool))


def neighbours(  # noqa: PLR0913
    lat: Numbers, lon: Numbers, supply_lat: Numbers, supply_lon: Numbers, *,
    within_km: float, detour: float,
) -> Pairs:  # fmt: skip
    """The places within ``within_km`` of each area, detour included, and always its nearest one.

    Positions in degrees; a doubtful one (see ``doubts``) has no pair. Raises ``InclusionError``
    (``detour_invalid``) when ``detour`` is under 1 or ``within_km`` is not above 0.
    """
    if not (1 <= detour < np.inf and within_km > 0):
        raise InclusionError("detour_invalid", detour=detour)
    here, there = _sure(lat, lon), _sure(supply_lat, supply_lon)
    known = np.zeros(len(lat), dtype=bool)
    known[here] = True
    areas, places = _boxed(
        lat[here], lon[here], supply_lat[there], supply_lon[there], within_km / detour
    )
    areas, places = here[areas], there[places]
    km = detour * great_circle(lat[areas], lon[areas], supply_lat[places], supply_lon[places])
    listed = km <= within_km
    areas, places, km = areas[listed], places[listed], km[listed]
    lonely = np.setdiff1d(here, areas) if len(there) else here[:0]
    last = there[_nearest(lat[lonely], lon[lonely], supply_lat[there], supply_lon[there])]
    more = detour * great_circle(lat[lonely], lon[lonely], supply_lat[last], supply_lon[last])
    return Pairs(
        np.concatenate([areas, lonely]), np.concatenate([places, last]),
        np.concatenate([km, more]), Way("km", detour), known, within_km,
    )  # fmt: skip


def part_of(pairs: Pairs, areas: Rows, places: Rows) -> Pairs:
    """The pairs between some areas and some places, which become rows 0, 1, 2… of each."""
    ends = []
    for rows, listed in ((areas, pairs.areas), (places, pairs.places)):
        new = np.full(max(listed.max(initial=0), rows.max(initial=0)) + 1, -1)
        new[rows] = np.arange(len(rows))
        ends.append(new[listed])
    its = (ends[0] >= 0) & (ends[1] >= 0)
    return Pairs(
        ends[0][its], ends[1][its], pairs.km[its], pairs.way, pairs.known[areas], pairs.within
    )


def _boxed(
    lat: Numbers, lon: Numbers, other_lat: Numbers, other_lon: Numbers, km: float
) -> tuple[Rows, Rows]:
    """Pairs within a box of ``km`` around each first position, over the antimeridian too."""
    import shapely

    high = np.degrees(min(km, 20_100) / EARTH_KM) * (1 + 1e-9)
    top = np.radians(np.minimum(np.abs(lat) + high, 90))
    # the widest a circle gets is where it touches a meridian, poleward of its centre
    ratio = np.sin(np.radians(min(high, 90))) / np.maximum(np.cos(np.radians(lat)), 1e-12)
    wide = np.where(
        (ratio < 1) & (top < np.pi / 2), np.degrees(np.arcsin(np.minimum(ratio, 1))), 360
    )
    wide = wide * (1 + 1e-9)
    turns = np.concatenate(
        [np.zeros(len(other_lat)), *(np.full(len(other_lat), turn) for turn in (360.0, -360.0))]
    )
    rows = np.tile(np.arange(len(other_lat)), 3)
    longs = other_lon[rows] + turns
    reach = (longs >= (lon - wide).min(initial=0)) & (longs <= (lon + wide).max(initial=0))
    rows, longs = rows[reach], longs[reach]
    tree = shapely.STRtree(shapely.points(longs, other_lat[rows]))
    boxes = shapely.box(lon - wide, lat - high, lon + wide, lat + high)
    areas, places = tree.query(boxes)  # type: ignore[no-untyped-call]
    if len(rows) > len(other_lat):  # a box of more than a whole turn sees a place twice
        both = np.unique(areas.astype(np.int64) * len(other_lat) + rows[places])
        return both // len(other_lat), both % len(other_lat)
    return areas, rows[places]


def _nearest(lat: Numbers, lon: Numbers, other_lat: Numbers, other_lon: Numbers) -> Rows:
    """The row of the nearest second position of each first one, whatever the distance."""
    if not len(lat):
        return np.zeros(0, dtype=np.intp)
    ours, theirs = _on_sphere(lat, lon), _on_sphere(other_lat, other_lon).T
    step = max(1, _BLOCK // len(other_lat))
    return np.concatenate(
        [np.argmax(ours[at : at + step] @ theirs, axis=1) for at in range(0, len(ours), step)]
    )


def _on_sphere(lat: Numbers, lon: Numbers) -> Numbers:
    a, b = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)], axis=1)
