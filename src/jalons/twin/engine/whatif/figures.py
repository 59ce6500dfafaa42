"""Figures of the twin: entities in; indicators with interval, unit and trace out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from jalons.broker.engine.entities import Doc
from jalons.kernel import Interval
from jalons.twin.engine.heat.assumptions import Assumptions

from . import buildings, heating, lighting
from .change import Change, RouteHeat, Scale, SetValue
from .entity_values import instances, is_a, is_number, middle, short
from .sun import LegalYear
from .uncertain_factors import Factor, Values, all_draws, exact, interval_of

LIGHTING = "lighting.electricity"
BUILDINGS = "buildings.energy"
HEAT, PUMPS = "heat.used", "heat.electricity"
SUM, MEAN = "attribute.sum", "attribute.mean"
ADDS_UP = frozenset({"", "KWH", "MWH", "KWT", "WTT", "MTQ", "EUR", "KGM", "C62", "LTR"})


@dataclass(frozen=True, slots=True)
class TraceLine:
    """A line of the trace of a figure: the code of its sentence, and its values."""

    code: str
    values: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TwinFigure:
    """An indicator of the twin: its interval in ``unit``, what was counted and what was not.

    ``value`` is None when nothing could be assessed, which is not zero. ``counted`` lists the
    entities assessed; ``left_out`` counts those not assessed, by reason code. ``draws`` are the
    draws of ``value``, shared by all figures computed with the same factors.
    """

    key: str
    unit: str
    value: Interval | None
    counted: frozenset[str]
    left_out: tuple[tuple[str, int], ...] = ()
    trace: tuple[TraceLine, ...] = ()
    factors: tuple[Factor, ...] = ()
    about: tuple[str, str] = ("", "")
    draws: Values | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FigureBasis:
    """The inputs of figures besides entities: factors by name, legal year, default place.

    ``place`` (longitude, latitude) is used when no light has a location; ``heat`` are the
    assumptions of the heat model, without which heat is not computed.
    """

    factors: Mapping[str, Factor]
    year: LegalYear
    place: tuple[float, float] | None = None
    heat: Assumptions | None = None


FigureFunction = Callable[[Sequence[Doc]], TwinFigure]


def lighting_figure(docs: Sequence[Doc], basis: FigureBasis) -> TwinFigure:
    """The electricity of lights, in kWh a year."""
    lights = lighting.lights(docs)
    place = middle(lights) or basis.place
    if place is None:
        left_out = (("place_unknown", len(lights)),) if lights else ()
        return TwinFigure(LIGHTING, "kWh", None, frozenset(), left_out)
    lit = lighting.lit(
        lights, year=basis.year, place=place, factors=all_draws(basis.factors.values())
    )
    notes = (
        TraceLine("lights", {"counted": len(lit.counted), "watts": lit.watts}),
        TraceLine(
            "night",
            {
                "hours": lit.night,
                "longitude": place[0],
                "latitude": place[1],
                "year": basis.year.year,
            },
        ),
        TraceLine("burning", {"hours": lit.burning}),
    )
    return TwinFigure(
        key=LIGHTING,
        unit="kWh",
        value=interval_of(lit.energy) if lit.counted else None,
        counted=lit.counted,
        left_out=lit.left_out,
        trace=notes if lit.counted else (),
        factors=tuple(basis.factors[name] for name in sorted(lit.used)),
        draws=lit.energy,
    )


def buildings_figure(docs: Sequence[Doc]) -> TwinFigure:
    """The energy of buildings, in kWh a year, as declared: without an interval."""
    used = buildings.used(docs)
    return TwinFigure(
        key=BUILDINGS,
        unit="kWh",
        value=Interval.exact(used.energy) if used.counted else None,
        counted=used.counted,
        left_out=used.left_out,
        trace=(
            TraceLine("buildings", {"buildings": used.buildings, "records": len(used.counted)}),
        ),
        draws=exact(used.energy),
    )


def heat_figure(docs: Sequence[Doc], assumptions: Assumptions, *, key: str) -> TwinFigure:
    """The heat of rooms used in a year, or the electricity of its heat pumps, in MWh."""
    heat = heating.used_heat(docs, assumptions)
    lines = [
        TraceLine(
            f"heat.{pair.outcome}",
            {
                "room": pair.room.name,
                "need": pair.need.name,
                "metres": round(pair.metres) if pair.metres is not None else "–",
                "usable": pair.usable.mid if pair.usable is not None else 0.0,
            },
        )
        for pair in heat.pairs
    ]
    lines.append(TraceLine("heat.assumed", {"count": assumptions.unverified}))
    value = heat.usable if key == HEAT else heat.electricity
    return TwinFigure(
        key=key,
        unit="MWh",
        value=value if heat.counted else None,
        counted=heat.counted,
        left_out=heat.left_out,
        trace=tuple(lines),
    )


def attribute_figure(docs: Sequence[Doc], kind: str, attribute: str, *, key: str) -> TwinFigure:
    """The sum or the mean of a number over the entities of a type, in its own unit.

    Entities in another unit than most are not assessed: adding them would be wrong.
    """
    values: list[tuple[str, float, str]] = []
    missing: Counter[str] = Counter()
    for doc in docs:
        if not is_a(doc, kind):
            continue
        numbers = [each for each in instances(doc, attribute) if is_number(each.get("value"))]
        if numbers:
            unit = str(numbers[0].get("unitCode", ""))
            values.append((doc["id"], float(numbers[0]["value"]), unit))
        else:
            missing["attribute_missing"] += 1
    counts = Counter(unit for *_, unit in values)
    unit = min(counts, key=lambda name: (-counts[name], name), default="")
    same_unit = [(identifier, value) for identifier, value, own in values if own == unit]
    if len(values) > len(same_unit):
        missing["unit_differs"] += len(values) - len(same_unit)
    total = math.fsum(value for _, value in same_unit)
    value = total / len(same_unit) if key == MEAN and same_unit else total
    return TwinFigure(
        key=key,
        unit=unit,
        value=Interval.exact(value) if same_unit else None,
        counted=frozenset(identifier for identifier, _ in same_unit),
        left_out=tuple(sorted(missing.items())),
        trace=(TraceLine(key, {"entities": len(same_unit)}),),
        about=(short(kind), attribute),
        draws=exact(value),
    )


def figure_functions(
    docs: Sequence[Doc], changes: Sequence[Change], basis: FigureBasis
) -> list[FigureFunction]:
    """The figures to compute: those of what the twin contains, then of what changes affect."""
    found: list[FigureFunction] = []
    if any(is_a(doc, lighting.KIND) for doc in docs):
        found.append(lambda entities: lighting_figure(entities, basis))
    if any(is_a(doc, buildings.KIND) for doc in docs):
        found.append(buildings_figure)
    assumptions = basis.heat
    routed = any(isinstance(each, RouteHeat) for each in changes)
    if assumptions is not None and (routed or any(instances(doc, "heatServes") for doc in docs)):
        found += [_heat(assumptions, key) for key in (HEAT, PUMPS)]
    pairs = dict.fromkeys(
        (change.where.type, change.attribute)
        for change in changes
        if isinstance(change, Scale) or (isinstance(change, SetValue) and is_number(change.value))
    )
    for kind, attribute in pairs:
        units = {
            str(instance.get("unitCode", ""))
            for doc in docs
            if is_a(doc, kind)
            for instance in instances(doc, attribute)
        }
        keys = (SUM, MEAN) if units <= ADDS_UP else (MEAN,)
        found += [_attribute(kind, attribute, key) for key in keys]
    return found


def _heat(assumptions: Assumptions, key: str) -> FigureFunction:
    return lambda docs: heat_figure(docs, assumptions, key=key)


def _attribute(kind: str, attribute: str, key: str) -> FigureFunction:
    return lambda docs: attribute_figure(docs, kind, attribute, key=key)
