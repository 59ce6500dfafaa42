"""The assumptions of the heat model and what the law says, from ``data/``, read on first use."""

from __future__ import annotations

from functools import cache

from jalons.kernel import Interval, Source
from jalons.twin.engine.heat.assumptions import Assumption, Assumptions, NeedProfile, shared
from jalons.twin.engine.heat.law import HeatDuty

from .data_files import DATA, Row, SourceRow, decode


class _AssumptionRow(Row, frozen=True):
    value: float
    unit: str
    source: str
    name: dict[str, str]
    low: float | None = None
    high: float | None = None
    note: dict[str, str] = {}

    def assumption(self, key: str, sources: dict[str, Source]) -> Assumption:
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        interval = Interval(low, self.value, high)
        return Assumption(key, interval, self.unit, sources[self.source], self.name, self.note)


class _ProfileRow(Row, frozen=True):
    months: tuple[float, ...]
    source: str
    name: dict[str, str]


class _HeatFile(Row, frozen=True):
    version: str
    source: dict[str, SourceRow]
    assumption: dict[str, _AssumptionRow]
    profile: dict[str, _ProfileRow]


class _DutyRow(SourceRow, frozen=True, kw_only=True):
    reference: dict[str, str]
    text: dict[str, str]
    doubt: dict[str, str] = {}


class _LawFile(Row, frozen=True):
    duty: tuple[_DutyRow, ...]


@cache
def assumptions() -> Assumptions:
    """The assumptions shipped with this version."""
    file = decode(DATA / "heat.toml", _HeatFile)
    sources = {key: row.source() for key, row in file.source.items()}
    values = {key: row.assumption(key, sources) for key, row in file.assumption.items()}
    profiles = {
        key: NeedProfile(key, shared(row.months), sources[row.source], row.name)
        for key, row in file.profile.items()
    }
    return Assumptions(file.version, values, profiles)


@cache
def duties() -> tuple[HeatDuty, ...]:
    """The articles of law on the heat of data centres, those that were read."""
    rows = decode(DATA / "heat_law.toml", _LawFile).duty
    return tuple(HeatDuty(row.reference, row.text, row.source(), row.doubt) for row in rows)
