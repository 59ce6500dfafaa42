"""The months that the history is cut into."""

from __future__ import annotations

from datetime import UTC, datetime

FIRST_YEAR, LAST_YEAR = 2000, 2099


def bounds(stamp: int) -> tuple[str, int | None, int | None]:
    """The partition an instant falls in: its name, its first microsecond, the first after it."""
    first = _micros(FIRST_YEAR, 1)
    last = _micros(LAST_YEAR + 1, 1)
    if stamp < first:
        return "history_before", None, first
    if stamp >= last:
        return "history_after", last, None
    day = datetime.fromtimestamp(stamp // 1_000_000, UTC)
    year, month = day.year, day.month
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return f"history_{year}{month:02}", _micros(year, month), _micros(*following)


def _micros(year: int, month: int) -> int:
    return int(datetime(year, month, 1, tzinfo=UTC).timestamp()) * 1_000_000
