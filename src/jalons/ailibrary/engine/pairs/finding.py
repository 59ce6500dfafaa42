"""The pairs of an inventory to look at: compared only when they share a key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from jalons.ailibrary.engine.pairs.comparing import Agreement, Keys, compare, keys_of, looks, table


@dataclass(frozen=True, slots=True)
class Found:
    """Two records by their places, the first before the second, and how they agree."""

    first: int
    second: int
    agreement: Agreement


def find(
    records: Iterable[Mapping[str, str]],
    *, progress: Callable[[int], None] = lambda _done: None,
) -> tuple[Found, ...]:  # fmt: skip
    """The pairs that reach the least points, the surest first. Nothing is merged."""
    keys = [keys_of(record) for record in records]
    found = []
    for done, (first, second) in enumerate(candidates(keys)):
        if done % 5_000 == 0:
            progress(done)
        agreement = compare(keys[first], keys[second])
        if agreement.points >= table()["least"]:
            found.append(Found(first, second, agreement))
    return tuple(sorted(found, key=lambda each: (-each.agreement.points, each.first, each.second)))


def candidates(keys: Sequence[Keys]) -> Iterator[tuple[int, int]]:
    """The pairs worth comparing, each once: the same serial number, tag or name.

    A key that many records share identifies nothing.
    """
    seen: set[tuple[int, int]] = set()
    for blocks in (_by(field, keys) for field in ("serial", "tag", "name")):
        for places in blocks.values():
            if 1 < len(places) <= table()["most_sharing"]:
                for pair in combinations(places, 2):
                    if pair not in seen:
                        seen.add(pair)
                        yield pair


def _by(field: str, keys: Sequence[Keys]) -> Mapping[str, list[int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        if field in key:
            blocks[looks(key[field]) if field == "serial" else key[field]].append(place)
    return blocks
