"""A week of opening hours in words, and what was not read of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from jalons.inclusion.engine.hours import Rule, WeekRead, read
from jalons.inclusion.engine.hours.tokens import table
from jalons.inclusion.words.sentences import say
from jalons.wording import format_hour, format_number, join_words, month_name, quoted, semicolon

_KNOWN = frozenset({"SH", "!SH", "PH", "?"})


def hours_words(week: WeekRead, lang: str) -> list[str]:
    """The week, its total, what depends on a condition, what was dropped and noted: sentences."""
    rules = [rule for rule in week.rules if rule.off or rule.season or not rule.sure]
    return [
        *filter(None, [_open_words(week, lang)]),
        total_words(week, lang),
        *(_rule_words(rule, lang) for rule in rules),
        *(dropped_words(week, lang)),
        *(say(f"hours_note.{note}", lang) for note in week.notes),
    ]


def resident_hours(text: str, lang: str) -> str:
    """When a place is open, for who goes there; as it was written where part is not read."""
    week = read(text)
    if week.dropped or not week.spans:
        return text
    total = total_words(week, lang)
    return " ".join(each for each in hours_words(week, lang) if each != total)


def total_words(week: WeekRead, lang: str) -> str:
    """The hours a week: one number when sure, else without and with what is conditional."""
    if week.low is None or week.high is None:
        return say("hours.unknown", lang)
    low, high, mean = (
        format_number(round(hours or 0, 2), lang) for hours in (week.low, week.high, week.average)
    )
    if week.low == week.high:
        return say("hours.total", lang, hours=low)
    known = "interval" if week.average is None else "interval_mean"
    return say(f"hours.{known}", lang, low=low, high=high, mean=mean)


def dropped_words(week: WeekRead, lang: str) -> list[str]:
    """What was not read, verbatim, and where."""
    return [
        say("hours.dropped", lang, text=quoted(piece.text, lang), place=piece.start + 1)
        for piece in week.dropped
    ]


def _open_words(week: WeekRead, lang: str) -> str:
    days: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for day, spans in groupby(week.spans, lambda span: span.day):
        days.setdefault(tuple((span.start, span.end) for span in spans), []).append(day)
    texts = [f"{_days(own, lang)} {_times(times, lang)}" for times, own in days.items()]
    text = semicolon(lang).join(texts)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _days(days: list[int], lang: str) -> str:
    names = say("hours.days", lang).split()
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return say("hours.day_range", lang, first=names[days[0]], last=names[days[-1]])
    return join_words([names[day] for day in days], lang)


def _times(times: Iterable[tuple[int, int]], lang: str) -> str:
    hours = ((format_hour(a, lang), format_hour((b - 1) % 1440 + 1, lang)) for a, b in times)
    return join_words(["–".join(ends) for ends in hours], lang)


def _rule_words(rule: Rule, lang: str) -> str:
    """A condition: what is open or closed, and when."""

    def month(match: re.Match[str]) -> str:
        name = month_name(table()["osm"]["months"].index(match[1]) + 1, lang)
        return " ".join(filter(None, ((match[2] or "").strip(), name)))

    keys = [rule.season, rule.weeks, "appointment" * bool(rule.appointment)]
    season = re.sub(r"([A-Z][a-z]{2})( \d+(?:-\d+)?)?", month, rule.season).replace("-", "–")
    when = [
        say(f"hours_when.{key}", lang) if key in _KNOWN or key.islower() else season
        for key in keys
        if key
    ]
    ranks = [say(f"hours_when.rank{rank % 7}", lang) for rank in sorted(rule.nth)]
    when += [say("hours_when.ranks", lang, ranks=join_words(ranks, lang))] if ranks else []
    what = (
        _days(sorted(rule.days), lang) if len(rule.days) < 7 else "",
        say(f"hours_when.half{rule.half}", lang) if rule.half is not None else "",
        say("hours.closed", lang) if rule.off else _times(rule.times, lang),
    )
    text = " ".join(filter(None, what))
    return say("hours.rule", lang, what=text[:1].upper() + text[1:], when=", ".join(when))
