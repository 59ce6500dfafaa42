"""Numbers, dates and yes-or-no as the French write them in a spreadsheet."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from jalons.broker.engine.ingest.reading import quoted, refused
from jalons.tabular.days import read_moment
from jalons.tabular.numbers import read_number

PARIS = "Europe/Paris"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
YES = frozenset({"oui", "vrai", "true", "yes", "1", "x", "o", "on"})
NO = frozenset({"non", "faux", "false", "no", "0", "n", "off"})


def number(text: str, *, where: str) -> float | int:
    """The number a cell writes: ``1 234,5``, ``1.234,5``, ``1234.5``; no unit (see ``measures``).

    One comma is the decimal mark, whatever follows. Raises ``Problem``.
    """
    found = read_number(text)
    if found is None:
        raise refused(
            f"{quoted(text)} is not a number", where=where, hint="write digits only, such as 12,5"
        )
    value = float(found)
    if not math.isfinite(value):
        raise refused(f"{quoted(text)} is too large", where=where)
    is_whole = found == found.to_integral_value() and found.as_tuple().exponent == 0
    return int(found) if is_whole and abs(value) < 1 << 62 else value


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The time zone of a name such as ``Europe/Paris``; raises ``Problem`` for any other."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        raise refused(f"{quoted(name)} is no time zone", hint=f"write {PARIS}") from error


def moment(text: str, *, timezone: str, where: str) -> int:
    """The instant of ``24/11/2026 14:30``, ``24/11/2026`` or ISO 8601, in microseconds since 1970.

    Without a zone it is read in ``timezone``; an hour that exists twice is the first. Raises
    ``Problem``.
    """
    place = zone(timezone)
    found = read_moment(text)
    unread = refused(
        f"{quoted(text)} is not a date", where=where, hint="write it as 24/11/2026 14:30"
    )
    if found is None:
        raise unread
    try:
        aware = found if found.tzinfo else found.replace(tzinfo=place)
        return (aware.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)
    except (ValueError, OverflowError) as error:
        raise unread from error


def truth(text: str, *, where: str) -> bool:
    """Whether a cell says yes; raises ``Problem`` when it says neither yes nor no."""
    bare = text.strip().lower()
    if bare in YES:
        return True
    if bare in NO:
        return False
    raise refused(f"{quoted(text)} is neither yes nor no", where=where, hint="write oui or non")
