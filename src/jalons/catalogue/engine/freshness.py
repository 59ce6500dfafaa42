"""How fresh data are: their date compared with the pace that was announced.

The paces are those of the authority table *frequency* of the Publications Office of the EU.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# Days between two updates, at most.
PERIODS = {
    "UPDATE_CONT": 1, "CONT": 1, "HOURLY": 1, "DAILY_2": 1, "DAILY": 1, "WEEKLY_3": 4,
    "WEEKLY_2": 4, "WEEKLY": 7, "BIWEEKLY": 14, "MONTHLY_3": 11, "MONTHLY_2": 16, "MONTHLY": 31,
    "BIMONTHLY": 62, "QUARTERLY": 92, "ANNUAL_3": 123, "ANNUAL_2": 184, "ANNUAL": 366,
    "BIENNIAL": 731, "TRIENNIAL": 1_096, "QUADRENNIAL": 1_461, "QUINQUENNIAL": 1_827,
    "DECENNIAL": 3_653,
}  # fmt: skip
FINAL = frozenset({"NEVER"})  # no update is expected
TOLERANCE = 0.25  # share of a period during which an update is due, and not late yet


class FreshnessState(StrEnum):
    """Whether data are as fresh as announced."""

    FRESH = "fresh"
    DUE = "due"
    LATE = "late"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Freshness:
    """The state of data, the day their update was expected, and the days since when late."""

    state: FreshnessState
    expected_on: date | None = None
    days: int = 0


def limits(frequency: str, today: date) -> tuple[date, date] | None:
    """The earliest date of fresh data, and that of data whose update is due; None if unknown."""
    if frequency in FINAL:
        return date.min, date.min
    period = PERIODS.get(frequency)
    if period is None:
        return None
    fresh = today - timedelta(days=period)
    return fresh, fresh - timedelta(days=max(1, round(period * TOLERANCE)))


def state(updated_on: date | None, frequency: str, today: date) -> Freshness:
    """How fresh data of a date are, for a pace announced.

    Unknown without a date or a pace, and when the date is to come.
    """
    known = limits(frequency, today)
    if updated_on is None or known is None or updated_on > today:
        return Freshness(FreshnessState.UNKNOWN)
    fresh, due = known
    if frequency in FINAL:
        return Freshness(FreshnessState.FRESH)
    expected = updated_on + timedelta(days=PERIODS[frequency])
    if updated_on >= fresh:
        return Freshness(FreshnessState.FRESH, expected)
    if updated_on >= due:
        return Freshness(FreshnessState.DUE, expected)
    return Freshness(FreshnessState.LATE, expected, (today - expected).days)
