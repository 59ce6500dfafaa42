"""Measures beside answers: they change no point, they confirm or contradict the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jalons.kernel import Interval, Observation, Period, Status
from jalons.strategy.engine.catalogue import Catalogue
from jalons.strategy.engine.diagnosis.referential import Measured


@dataclass(frozen=True, slots=True)
class LatestValue:
    """The latest value of an indicator, in the unit of the indicator, its period and status."""

    indicator: str
    value: Interval
    period: Period
    status: Status

    def says_done(self, measured: Measured) -> bool | None:
        """Whether the value means done; None when its interval allows both."""
        ends = (self.value.low, self.value.mid, self.value.high)
        verdicts = {measured.done_when.evaluate({"value": value}) is True for value in ends}
        return verdicts.pop() if len(verdicts) == 1 else None


def latest_values(
    latest: Mapping[str, Observation], catalogue: Catalogue
) -> dict[str, LatestValue]:
    """The latest measure of each indicator, in the unit of the indicator."""
    found = {}
    for name, each in latest.items():
        if name in catalogue.indicators and catalogue.indicators[name].measures:
            factor = each.unit.factor / catalogue.indicators[name].unit.factor
            found[name] = LatestValue(name, each.value.scaled(factor), each.period, each.status)
    return found
