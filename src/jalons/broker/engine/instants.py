"""Dates and times of NGSI-LD: read, put in UTC, counted in microseconds since 1970.

Source: ETSI GS CIM 009 V1.9.1, clause 4.6.3 (ISO 8601, UTC, up to microseconds).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from .problems import Problem, bad

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
FIRST = (datetime.min.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND
LAST = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND
MOST_YEARS = 9999
_SHAPE = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:[Zz]|[+-]\d\d:?\d\d)?", re.ASCII
)
_LOOKS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)
_DURATION = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?",
    re.ASCII,
)


@lru_cache(maxsize=4096)
def micros(text: str) -> int:
    """The microseconds since 1970 of a date and time; without a zone it is UTC.

    Raises ``Problem`` (BadRequestData) for anything else, leap seconds included, and for what is
    not in the years 1 to 9999 in UTC.
    """
    if not _SHAPE.fullmatch(text):
        raise bad(f"{text!r} is not a date and time such as 2026-11-24T09:30:00Z")
    try:
        moment = datetime.fromisoformat(text.upper().replace(",", "."))
    except ValueError as error:
        raise bad(f"{text!r} is not a date and time: {error}") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    stamp = (moment - _EPOCH) // _MICROSECOND
    if not FIRST <= stamp <= LAST:
        raise bad(f"{text!r} is not in the years 1 to {MOST_YEARS} in UTC")
    return stamp


def is_instant(text: str) -> bool:
    """Whether a text is a date and time that ``micros`` reads."""
    try:
        micros(text)
    except Problem:
        return False
    return True


@lru_cache(maxsize=4096)
def written(stamp: int) -> str:
    """The date and time of ``stamp`` in UTC, as short as exactness allows."""
    moment = _EPOCH + timedelta(microseconds=stamp)
    if stamp % 1_000_000 == 0:
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment.year > 999 else _old(moment)
    spec = "milliseconds" if stamp % 1000 == 0 else "microseconds"
    return moment.isoformat(timespec=spec).replace("+00:00", "Z")


def _old(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def canonical(text: str) -> str:
    """The same instant in UTC, in one writing, so that texts sort as instants do."""
    return written(micros(text))


@lru_cache(maxsize=4096)
def sortable(text: str) -> str:
    """A text that sorts as instants do, or ``text`` itself if it is no instant."""
    if _LOOKS.match(text) and _SHAPE.fullmatch(text):
        try:
            stamp = micros(text)
        except Exception:
            return text
        return (_EPOCH + timedelta(microseconds=stamp)).isoformat(timespec="microseconds")[
            :26
        ] + "Z"
    return text


def span(duration: str) -> tuple[int, int]:
    """An ISO 8601 duration as (months, microseconds); ``P0D`` and ``PT0S`` are (0, 0).

    Raises ``Problem`` for anything else, and beyond 9999 years.
    """
    match = _DURATION.fullmatch(duration)
    if match is None or duration in ("P", "PT") or duration.endswith("T"):
        raise bad(f"{duration[:80]!r} is not a duration such as PT1H or P1D")
    years, months, weeks, days, hours, minutes, seconds = match.groups()
    try:
        whole = timedelta(
            weeks=int(weeks or 0),
            days=int(days or 0),
            hours=int(hours or 0),
            minutes=int(minutes or 0),
            seconds=float(seconds or 0),
        )
        count = int(years or 0) * 12 + int(months or 0)
    except (OverflowError, ValueError) as error:
        raise bad(f"{duration[:80]!r} is too long a duration") from error
    if count > MOST_YEARS * 12 or whole.days > MOST_YEARS * 366:
        raise bad(f"{duration[:80]!r} is too long a duration: at most {MOST_YEARS} years")
    return count, whole // _MICROSECOND
