"""What the model assumes: each value with its interval, its unit and its source, checked or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jalons.kernel import Interval, JalonsError, Source

MONTHS = 12
HOURS = tuple(24.0 * days for days in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31))
YEAR_HOURS = sum(HOURS)
UNKNOWN = "unknown"


class HeatError(JalonsError):
    """A room, a need or a reading that the model cannot take."""

    package = "jalons.twin"


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumption: its value between two bounds in ``unit``, where it comes from, its names."""

    key: str
    value: Interval
    unit: str
    source: Source
    name: Mapping[str, str]
    note: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NeedProfile:
    """How a kind of need spreads over the year: twelve shares that sum to 1."""

    key: str
    shares: tuple[float, ...]
    source: Source
    name: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Every assumption of one version of the model, by key; profiles by kind of need."""

    version: str
    values: Mapping[str, Assumption]
    profiles: Mapping[str, NeedProfile]

    def __getitem__(self, key: str) -> Assumption:
        return self.values[key]

    def one_of(self, family: str, kind: str) -> Assumption:
        """The assumption of a kind in a family, that of an unknown kind when it has none.

        ``one_of("share", "air")`` is the share of heat that air cooling lets one recover.
        """
        return self.values.get(f"{family}.{kind}") or self.values[f"{family}.{UNKNOWN}"]

    def profile(self, kind: str) -> NeedProfile:
        """The months of a kind of need, those of an unknown kind when it has none."""
        return self.profiles.get(kind) or self.profiles[UNKNOWN]

    @property
    def unverified(self) -> int:
        """How many assumptions nobody checked in a public source."""
        sources = [each.source for each in self.values.values()]
        sources += [each.source for each in self.profiles.values()]
        return sum(not source.verified for source in sources)


def shared(weights: tuple[float, ...]) -> tuple[float, ...]:
    """Twelve weights as shares of 1; ``HeatError`` unless they are twelve, positive, not all 0."""
    whole = sum(weights)
    if len(weights) != MONTHS or min(weights) < 0 or not 0 < whole < float("inf"):
        raise HeatError("heat_months")
    return tuple(weight / whole for weight in weights)
