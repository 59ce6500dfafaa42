"""Faults put on purpose in the readings of a meter, so that a detector can be judged.

Twenty-one events a meter, drawn by a seed, apart from each other by a week at least.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jalons.ailibrary.engine.series.hours import Floats

KINDS = ("stuck", "night", "spike", "zero", "drift")
EVENTS = 21
APART = 7  # days between two events
DAYS = {"stuck": (1, 3), "night": (3, 5), "spike": (1, 1), "zero": (1, 2), "drift": (12, 14)}


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault on days of a meter, counted from the first day of its grid."""

    kind: str
    first: int
    days: int


def drawn(seed: int, first: int, last: int) -> tuple[Fault, ...]:
    """Faults between two days; fewer than 21 where there is no room for them."""
    random = np.random.default_rng(seed)
    kinds = [KINDS[place % len(KINDS)] for place in range(EVENTS)]
    random.shuffle(kinds)
    lengths = [int(random.integers(DAYS[kind][0], DAYS[kind][1] + 1)) for kind in kinds]
    while kinds and sum(lengths) + APART * len(kinds) > last - first:
        kinds.pop(), lengths.pop()
    spare = last - first - sum(lengths) - APART * len(kinds)
    pauses = random.multinomial(spare, np.full(len(kinds), 1 / max(1, len(kinds))))
    found, day = [], first
    for kind, days, pause in zip(kinds, lengths, pauses, strict=True):
        day += int(pause)
        found.append(Fault(kind, day, days))
        day += days + APART
    return tuple(found)


def spoiled(grid: Floats, faults: tuple[Fault, ...], seed: int) -> Floats:
    """The readings with the faults in them."""
    random, found = np.random.default_rng(seed + 1_000), grid.copy()
    high = float(np.nanpercentile(grid, 99))
    for fault in faults:
        days = slice(fault.first, fault.first + fault.days)
        _put(found, fault, days, high, random)
    return found


def _put(
    found: Floats, fault: Fault, days: slice, high: float, random: np.random.Generator
) -> None:
    part = found[days]
    around = found[max(0, fault.first - 28) : fault.first]
    seen = around[~np.isnan(around)]
    level = float(seen.mean()) if len(seen) else high / 2
    if fault.kind == "stuck":
        start = int(random.integers(0, 12))
        flat = part.reshape(-1)
        known = flat[~np.isnan(flat)]
        flat[start:] = (known[start] if len(known) > start else 0) or round(level, 3)
    elif fault.kind == "zero":
        part.reshape(-1)[int(random.integers(0, 8)) :] = 0.0
    elif fault.kind == "night":
        part[:, :5] += random.uniform(0.4, 0.8) * level
        part[:, 22:] += random.uniform(0.4, 0.8) * level
    elif fault.kind == "spike":
        hour = int(random.integers(6, 20))
        part[0, hour : hour + 3] += random.uniform(1.5, 3.0) * high
    else:
        rise = np.linspace(0.05, random.uniform(0.3, 0.6), fault.days)
        part *= 1 + rise[:, None]
