"""The assumptions of the heat model: value, interval, unit, source, verified or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jalons.kernel import Interval, JalonsError, Source

MONTHS = 12
HOURS = tuple(24.0 * days for days in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31))
YEAR_HOURS = sum(HOURS)
UNKNOWN = "unknown"


class HeatError(JalonsError):
    """A room, a need or a reading that the model refuses."""

    package = "jalons.twin"


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumption: its interval in ``unit``, its source, its names by language."""

    key: str
    value: Interval
    unit: str
    source: Source
    name: Mapping[str, str]
    note: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NeedProfile:
    """How a kind of need is spread over the year: twelve shares that sum to 1."""

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
        """The assumption of a kind in a family, or that of an unknown kind.

        ``one_of("share", "air")`` is the share of heat that can be recovered from air cooling.
        """
        return self.values.get(f"{family}.{kind}") or self.values[f"{family}.{UNKNOWN}"]

    def profile(self, kind: str) -> NeedProfile:
        """The months of a kind of need, or those of an unknown kind."""
        return self.profiles.get(kind) or self.profiles[UNKNOWN]

    @property
    def unverified(self) -> int:
        """How many assumptions were not verified in a public source."""
        sources = [assumption.source for assumption in self.values.values()]
        sources += [profile.source for profile in self.profiles.values()]
        return sum(not source.verified for source in sources)


def shared(weights: tuple[float, ...]) -> tuple[float, ...]:
    """Twelve weights as shares of 1; ``HeatError`` unless they are twelve, positive, not all 0."""
    whole = sum(weights)
    if len(weights) != MONTHS or min(weights) < 0 or not 0 < whole < float("inf"):
        raise HeatError("heat_months")
    return tuple(weight / whole for weight in weights)
