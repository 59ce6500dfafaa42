"""Checks of factor tables: known absurdities are found before they reach a result.

A finding that is ``refused`` keeps its row out of results; a ``warning`` leaves it in and says why
to look. Thresholds are in orders of magnitude (powers of ten) from the median of the neighbours. A
value far from them is believed when others lead to it step by step: a kilowatt-hour has a thousand
times more ionising radiation in the few countries that are mostly nuclear than in most others.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from statistics import median
from typing import Any

from jalons.footprint.engine.factors.pack import ELECTRICITY, PUE, Pack
from jalons.kernel import MessageKey, Unit, Where
from jalons.kernel.quantity import UnitError

ORDERS = 3.0
ORDERS_BETWEEN_ITEMS = 4.0
DOUBT = 1.0  # orders of magnitude below the refusal where a value apart is doubted
STEP = 1.5  # orders of magnitude without any value of the group: what lies beyond is apart
FEWEST_REGIONS = 3
FEWEST_ITEMS = 5
MASKED = MessageKey("own.masked")

UNITS_OF_FLOWS: Mapping[str, str] = {
    ELECTRICITY: "kWh", "power": "W", "hours": "h/day", PUE: "1", "lifetime": "year",
}  # fmt: skip


class Severity(StrEnum):
    """The outcome of a row."""

    REFUSED = "refused"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class FactorLine:
    """A row of any factor table, with its unit, its source and its place.

    ``expected`` is the unit of the criterion, empty when unknown. ``electricity`` marks a
    mix (per kWh) from a factor (per device).
    """

    item: str
    stage: str
    criterion: str
    region: str
    value: float | None
    unit: str
    source: str
    expected: str = ""
    low: float | None = None
    high: float | None = None
    electricity: bool = False
    where: Where = field(default_factory=Where)

    @property
    def name(self) -> str:
        """The row in a few words."""
        parts = (self.item, self.stage, self.criterion, self.region)
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a row of factors, explained by ``code`` in ``messages.toml``."""

    code: str
    severity: Severity
    line: FactorLine
    params: Mapping[str, Any] = field(default_factory=dict)

    def masked(self) -> Finding:
        """The same finding without the numbers of its row: their licence forbids to show them."""
        shown = {k: MASKED if isinstance(v, float) else v for k, v in self.params.items()}
        line = replace(self.line, value=None, low=None, high=None)
        return replace(self, line=line, params=shown)


def lint(lines: Iterable[FactorLine], *, orders: float = ORDERS) -> tuple[Finding, ...]:
    """The findings of a table of factors, rows in their order, the gravest of a row first.

    ``orders``: how many powers of ten above its neighbours a value is refused at.
    """
    rows = list(lines)
    found = [finding for line in rows for finding in _alone(line)]
    faulty = {id(finding.line) for finding in found if finding.severity is Severity.REFUSED}
    sound = [line for line in rows if line.value is not None and id(line) not in faulty]
    found += _between_regions(sound, orders)
    found += _between_items(sound)
    found += _twice(sound)
    rank = {id(line): at for at, line in enumerate(rows)}
    found.sort(key=lambda each: (rank[id(each.line)], each.severity is Severity.WARNING))
    return tuple(found)


def refused(findings: Iterable[Finding]) -> frozenset[tuple[str, int | None]]:
    """The file and row of every line to keep out of results."""
    return frozenset(
        (finding.line.where.file, finding.line.where.row)
        for finding in findings
        if finding.severity is Severity.REFUSED
    )


def lines_of_pack(pack: Pack) -> list[FactorLine]:
    """The factors and mixes of a pack as lines to lint."""
    units = {name: criterion.unit.symbol for name, criterion in pack.criteria.items()}
    lines = [
        FactorLine(
            item=factor.item,
            stage=factor.stage.value,
            criterion=factor.criterion,
            region=factor.region,
            value=factor.spread.value if factor.spread else None,
            low=factor.spread.low if factor.spread else None,
            high=factor.spread.high if factor.spread else None,
            unit=factor.unit.symbol,
            source=factor.source.title,
            expected=units.get(factor.criterion) or UNITS_OF_FLOWS.get(factor.criterion, ""),
        )
        for factor in pack.factors.values()
    ]
    lines += [
        FactorLine(
            item=mix.dataset,
            stage="use",
            criterion=mix.criterion,
            region=mix.country,
            value=mix.spread.value,
            low=mix.spread.low,
            high=mix.spread.high,
            unit=mix.unit.symbol,
            source=mix.source.title,
            expected=units.get(mix.criterion, ""),
            electricity=True,
        )
        for mix in pack.mixes.values()
    ]
    return lines


def _alone(line: FactorLine) -> list[Finding]:
    found = []
    if not line.source.strip():
        found.append(Finding("lint_no_source", Severity.REFUSED, line))
    found += _unit(line)
    if line.value is None:
        return found
    if not math.isfinite(line.value):
        found.append(Finding("lint_not_finite", Severity.REFUSED, line))
    elif line.value < 0:
        found.append(Finding("lint_negative", Severity.REFUSED, line, {"value": line.value}))
    if line.low is not None and line.high is not None and not line.low <= line.value <= line.high:
        bounds = {"low": line.low, "value": line.value, "high": line.high}
        found.append(Finding("lint_bounds", Severity.REFUSED, line, bounds))
    return found


def _unit(line: FactorLine) -> list[Finding]:
    if not line.unit.strip():
        return [Finding("lint_no_unit", Severity.REFUSED, line)]
    try:
        unit = Unit.parse(line.unit)
    except UnitError:
        return [Finding("lint_unit_unknown", Severity.REFUSED, line, {"unit": line.unit})]
    if not line.expected:
        return []
    if _fits(unit, Unit.parse(line.expected), electricity=line.electricity):
        return []
    params = {"unit": line.unit, "expected": line.expected}
    return [Finding("lint_unit_mismatch", Severity.REFUSED, line, params)]


@dataclass(frozen=True, slots=True)
class _Neighbourhood:
    """A rule of comparison: which rows are neighbours, how many are needed, how far is too far."""

    key: Callable[[FactorLine], tuple[object, ...]]
    fewest: int
    orders: float
    far: str
    zero: str
    gravest: Severity


def _fits(unit: Unit, expected: Unit, *, electricity: bool) -> bool:
    """Whether a unit is the one expected, of a whole or per something (device, kWh, year)."""
    if electricity:
        per_kwh = expected / Unit.parse("kWh")
        return unit.dimensions in {expected.dimensions, per_kwh.dimensions}
    return set(expected.dimensions) <= set(unit.dimensions)


def _between_regions(lines: Sequence[FactorLine], orders: float) -> list[Finding]:
    """A row against the same item, stage and criterion in other regions."""

    def key(line: FactorLine) -> tuple[object, ...]:
        return line.item, line.stage, line.criterion, line.unit, line.electricity

    near = _Neighbourhood(key, FEWEST_REGIONS, orders, "lint_far", "lint_zero", Severity.REFUSED)
    return _far(lines, near)


def _between_items(lines: Sequence[FactorLine]) -> list[Finding]:
    """A row against the other items at the same stage and criterion."""

    def key(line: FactorLine) -> tuple[object, ...]:
        return line.stage, line.criterion, line.unit, line.region

    near = _Neighbourhood(
        key,
        FEWEST_ITEMS,
        ORDERS_BETWEEN_ITEMS,
        "lint_far_item",
        "lint_zero_item",
        Severity.WARNING,
    )
    return _far([line for line in lines if not line.electricity], near)


def _far(lines: Sequence[FactorLine], near: _Neighbourhood) -> list[Finding]:
    """Rows far from the median of their neighbours; far below, a value can do little harm."""
    groups: defaultdict[tuple[object, ...], list[FactorLine]] = defaultdict(list)
    for line in lines:
        groups[near.key(line)].append(line)
    found = []
    for group in groups.values():
        values = [line.value for line in group if line.value]
        if len(values) <= near.fewest or len(values) * 2 <= len(group):
            continue
        middle = median(values)
        low, high = _led_to(values, middle)
        for line in group:
            if line.value == 0:
                found.append(Finding(near.zero, near.gravest, line, {"middle": middle}))
                continue
            value = line.value or middle
            distance = math.log10(value / middle)
            if not low <= value <= high and abs(distance) > near.orders - DOUBT:
                severity = near.gravest if distance > near.orders else Severity.WARNING
                params = {"value": line.value, "middle": middle, "times": 10**distance}
                found.append(Finding(near.far, severity, line, params))
    return found


def _led_to(values: Sequence[float], middle: float) -> tuple[float, float]:
    """The lowest and the highest value that others lead to from the median, by steps of less
    than :data:`STEP` orders; what lies beyond is apart.
    """
    low = high = middle
    for value in sorted(each for each in values if each > middle):
        if math.log10(value / high) >= STEP:
            break
        high = value
    for value in sorted((each for each in values if each < middle), reverse=True):
        if math.log10(low / value) >= STEP:
            break
        low = value
    return low, high


def _twice(lines: Sequence[FactorLine]) -> list[Finding]:
    seen: set[tuple[str, ...]] = set()
    found = []
    for line in lines:
        key = (line.item, line.stage, line.criterion, line.region)
        if key in seen:
            found.append(Finding("lint_twice", Severity.WARNING, line))
        seen.add(key)
    return found
