"""The results of an assessment: figures with their interval and all that supports them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from jalons.footprint.engine.assessment.component_manufacturing import MachineParts
from jalons.footprint.engine.assessment.grade import Grade
from jalons.footprint.engine.assessment.monte_carlo import Draw
from jalons.footprint.engine.factors.components import Bounds, ComponentFact
from jalons.footprint.engine.factors.pack import DEVICE, Factor, Lifetime, Mix, Spread, Stage
from jalons.footprint.engine.fleet.holdings import Exclusion, Unassessed
from jalons.footprint.engine.inventory.line import FootprintError, Notice
from jalons.kernel import Interval, Period, Quality, Unit

METHOD = "jalons-footprint/0.4"

type ImpactKey = tuple[str, str, Stage]  # device, criterion, stage


class LifetimeRule(StrEnum):
    """Over how many years a device's manufacture is spread."""

    EXPECTED = "expected"  # the years expected of its kind, with their uncertainty
    ACTUAL = "actual"  # its own age, as NumEcoEval's REEL; expected when unknown
    FIXED = "fixed"  # the years of the catalogue, taken as certain


@dataclass(frozen=True, slots=True)
class Impact:
    """The impact of the whole fleet at a stage, in ``unit`` (per year).

    ``assessed`` is the share (0 to 1) of the counted devices it speaks for: what is not assessed is
    no zero. For the total, those whose manufacture and use are both known.
    """

    criterion: str
    stage: Stage
    unit: Unit
    value: Interval
    assessed: float = 1.0


@dataclass(frozen=True, slots=True)
class DeviceImpact:
    """The impact of all devices of a kind for a criterion, in ``unit`` (per year).

    ``stages``: the assessed stages and their total; a stage that is absent was not assessed or
    is counted in another: the traces say which. There is no total without the manufacture.
    ``assessed`` is the share (0 to 1) of these devices a stage is assessed of, or rightly counts
    nothing.
    """

    device: str
    criterion: str
    unit: Unit
    quantity: float
    stages: Mapping[Stage, Interval]
    assessed: Mapping[Stage, float] = field(default_factory=dict)

    @property
    def total(self) -> Interval:
        """The sum of the assessed stages; ``KeyError`` when the manufacture is not assessed."""
        return self.stages[Stage.TOTAL]


@dataclass(frozen=True, slots=True)
class TierImpact:
    """The total of a tier of the information system (user equipment, network, data centre).

    In ``unit`` (per year), for ``quantity`` devices; ``assessed`` as in :class:`Impact`.
    """

    tier: str
    criterion: str
    unit: Unit
    quantity: float
    value: Interval
    assessed: float


@dataclass(frozen=True, slots=True)
class Gap:
    """An uncertain input, and how much the total would narrow if it were known.

    ``kind`` is quantity, consumption, lifetime, factor, component, mix or pue; ``subject`` the
    device, part, country or "". Of an input that shares part of its error with others, the own part
    is meant: the common part is an input apart, of kind common_factor, common_consumption
    (``subject`` the family) or common_lifetime.
    ``variance_share`` is the part (0 to 1) of the total's variance that knowing the input would
    take away, alone or through its products with others: shares may sum to more than 1.
    ``narrowing`` is the part of the 90 % interval's width it would take away.
    """

    kind: str
    subject: str
    variance_share: float
    narrowing: float


@dataclass(frozen=True, slots=True)
class VarianceShare:
    """The share (0 to 1) of an input in the total's uncertainty: a bar of a tornado chart.

    ``kind`` and ``subject`` as in :class:`Gap`, or ``other`` for all the small ones.
    """

    kind: str
    subject: str
    share: float


@dataclass(frozen=True, slots=True)
class Electricity:
    """The electricity of a kind of device in a country, in kWh/year, before the default PUE.

    ``own_pue``: figures already multiplied by the PUE the inventory gives. ``machines`` are
    counted from what they are made of: they draw ``machines_kwh`` (low, mid, high).
    """

    country: str
    declared_kwh: float
    unmetered: float
    mix: Mix
    own_pue: bool = False
    machines: float = 0.0
    machines_kwh: Bounds | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """How a figure was computed: all that is needed to recompute it by hand.

    Embodied stages: ``quantity`` × ``factor`` ÷ ``lifetime`` (``dated_rate`` in 1/year in place of
    quantity ÷ lifetime for ``dated`` devices, whose own life is known); ``shared`` devices also
    serve others before or after us. Use: (declared kWh + devices × ``factor``) × mix × ``pue``.
    ``result`` is null when the stage has no factor; ``factor.quality`` says why. ``quantity`` is
    in ``counted_in``; what is ``consumed`` within the year is ``quantity`` × ``factor``.
    ``machine_parts``: those of devices counted from their parts, Σ amount × factor; ``power_model``
    what their power may be wrong by. ``doubt``: the quantity, more or less.
    """

    device: str
    stage: Stage
    criterion: str
    unit: Unit
    quantity: float
    factor: Factor | None
    lifetime: Lifetime | None
    rule: LifetimeRule
    dated: float
    dated_rate: float
    electricity: tuple[Electricity, ...]
    pue: Spread | None
    pue_default: bool
    result: Interval | None
    shared: float = 0.0
    counted_in: str = DEVICE
    consumed: bool = False
    machine_parts: MachineParts | None = None
    power_model: ComponentFact | None = None
    doubt: float = 0.0


@dataclass(frozen=True, slots=True)
class Assessment:
    """The yearly footprint of a fleet.

    ``impacts`` are computed on draws: the P50 of a total is not the sum of the P50s of its parts.
    ``not_assessed`` lists the criteria nothing is known of: absent is not zero. ``draws`` keeps the
    draws per device, criterion and stage for comparisons; they are not part of the value. ``home``
    is the country of devices that state none, ``home_stated`` whether someone said it.
    ``not_covered`` names what the total says nothing of (:attr:`Pack.beyond`), ``unassessed`` the
    devices left out because nothing is known of them.
    """

    method: str
    factors_version: str
    period: Period | None
    lifetime: LifetimeRule
    mix: str
    pue: float | None
    home: str
    home_stated: bool
    seed: int
    draws_count: int
    rows_read: int
    rows_counted: int
    quantity: float
    staff: int | None
    exclusions: tuple[Exclusion, ...]
    not_assessed: tuple[str, ...]
    impacts: tuple[Impact, ...]
    devices: tuple[DeviceImpact, ...]
    tiers: tuple[TierImpact, ...]
    electricity_kwh: Interval
    quality: Quality
    grade: Grade
    mean_age: float | None
    mean_ages: Mapping[str, float]
    lifetimes: Mapping[str, Lifetime]
    dated_share: float
    gaps: tuple[Gap, ...]
    tornado: tuple[VarianceShare, ...]
    traces: tuple[Trace, ...]
    notices: tuple[Notice, ...]
    draws: Mapping[ImpactKey, Draw] = field(repr=False, compare=False)
    not_covered: tuple[str, ...] = ()
    unassessed: tuple[Unassessed, ...] = ()

    def impact(self, criterion: str, stage: Stage = Stage.TOTAL) -> Impact:
        """The impact of the fleet for a criterion and a stage; ``KeyError`` when not assessed."""
        for impact in self.impacts:
            if (impact.criterion, impact.stage) == (criterion, stage):
                return impact
        raise KeyError((criterion, stage))

    @property
    def criteria(self) -> tuple[str, ...]:
        """The assessed criteria, in the order of the pack."""
        return tuple(dict.fromkeys(impact.criterion for impact in self.impacts))

    def assessed(self, criterion: str, stage: Stage = Stage.TOTAL) -> float:
        """The share (0 to 1) of the counted devices a figure covers; 0 when not assessed."""
        found = (
            each for each in self.impacts if (each.criterion, each.stage) == (criterion, stage)
        )
        return max((each.assessed for each in found), default=0.0)

    def per_device(self, criterion: str) -> Interval:
        """The mean yearly impact of one counted device.

        Raises ``FootprintError`` (``nothing_counted``) when none is.
        """
        if not self.quantity:
            raise FootprintError("nothing_counted", rows=self.rows_read)
        return self.impact(criterion).value.scaled(1 / self.quantity)

    def per_staff(self, criterion: str) -> Interval | None:
        """The yearly impact per member of staff, when their number is known."""
        return self.impact(criterion).value.scaled(1 / self.staff) if self.staff else None

    def trace(self, device: str, stage: Stage, criterion: str) -> Trace:
        """How the figure of a device at a stage was computed; ``KeyError`` when there is none."""
        for trace in self.traces:
            if (trace.device, trace.stage, trace.criterion) == (device, stage, criterion):
                return trace
        raise KeyError((device, stage, criterion))

    def as_json(self) -> dict[str, Any]:
        """The assessment as JSON-ready values; the shape of ``jalons footprint run --json``."""
        return {
            "method": self.method,
            "factors_version": self.factors_version,
            "period": str(self.period) if self.period else None,
            "options": {
                "lifetime": self.lifetime.value,
                "mix": self.mix,
                "pue": self.pue,
                "home": self.home,
                "home_stated": self.home_stated,
                "seed": self.seed,
                "draws": self.draws_count,
                "staff": self.staff,
            },
            "rows": {
                "read": self.rows_read,
                "counted": self.rows_counted,
                "excluded": [_exclusion(exclusion) for exclusion in self.exclusions],
            },
            "devices": _devices(self.devices, self.mean_ages, self.lifetimes),
            "impacts": [{**_impact(each), "assessed": each.assessed} for each in self.impacts],
            "not_assessed": list(self.not_assessed),
            "not_covered": {
                "topics": list(self.not_covered),
                "devices": [
                    {"reason": each.reason.value, "name": each.name, "quantity": each.quantity}
                    for each in self.unassessed
                ],
            },
            "tiers": [_tier(tier) for tier in self.tiers],
            "components": [
                _machine_parts(trace, trace.machine_parts)
                for trace in self.traces
                if trace.machine_parts
            ],
            "electricity": {"unit": "kWh/year", **_triple(self.electricity_kwh)},
            "quality": {
                "score": self.quality.score,
                "measured": self.quality.measured,
                "declared": self.quality.declared,
                "default": self.quality.default,
            },
            "grade": asdict(self.grade),
            "mean_age": self.mean_age,
            "dated_share": self.dated_share,
            "gaps": [asdict(gap) for gap in self.gaps],
            "tornado": [asdict(each) for each in self.tornado],
            "notices": [_notice(notice) for notice in self.notices],
        }


def _exclusion(each: Exclusion) -> dict[str, Any]:
    return {"reason": each.reason.value, "rows": each.rows, "quantity": each.quantity}


def _devices(
    devices: Sequence[DeviceImpact], ages: Mapping[str, float], lives: Mapping[str, Lifetime]
) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for device in devices:
        entry = found.setdefault(
            device.device,
            {
                "type": device.device,
                "quantity": device.quantity,
                "mean_age": ages.get(device.device),
                "lifetime": _lifetime(lives[device.device]),
                "impacts": [],
            },
        )
        entry["impacts"] += [
            _impact(Impact(device.criterion, stage, device.unit, value))
            for stage, value in device.stages.items()
        ]
    return list(found.values())


def _machine_parts(trace: Trace, parts: MachineParts) -> dict[str, Any]:
    return {
        "type": trace.device,
        "criterion": trace.criterion,
        "stage": trace.stage.value,
        "devices": parts.devices,
        "formula": "Σ amount × factor ÷ lifetime",
        "parts": [
            {
                "part": part.name,
                "amount": {"unit": part.unit, **_bounds(part.amount)},
                "factor": {"unit": part.fact.unit.symbol, **_bounds(part.fact.bounds)},
                "source": part.fact.source.title,
                "licence": part.fact.source.licence,
                "link": part.fact.source.link,
                "verified": part.fact.verified,
                "note": dict(part.fact.note),
            }
            for part in parts.parts
        ],
    }


def _bounds(each: Bounds) -> dict[str, float]:
    return {"low": each.low, "central": each.mid, "high": each.high}


def _tier(each: TierImpact) -> dict[str, Any]:
    return {
        "tier": each.tier,
        "quantity": each.quantity,
        "criterion": each.criterion,
        "unit": each.unit.symbol,
        **_triple(each.value),
        "assessed": each.assessed,
    }


def _lifetime(life: Lifetime) -> dict[str, Any]:
    spread = life.spread
    return {
        "unit": "year",
        "low": spread.low,
        "central": spread.value,
        "high": spread.high,
        "estimated": life.estimated,
    }


def _impact(each: Impact) -> dict[str, Any]:
    return {
        "criterion": each.criterion,
        "stage": each.stage.value,
        "unit": each.unit.symbol,
        **_triple(each.value),
    }


def _notice(each: Notice) -> dict[str, Any]:
    return {
        "code": each.code,
        "row": each.where.row if each.where else None,
        "params": {name: _plain(value) for name, value in each.params.items()},
    }


def _triple(value: Interval) -> dict[str, float]:
    return {"p5": value.low, "p50": value.mid, "p95": value.high}


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
