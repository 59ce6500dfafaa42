"""Places that may be one, for a person to decide; the days of itinerant places."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, combinations
from statistics import median
from typing import NamedTuple

from jalons.inclusion.engine.hours import WeekRead
from jalons.inclusion.engine.places.communes import km
from jalons.inclusion.engine.places.schema import Place, table
from jalons.tabular.folding import fold


class Pair(NamedTuple):
    """Two places by rank. ``same``: likely one; else namesakes apart, two until a person says so.

    ``likeness`` of their names, 0 to 100; ``km`` between them, None unknown.
    """

    first: int
    second: int
    same: bool
    likeness: float
    km: float | None


def pairs(places: Sequence[Place]) -> tuple[Pair, ...]:
    """Places of like names within 300 m or at one address, then namesakes up to 10 km apart."""
    from rapidfuzz.fuzz import token_sort_ratio  # never in the process that serves

    rules, names = table()["rules"], [fold(one.name) for one in places]
    named, housed = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for rank, one in enumerate(places):
        named[names[rank]].append(rank)
        if one.address:
            housed[fold(f"{one.address} {one.commune_code or one.postcode}")].append(rank)
    one_address = (combinations(ranks, 2) for ranks in housed.values())
    near = _within(places, range(len(places)), rules["same_meters"] / 1000)
    apart = (_within(places, ranks, rules["apart_km"]) for ranks in named.values())
    found: dict[tuple[int, int], Pair] = {}
    for same, both in ((True, chain(near, *one_address)), (False, chain(*apart))):
        for first, second in map(sorted, both):
            likeness = token_sort_ratio(names[first], names[second])
            if likeness >= rules["likeness"]:
                here, there = places[first].position, places[second].position
                away = km(here, there) if here and there else None
                found.setdefault((first, second), Pair(first, second, same, likeness, away))
    return tuple(sorted(found.values(), key=lambda pair: (not pair.same, pair)))


def _within(places: Sequence[Place], ranks: Iterable[int], most: float) -> Iterator[Sequence[int]]:
    """The pairs of positions at most ``most`` km apart, by a sweep from south to north."""
    placed = sorted((*spot, rank) for rank in ranks if (spot := places[rank].position))
    for at, (lat, lon, rank) in enumerate(placed):
        for other_lat, other_lon, other in placed[at + 1 :]:
            if (other_lat - lat) * 111 > most:
                break
            east = abs(other_lon - lon) * 100 * math.cos(math.radians(other_lat))
            if east <= most and km((lat, lon), (other_lat, other_lon)) <= most:
                yield rank, other


def astray(places: Sequence[Place], most: float) -> frozenset[int]:
    """The ranks of places more than ``most`` km from the middle of all: swapped, or elsewhere."""
    spots = {rank: spot for rank, one in enumerate(places) if (spot := one.position)}
    if not spots:
        return frozenset()
    middle = (
        median(lat for lat, _lon in spots.values()),
        median(lon for _lat, lon in spots.values()),
    )
    return frozenset(rank for rank, spot in spots.items() if km(spot, middle) > most)


def stops(places: Sequence[Place], read: Callable[[str], WeekRead]) -> list[tuple[int, ...]]:
    """Where itinerant places are: day (0 is Monday), from, to (minutes), rank of the place."""
    moving = [(rank, one.hours) for rank, one in enumerate(places) if "Itinérant" in one.mobility]
    return sorted((*span, rank) for rank, hours in moving for span in read(hours).spans)
