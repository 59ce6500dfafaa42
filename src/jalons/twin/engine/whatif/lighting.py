"""The electricity of lights in a year, from their power, their hours off and their dimming.

For a light of power P (W), energy = P/1000 × ratio × Σ hours(part) × share(part), over the parts of
the day in its programme. A part off counts 0; a part dimmed to a level l counts r + (1 − r)·l,
where r is the share of power that dimming does not save. Hours are the hours of night at the
latitude of the lights, from ``delay`` minutes after sunset to ``delay`` minutes before sunrise.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from jalons.broker.engine.entities import Doc

from .change import DAY, Span, WhatIfError
from .entity_values import first, instances, is_a, is_number
from .sun import LegalYear, Values, lit_hours, night_hours
from .uncertain_factors import exact

KIND = "Streetlight"
OFF = "urn:jalons:twin:offHours"
DIMMING = "urn:jalons:twin:dimming"
WATTS = {"": 1.0, "WTT": 1.0, "W": 1.0, "KWT": 1_000.0, "kW": 1_000.0}
KNOWN = ("power_declared", "power_rated", "power_read")  # the surest first
BEYOND = 100_000.0  # W: no light draws as much

type Programme = tuple[tuple[int, int, float], ...]


@dataclass(frozen=True, slots=True)
class Light:
    """A light that can be counted: power in W, how the power is known, programme."""

    watts: float
    known: str
    programme: Programme


@dataclass(frozen=True, slots=True)
class LitLights:
    """Lights counted: electricity in kWh a year as draws, and what it was computed from."""

    energy: Values
    counted: frozenset[str]
    left_out: tuple[tuple[str, int], ...]
    watts: float
    night: float
    burning: float
    place: tuple[float, float]
    used: frozenset[str]


def lights(docs: Iterable[Doc]) -> list[Doc]:
    """The entities that are lights."""
    return [doc for doc in docs if is_a(doc, KIND)]


def light_of(doc: Doc) -> Light | str:
    """What is known of a light, or the code of why it cannot be counted."""
    power = power_of(doc)
    if isinstance(power, str):
        return power
    try:
        cut = programme_of(doc)
    except WhatIfError:
        return "programme_unreadable"
    return Light(*power, cut)


def power_of(doc: Doc) -> tuple[float, str] | str:
    """The power of a light in W and its factor, or the code of why it is unknown.

    A declared value comes first, then the rated power, then an instant reading, which may have been
    taken while the light was off or dimmed.
    """
    found: list[tuple[int, float, str]] = []
    for attribute, plain in (
        ("powerConsumption", "power_declared"),
        ("powerRating", "power_rated"),
    ):
        for instance in instances(doc, attribute):
            if not is_number(instance.get("value")):
                continue
            unit = WATTS.get(instance.get("unitCode", ""))
            if unit is None:
                return "power_unit"
            read = attribute == "powerConsumption" and "observedAt" in instance
            known = "power_read" if read else plain
            found.append((KNOWN.index(known), float(instance["value"]) * unit, known))
    if not found:
        return "power_unknown"
    _, watts, known = min(found)
    if not math.isfinite(watts) or not 0 < watts <= BEYOND:
        return "power_zero" if watts == 0 else "power_unlikely"
    return watts, known


def programme_of(doc: Doc) -> Programme:
    """The programme of a light; raises ``WhatIfError`` when hours or levels are invalid."""
    return programme(spans(doc, OFF), dimmed(doc))


def spans(doc: Doc, attribute: str) -> tuple[Span, ...]:
    """The hours in an attribute of an entity; raises ``WhatIfError`` when they are invalid."""
    return tuple(_span(value) for value in listed_values(doc, attribute))


def dimmed(doc: Doc) -> tuple[tuple[Span, float], ...]:
    """The hours during which a light is dimmed, and to which level (0 to 1)."""
    found = []
    for value in listed_values(doc, DIMMING):
        level = value.get("level") if isinstance(value, dict) else None
        if not is_number(level) or not 0 <= float(str(level)) <= 1:
            raise WhatIfError("whatif_level", level=str(level))
        found.append((_span(value), float(str(level))))
    return tuple(found)


def listed_values(doc: Doc, attribute: str) -> list[Any]:
    """The list of values of an attribute, empty without it; a single value is a list of one."""
    value = first(doc, attribute)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _span(data: Any) -> Span:
    if not isinstance(data, dict):
        raise WhatIfError("whatif_hours", start=str(data)[:20], end="")
    return Span.of(data.get("from", ""), data.get("to", ""))


def programme(off: Iterable[Span], dims: Iterable[tuple[Span, float]]) -> Programme:
    """The parts of the day and the level of light in each; the lowest level applies."""
    levels = [(span, 0.0) for span in off] + list(dims)
    marks = {0, DAY} | {edge for span, _ in levels for part in span.parts for edge in part}
    edges = sorted(marks)
    parts = []
    for start, end in pairwise(edges):
        active = [
            level
            for span, level in levels
            if any(first <= start and end <= last for first, last in span.parts)
        ]
        parts.append((start, end, min(active, default=1.0)))
    return tuple(parts)


def lit(
    docs: Iterable[Doc],
    *,
    year: LegalYear,
    place: tuple[float, float],
    factors: Mapping[str, Values],
) -> LitLights:
    """The electricity of lights in a year; ``left_out`` counts those not assessed, and why."""
    year = year.at(place[0])
    powers: defaultdict[tuple[Programme, str], float] = defaultdict(float)
    counted: list[str] = []
    missing: Counter[str] = Counter()
    found: list[tuple[str, Light]] = []
    for doc in docs:
        light = light_of(doc)
        if isinstance(light, str):
            missing[light] += 1
        else:
            counted.append(doc["id"])
            found.append((doc["id"], light))
    for _, light in sorted(found, key=lambda pair: pair[0]):  # sums do not depend on the order
        powers[light.programme, light.known] += light.watts
    energy, hours = exact(0.0), exact(0.0)
    used = {"delay"} if found else set()
    shares: dict[Programme, Values] = {}
    for (cut, known), watts in sorted(powers.items()):
        if cut not in shares:
            shares[cut] = _burning(cut, year, place, factors)
        energy = energy + watts / 1_000 * factors[known] * shares[cut]
        hours = hours + watts * shares[cut]
        used |= {known} | ({"residual"} if any(0 < level < 1 for *_, level in cut) else set())
    total = sum(powers.values())
    return LitLights(
        energy=energy,
        counted=frozenset(counted),
        left_out=tuple(sorted(missing.items())),
        watts=total,
        night=night_hours(year, *place),
        burning=float(hours[0]) / total if total else 0.0,
        place=place,
        used=frozenset(used),
    )


def _burning(
    cut: Programme, year: LegalYear, place: tuple[float, float], factors: Mapping[str, Values]
) -> Values:
    """Hours a year at full power that use the same energy, as draws."""
    hours = lit_hours(year, place, [(start, end) for start, end, _ in cut], factors["delay"])
    residual = np.minimum(factors["residual"], 1.0)
    weights = [exact(0.0) if level == 0 else residual + (1 - residual) * level for *_, level in cut]
    return np.sum(hours * np.array(weights), axis=0)
