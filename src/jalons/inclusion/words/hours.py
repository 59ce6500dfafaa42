"""A week of opening hours in words, and what was not read of a text."""

from __future__ import annotations

import re
from itertools import groupby

from jalons.inclusion.engine.hours import Rule, WeekRead
from jalons.inclusion.words.sentences import say
from jalons.wording import (
    format_hour,
    format_number,
    format_rounded,
    join_words,
    month_name,
    quoted,
    semicolon,
)

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def hours_words(week: WeekRead, lang: str) -> list[str]:
    """The week, its total, what depends on a condition, what was dropped and noted: sentences."""
    if week.low is None:
        lines = [say("hours.nothing", lang)]
    else:
        lines = [text for text in (_open_words(week, lang), total_words(week, lang)) if text]
    lines += [_rule_words(rule, lang) for rule in week.rules if not rule.sure or rule.season]
    lines += [
        say("hours.dropped", lang, text=quoted(piece.text, lang), place=piece.start + 1)
        for piece in week.dropped
    ]
    return lines + [say(f"hours_note.{note}", lang) for note in week.notes]


def total_words(week: WeekRead, lang: str) -> str:
    """The hours a week: one number when sure, else without and with what is conditional."""
    if week.low is None or week.high is None:
        return say("hours.unknown", lang)
    low, high = (format_rounded(round(each, 1), lang) for each in (week.low, week.high))
    if week.low == week.high:
        return say("hours.total", lang, hours=low)
    text = say("hours.interval", lang, low=low, high=high)
    if week.average is None:
        return text
    return f"{text} {say('hours.average', lang, hours=format_number(round(week.average, 2), lang))}"


def _open_words(week: WeekRead, lang: str) -> str:
    days = {day: list(spans) for day, spans in groupby(week.spans, lambda span: span.day)}
    hours = {day: tuple((span.start, span.end) for span in spans) for day, spans in days.items()}
    texts = [
        f"{_days([day for day in hours if hours[day] == times], lang)} {_times(times, lang)}"
        for times in dict.fromkeys(hours.values())
    ]
    text = semicolon(lang).join(texts)
    return text and f"{text[0].upper()}{text[1:]}."


def _days(days: list[int], lang: str) -> str:
    names = say("hours.days", lang).split()
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return say("hours.day_range", lang, first=names[days[0]], last=names[days[-1]])
    return join_words([names[day] for day in days], lang)


def _times(times: tuple[tuple[int, int], ...], lang: str) -> str:
    return join_words(
        [f"{format_hour(a, lang)}–{format_hour(b % 1440 or 1440, lang)}" for a, b in times], lang
    )


def _rule_words(rule: Rule, lang: str) -> str:
    """A condition: what is open or closed, when."""
    season = re.sub(
        "[A-Z][a-z]{2}", lambda m: month_name(_MONTHS.index(m[0]) + 1, lang), rule.season
    )
    known = rule.season in {"SH", "PH", "summer", "winter"}
    when = [say(f"hours_when.{rule.season}", lang) if known else season.replace("-", " – ")]
    when += (
        [say("hours_when.condition" if rule.weeks == "?" else f"hours_when.{rule.weeks}", lang)]
        if rule.weeks
        else []
    )
    ranks = [
        say(f"hours_when.rank{rank}".replace("-1", "_last"), lang) for rank in sorted(rule.nth)
    ]
    when += [say("hours_when.ranks", lang, ranks=join_words(ranks, lang))] if ranks else []
    when += [say("hours_when.appointment", lang)] if rule.appointment else []
    half = say(f"hours_when.half{rule.half}", lang) if rule.half is not None else ""
    what = say("hours.closed", lang) if rule.off else _times(rule.times, lang)
    days = _days(sorted(rule.days), lang) if len(rule.days) < 7 else ""
    text = " ".join(part for part in (days, half, what) if part)
    return say("hours.if", lang, what=text, when=", ".join(part for part in when if part))
