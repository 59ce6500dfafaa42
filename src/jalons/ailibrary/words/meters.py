"""Alerts of meters in words: what was seen, how far from what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jalons.ailibrary.words.sentences import say
from jalons.kernel import Interval
from jalons.wording import (
    format_day,
    format_days,
    format_number,
    format_quantity,
    format_span,
    join_words,
)


@dataclass(frozen=True, slots=True)
class Size:
    """What was read and expected over a period, and their difference; None when unknown."""

    read: float | None
    expected: float | None
    deviation: Interval | None
    unit: str


def label(detector: str, lang: str) -> str:
    """The name of a detector."""
    return say(f"meters.detector.{detector}", lang)


def reason(detector: str, *, days: int, times: float, lang: str) -> str:
    """Why a period is an alert, in a sentence."""
    shown = format_number(times, lang, 1)
    return say(f"meters.reason.{detector}", lang, days=days, times=shown)


def sizes(detector: str, size: Size, lang: str) -> str:
    """What was read and what was expected, and how sure the difference is; empty when unknown."""
    if size.read is None or size.expected is None:
        return ""
    kind = "mean" if size.unit == "°C" else "night" if detector == "night" else "sum"
    read, expected = (format_quantity(each, size.unit, lang)
                      for each in (size.read, size.expected))  # fmt: skip
    first = say(f"meters.read.{kind}", lang, read=read, expected=expected)
    return f"{first} {gap(size.deviation, size.unit, lang)}".strip()


def gap(deviation: Interval | None, unit: str, lang: str) -> str:
    """The deviation with its interval, or that it may be none."""
    if deviation is None:
        return ""
    if deviation.low <= 0 <= deviation.high:
        return say("meters.gap.unsure", lang)
    more = deviation if deviation.mid >= 0 else deviation.scaled(-1)
    key = "more" if deviation.mid >= 0 else "less"
    return say(f"meters.gap.{key}", lang, span=format_span(more, unit, lang))


def period(first: date, last: date, lang: str) -> str:
    """The days of an alert."""
    return format_day(first, lang) if first == last else format_days(first, last, lang)


def also(detectors: Iterable[str], lang: str) -> str:
    """The detectors that saw the same days; empty without any."""
    names = [label(each, lang) for each in detectors]
    return say("meters.also", lang, names=join_words(names, lang)) if names else ""
