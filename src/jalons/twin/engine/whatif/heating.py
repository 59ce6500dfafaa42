"""The heat of server rooms delivered to needs, by the model of ``engine.heat``.

A relationship of the room names the need it serves; a scenario may set it. Each need is matched
only with the rooms that serve it. A room that serves no need gives a known 0. A room whose power,
place or need is unknown is not assessed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from jalons.broker.engine.entities import Doc
from jalons.kernel import Interval
from jalons.twin.engine.heat import entities
from jalons.twin.engine.heat.assumptions import Assumptions
from jalons.twin.engine.heat.cases import summed
from jalons.twin.engine.heat.matching import Outcome, Pair, matched

from .entity_values import first, is_a

SERVES = "urn:jalons:twin:heatServes"
ASSESSED = (Outcome.SERVED, Outcome.TAKEN, Outcome.LOST, Outcome.FAR)  # beyond reach gives 0: known


@dataclass(frozen=True, slots=True)
class UsedHeat:
    """Heat of rooms used in a year and electricity of heat pumps, both in MWh; the pairs."""

    usable: Interval
    electricity: Interval
    pairs: tuple[Pair, ...]
    counted: frozenset[str]
    left_out: tuple[tuple[str, int], ...]


def rooms(docs: Sequence[Doc]) -> list[Doc]:
    """The server rooms among entities."""
    return [doc for doc in docs if is_a(doc, entities.ROOM)]


def used_heat(docs: Sequence[Doc], assumptions: Assumptions) -> UsedHeat:
    """The heat of rooms used by the needs they serve; ``HeatError`` as ``matched`` does."""
    by_id = {doc["id"]: doc for doc in docs}
    groups: defaultdict[str, list[Doc]] = defaultdict(list)
    counted: list[str] = []
    missing: Counter[str] = Counter()
    for room in rooms(docs):
        need = first(room, "heatServes")
        if need is None:
            counted.append(room["id"])
        elif need not in by_id or not is_a(by_id[need], entities.NEED):
            missing["need_missing"] += 1
        else:
            groups[need].append(room)
    pairs: list[Pair] = []
    for need, serving in sorted(groups.items()):
        sources = [entities.room_of(room) for room in serving]
        for pair in matched(sources, [entities.need_of(by_id[need])], assumptions).pairs:
            if pair.outcome in ASSESSED:
                counted.append(pair.room.id)
                pairs.append(pair)
            else:
                missing[f"heat_{pair.outcome}"] += 1
    nothing = Interval.exact(0.0)
    return UsedHeat(
        usable=summed([pair.usable or nothing for pair in pairs]),
        electricity=summed([pair.electricity or nothing for pair in pairs]),
        pairs=tuple(pairs),
        counted=frozenset(counted),
        left_out=tuple(sorted(missing.items())),
    )
