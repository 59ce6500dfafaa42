"""How long the history of a type is retained, and how it is condensed with age.

A rule counts days back from the present. What is older than ``keep_days`` goes; what is older than
``daily_after`` becomes one row a day, than ``hourly_after`` one an hour (UTC). A number becomes the
mean, with the count, the least and the greatest as attributes of the attribute; of anything else
the last value of the period stays. Condensing twice changes nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from jalons.broker.engine.instants import written
from jalons.broker.engine.problems import bad

from .request import Row

HOUR = 3_600_000_000
DAY = 24 * HOUR
_OURS = "https://uri.etsi.org/ngsi-ld/default-context/"
COUNT, LEAST, GREATEST, PERIOD = (
    f"{_OURS}{name}" for name in ("sampleCount", "minimum", "maximum", "samplePeriod")
)
_NAMES = {HOUR: "PT1H", DAY: "P1D"}


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Days after which rows go, become daily, become hourly; None: never."""

    keep_days: int | None = None
    daily_after: int | None = None
    hourly_after: int | None = None

    def __post_init__(self) -> None:
        for days in (self.keep_days, self.daily_after, self.hourly_after):
            if days is not None and days < 1:
                raise bad(f"a rule of retention counts days, one at the least, not {days}")

    def oldest(self, now: int) -> int | None:
        """The instant before which everything goes."""
        return None if self.keep_days is None else now - self.keep_days * DAY

    def coarse(self, now: int) -> int | None:
        """The instant before which rows are coarser."""
        cuts = (self._cut(self.daily_after, DAY, now), self._cut(self.hourly_after, HOUR, now))
        found = [cut for cut in cuts if cut is not None]
        return max(found, default=None)

    def period(self, stamp: int, now: int) -> int | None:
        """The length of the period a row of that instant is put in; None: left as it is."""
        for days, size in ((self.daily_after, DAY), (self.hourly_after, HOUR)):
            cut = self._cut(days, size, now)
            if cut is not None and stamp < cut:
                return size
        return None

    @staticmethod
    def _cut(days: int | None, size: int, now: int) -> int | None:
        return None if days is None else (now - days * DAY) // size * size


def strictest(rules: Iterable[RetentionRule]) -> RetentionRule:
    """The rule of an entity of several types: of each number of days, the least."""
    rules = list(rules)

    def least(name: str) -> int | None:
        days_of_rules = [getattr(rule, name) for rule in rules]
        return min((days for days in days_of_rules if days is not None), default=None)

    return RetentionRule(least("keep_days"), least("daily_after"), least("hourly_after"))


def coarser(rows: Sequence[Row], rule: RetentionRule, *, now: int) -> list[Row]:
    """The rows of one series (by time) as the rule wants them, none dropped for age."""
    found: list[Row] = []
    for (size, start), group in groupby(rows, key=lambda row: _bucket(row, rule, now)):
        together = list(group)
        found += together if size is None else _condensed(together, size, start)
    return found


def _bucket(row: Row, rule: RetentionRule, now: int) -> tuple[int | None, int]:
    size = rule.period(row.stamp, now)
    return (None, 0) if size is None else (size, row.stamp // size * size)


def _condensed(rows: list[Row], size: int, start: int) -> list[Row]:
    """Deletions as they are, one row for the numbers, the last of what is no number."""
    numbers = [row for row in rows if row.deleted is None and type(row.value) in (int, float)]
    others = [row for row in rows if row.deleted is None and type(row.value) not in (int, float)]
    gone = [row for row in rows if row.deleted is not None]
    made = numbers if len(numbers) < 2 else [_mean(numbers, size, start)]
    return sorted([*made, *others[-1:], *gone], key=lambda row: row.stamp)


def _mean(rows: list[Row], size: int, start: int) -> Row:
    last = rows[-1]
    counts = [_of(row, COUNT, 1) for row in rows]
    mean = sum(row.value * count for row, count in zip(rows, counts, strict=True)) / sum(counts)
    summary = {
        COUNT: sum(counts),
        LEAST: min(_of(row, LEAST, row.value) for row in rows),
        GREATEST: max(_of(row, GREATEST, row.value) for row in rows),
        PERIOD: _NAMES[size],
    }
    moment = written(last.modified)
    subs = {
        iri: [{"type": "Property", "value": value, "createdAt": moment, "modifiedAt": moment}]
        for iri, value in summary.items()
    }
    rest = last.rest or {}
    return last._replace(
        stamp=start,
        observed=start if last.observed is not None else None,
        created=min(row.created for row in rows),
        value=mean,
        rest={**rest, "subs": {**rest.get("subs", {}), **subs}},
        instance="",
    )


def _of(row: Row, iri: str, otherwise: Any) -> Any:
    subs = (row.rest or {}).get("subs", {})
    return subs[iri][0]["value"] if iri in subs else otherwise
