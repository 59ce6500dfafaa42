"""An assessment as the observations other rooms may store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from jalons.footprint.engine.analysis.scenarios import Scenario
from jalons.footprint.engine.assessment.monte_carlo import Draws, interval
from jalons.footprint.engine.assessment.results import Assessment, Trace
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.engine.fleet.holdings import NOT_ASSESSED
from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit, Urn

CLIMATE = "climate_change"
PAPER = "office_paper"
# The kinds whose expected life is an indicator of its own.
LIFETIME_DEVICES = ("laptop", "desktop", "monitor", "smartphone", "server")


def observations(
    assessment: Assessment, *, perimeter: Perimeter, period: Period, origin: Urn
) -> tuple[Observation, ...]:
    """The indicators of an assessment, each with its unit, interval and sources.

    Those per member of staff are absent when their number is unknown.
    """
    return _observed(assessment, _values(assessment), perimeter, period, origin)


def scenario_gain(
    scenario: Scenario,
    assessment: Assessment,
    *,
    perimeter: Perimeter,
    period: Period,
    origin: Urn,
) -> tuple[Observation, ...]:
    """The yearly saving of a scenario in t CO2 eq, on the same draws; negative for an increase."""
    less = scenario.change(CLIMATE).difference.scaled(1 / 1000)
    gain = Interval(-less.high, -less.mid, -less.low)
    values = [("scenario_gain", gain, "t CO2 eq/year")]
    return _observed(assessment, values, perimeter, period, origin)


def _observed(
    assessment: Assessment,
    values: Iterable[tuple[str, Interval, str]],
    perimeter: Perimeter,
    period: Period,
    origin: Urn,
) -> tuple[Observation, ...]:
    sources = tuple(dict.fromkeys(_sources(assessment.traces)))
    return tuple(
        Observation(
            indicator=f"footprint.{name}",
            value=value,
            unit=Unit.parse(unit),
            period=period,
            perimeter=perimeter,
            sources=sources,
            method=assessment.method,
            status=Status.ESTIMATED,
            origin=origin,
            quality=assessment.quality,
        )
        for name, value, unit in values
    )


def _values(assessment: Assessment) -> Iterator[tuple[str, Interval, str]]:
    total = assessment.impact(CLIMATE).value
    yield "total", total.scaled(1 / 1000), "t CO2 eq/year"
    if assessment.quantity:
        yield "per_device", assessment.per_device(CLIMATE), "kg CO2 eq/year/device"
    yield "electricity", assessment.electricity_kwh, "kWh/year"
    yield "quality", Interval.exact(100 * assessment.quality.score), "%"
    yield "share_assessed", Interval.exact(100 * share_assessed(assessment)), "%"
    yield "manufacture_share", stage_share(assessment, Stage.MANUFACTURING).scaled(100), "%"
    if assessment.mean_age is not None:
        yield "mean_age", Interval.exact(assessment.mean_age), "year"
    if assessment.staff and (per_staff := assessment.per_staff(CLIMATE)):
        yield "per_staff", per_staff, "kg CO2 eq/year/person"
        devices = assessment.quantity / assessment.staff
        yield "devices_per_staff", Interval.exact(devices), "device/person"
        if reams := _quantity(assessment, PAPER):
            doubt = max(each.doubt for each in assessment.traces if each.device == PAPER)
            span = 0.9 * doubt  # nine chances in ten
            paper = Interval(reams - span, reams, reams + span).scaled(1 / assessment.staff)
            yield "paper_per_staff", paper, "ream/person"
    draws = Draws(assessment.seed, assessment.draws_count)
    for device in LIFETIME_DEVICES:
        if _quantity(assessment, device):
            life = draws.of(f"{device}/lifetime", assessment.lifetimes[device].spread)
            yield f"life_{device}", interval(life), "year"


def _quantity(assessment: Assessment, device: str) -> float:
    return next((each.quantity for each in assessment.devices if each.device == device), 0.0)


def share_assessed(assessment: Assessment) -> float:
    """The share (0 to 1) of the devices meant to be counted that have a factor."""
    unknown = sum(each.quantity for each in assessment.exclusions if each.reason in NOT_ASSESSED)
    whole = assessment.quantity + unknown
    return assessment.quantity / whole if whole else 1.0


def stage_share(assessment: Assessment, stage: Stage, criterion: str = CLIMATE) -> Interval:
    """The share (0 to 1) of the total that a stage makes, with its own interval."""
    part = _sum(assessment, criterion, stage)
    whole = _sum(assessment, criterion, Stage.TOTAL)
    return interval(part / whole)


def _sum(assessment: Assessment, criterion: str, stage: Stage) -> np.ndarray:
    draws = [
        draw for (_, each, at), draw in assessment.draws.items() if (each, at) == (criterion, stage)
    ]
    return np.sum(draws, axis=0) if draws else np.zeros(assessment.draws_count)


def _sources(traces: tuple[Trace, ...]) -> Iterator[Source]:
    for trace in traces:
        if trace.factor:
            yield trace.factor.source
        if trace.lifetime:
            yield trace.lifetime.source
        for use in trace.electricity:
            yield use.mix.source
