"""Places that may be one, for a person to decide; the days of itinerant places."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations
from typing import Any

from jalons.inclusion.engine.places.communes import km
from jalons.inclusion.engine.places.schema import Place, table
from jalons.tabular.folding import fold

_plain = lru_cache(maxsize=100_000)(fold)


@dataclass(frozen=True, slots=True)
class Pair:
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

    rules, groups = table()["rules"], defaultdict[tuple[str, ...], list[int]](list)
    for rank, one in enumerate(places):
        groups["name", _plain(one.name)].append(rank)
        if one.address:
            where = one.commune_code or one.postcode or one.commune
            groups["at", _plain(where), _plain(one.address)].append(rank)
    one_address = (combinations(each, 2) for key, each in groups.items() if key[0] == "at")
    near = _within(places, range(len(places)), rules["same_meters"] / 1000)
    names = (each for key, each in groups.items() if key[0] == "name")
    apart = (_within(places, each, rules["apart_km"]) for each in names)
    pairs: dict[tuple[int, ...], Pair] = {}
    for same, both in ((True, [*chain(near, *one_address)]), (False, chain(*apart))):
        for key in map(tuple, map(sorted, both)):
            here, there = (places[rank] for rank in key)
            likeness = token_sort_ratio(_plain(here.name), _plain(there.name))
            if likeness >= rules["likeness"]:
                ends = here.position, there.position
                away = km(*ends) if all(ends) else None
                pairs.setdefault(key, Pair(*key, same, likeness, away))
    return tuple(sorted(pairs.values(), key=lambda pair: (not pair.same, pair.first, pair.second)))


def _within(
    places: Sequence[Place], ranks: Iterable[int], most: float
) -> Iterator[tuple[int, int]]:
    """The pairs of positions at most ``most`` km apart, by a sweep from south to north."""
    placed = sorted((*spot, rank) for rank in ranks if (spot := places[rank].position))
    for at, (lat, lon, rank) in enumerate(placed):
        for other_lat, other_lon, other in placed[at + 1 :]:
            if (other_lat - lat) * 111 > most:
                break
            wide = abs(other_lon - lon) * 111 * math.cos(math.radians(other_lat))
            if wide <= most * 1.1 and (km((lat, lon), (other_lat, other_lon)) or 0) <= most:
                yield rank, other


def stops(places: Sequence[Place], read: Callable[[str], Any]) -> list[tuple[int, ...]]:
    """Where itinerant places are: day (0 is Monday), from, to (minutes), rank of the place."""
    rounds = [(rank, one) for rank, one in enumerate(places) if "Itinérant" in one.mobility]
    weeks = [(rank, read(one.hours)) for rank, one in rounds if one.hours]
    return sorted((one.day, one.start, one.end, rank) for rank, week in weeks for one in week.spans)
