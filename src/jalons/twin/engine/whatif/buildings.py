"""The energy of buildings in a year, from their consumption during declared periods.

Periods of one building and one energy are added, then scaled to a year when they cover at least ten
months without overlapping; with less, a winter could count as a year.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.instants import micros
from jalons.broker.engine.problems import Problem

from .entity_values import first, instances, is_a, is_number

KIND = "BuildingEnergyConsumption"
KWH = {"": 1.0, "KWH": 1.0, "MWH": 1_000.0, "GV": 1 / 0.0036, "3B": 1 / 3.6}
SHORTEST = 300.0  # days
YEAR = 365.25
_DAY = 86_400 * 1_000_000


@dataclass(frozen=True, slots=True)
class UsedEnergy:
    """Energy of a year in kWh, entities counted, entities not assessed and why."""

    energy: float
    counted: frozenset[str]
    left_out: tuple[tuple[str, int], ...]
    buildings: int


@dataclass(frozen=True, slots=True)
class _Part:
    id: str
    energy: float
    start: float
    end: float


def used(docs: Iterable[Doc]) -> UsedEnergy:
    """The energy of the buildings among entities, in kWh a year."""
    groups: defaultdict[tuple[str, str], list[_Part]] = defaultdict(list)
    missing: Counter[str] = Counter()
    for doc in docs:
        if not is_a(doc, KIND):
            continue
        part = _part(doc)
        if isinstance(part, str):
            missing[part] += 1
        else:
            owner = str(first(doc, "refBuilding") or doc["id"])
            groups[owner, str(first(doc, "energyKind") or "")].append(part)
    total, counted, owners = 0.0, set[str](), set[str]()
    for (owner, _), parts in sorted(groups.items()):
        energy = _yearly(sorted(parts, key=lambda part: (part.start, part.id)))
        if isinstance(energy, str):
            missing[energy] += len(parts)
        else:
            total += energy
            counted |= {part.id for part in parts}
            owners.add(owner)
    return UsedEnergy(total, frozenset(counted), tuple(sorted(missing.items())), len(owners))


def _part(doc: Doc) -> _Part | str:
    found = instances(doc, "consumption")
    if not found or not is_number(found[0].get("value")):
        return "consumption_unknown"
    unit = KWH.get(found[0].get("unitCode", ""))
    if unit is None:
        return "consumption_unit"
    try:
        start, end = (
            micros(str(_moment(first(doc, name)))) / _DAY
            for name in ("dateObservedFrom", "dateObservedTo")
        )
    except Problem:
        return "period_unknown"
    if end <= start:
        return "period_unknown"
    return _Part(doc["id"], float(found[0]["value"]) * unit, start, end)


def _moment(value: object) -> object:
    return value.get("@value") if isinstance(value, dict) else value


def _yearly(parts: list[_Part]) -> float | str:
    """The kWh a year of one building and one energy, or the code of why it is unknown."""
    if any(after.start < before.end - 0.5 for before, after in pairwise(parts)):
        return "periods_overlap"
    days = sum(part.end - part.start for part in parts)
    if days < SHORTEST:
        return "period_short"
    return sum(part.energy for part in parts) * YEAR / days
