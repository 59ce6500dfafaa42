"""Count the hours a week of rules, and write them as OpenStreetMap does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby

from jalons.inclusion.engine.hours.clauses import Reader
from jalons.inclusion.engine.hours.tokens import table
from jalons.inclusion.engine.hours.values import DAY, NOON, WEEK, Rule, Span, WeekRead

WEEKS = 365.2425 / 7  # in a mean Gregorian year
_LUNCH = 840
_NAMED = frozenset({"summer", "winter"})
_UNSAID = _NAMED | {"!SH"}


@lru_cache(4096)
def read(text: str) -> WeekRead:
    """The week of a text in French, or in the syntax of OpenStreetMap."""
    reader = Reader()
    reader.read(text)
    return _week(reader)


def of_days(texts: Mapping[int, str]) -> WeekRead:
    """The week of one text a day (0 is Monday); an empty one is closed if another has hours."""
    reader = Reader()
    for day, text in sorted(texts.items()):
        reader.read(text, day)
    reader.notes += ["empty_days"] * bool(reader.rules and not all(map(str.strip, texts.values())))
    return _week(reader, texts)


def of_town_hall(spec: str) -> WeekRead:
    """The week of ``0-3 08:30-11:45;4-4 13:45-17:00`` (``store.areas.town_hall_hours``)."""
    days = table()["osm"]["days"]
    named = re.sub("([0-6])-([0-6]) ", lambda m: f"{days[int(m[1])]}-{days[int(m[2])]} ", spec)
    return read(named.replace(";", ", "))


def week_hours(osm: str, monday: date) -> float | None:
    """Hours open in the week of ``monday`` by an independent reader; None if ``osm`` is not valid.

    What is ``unknown`` is not open; ``SH Mo`` is read there as SH or Mo. For a job or a test.
    """
    from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

    start = datetime.combine(monday, time())
    try:
        spans = OpeningHours(osm).intervals(start, start + timedelta(days=7))
    except ParserError:
        return None
    return sum((b - a).total_seconds() for a, b, state, _ in spans if str(state) == "open") / 3600


def _open(rules: Iterable[Rule], closed: Iterable[Rule]) -> list[Span]:
    """The merged spans of rules, without what is closed."""
    spans = [
        Span(day, a, min(b, DAY)) for rule in rules for day in rule.days for a, b in rule.times
    ]
    spans += [
        Span((day + 1) % 7, 0, b - DAY)
        for rule in rules for day in rule.days for _, b in rule.times if b > DAY
    ]  # fmt: skip
    for rule in closed:
        spans = [cut for span in spans for cut in _cut(span, rule)]
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and merged[-1].day == span.day and span.start <= merged[-1].end:
            merged[-1] = merged[-1]._replace(end=max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged


def _cut(span: Span, rule: Rule) -> list[Span]:
    """A span without a closed day or half; one that lasts over lunch stops or starts at noon."""
    if span.day not in rule.days or rule.half is None:
        return [span] * (span.day not in rule.days)
    if rule.half:
        morning = span.start < NOON
        return [span if span.end <= _LUNCH else span._replace(end=NOON)] * morning
    return [span if span.start >= NOON else span._replace(start=NOON)] * (
        span.start >= NOON or span.end > _LUNCH
    )


def _minutes(spans: Iterable[Span]) -> int:
    return sum(span.end - span.start for span in spans)


def _share(rule: Rule) -> float | None:
    """The share of weeks in which a rule applies, None when the calendar does not say.

    A month has each of its first four days of a name, and its last, once: 12 in 52.1775 weeks.
    The fifth is what is left.
    """
    if rule.appointment or rule.weeks == "?":
        return None
    weekly: float = table()["times_a_year"].get(rule.weeks, WEEKS)
    ranks = sum(WEEKS - 48 if rank == 5 else 12 for rank in rule.nth) if rule.nth else WEEKS
    return ranks / WEEKS * weekly / WEEKS


def _totals(rules: list[Rule], closed: list[Rule]) -> tuple[float, float, float | None]:
    """Minutes a week without what is conditional, with it, and on average."""
    always, sure = [r for r in closed if r.sure], [r for r in rules if r.sure]
    base = _minutes(_open(sure, always))
    low = _minutes(_open(sure, closed)) if len(always) < len(closed) else base
    high, mean = _minutes(_open(rules, always)) if len(sure) < len(rules) else base, float(base)
    shares: list[float | None] = [0.0]
    for rule in [*rules, *closed]:
        more, away = ([*sure, rule], always) if not rule.off else (sure, [*always, rule])
        change = 0 if rule.sure else _minutes(_open(more, away)) - base
        shares += [_share(rule)] if change else []
        mean += (_share(rule) or 0) * change
        length = sum(end - start for start, end in rule.times)
        if rule.off or (rule.days and rule.times and not rule.maybe):
            continue
        every = rule.maybe or len(
            (rule.days or WEEK) - {d for r in always if r.half is None for d in r.days}
        )
        longest = int(table()["half_day"][("morning", "afternoon")[rule.half or 0]] * 60)
        low += length * (rule.maybe or 1) * rule.sure
        high += (length or longest) * every
        mean += length * rule.maybe
        shares += [] if rule.maybe and rule.sure else [None]
    high = min(high, 7 * DAY)
    return min(low, high), high, None if None in shares else mean


def _week(reader: Reader, days: Iterable[int] = WEEK) -> WeekRead:
    """The week of what was read. A season replaces the other hours while it lasts."""
    outside = [Rule(WEEK, season="SH", off=True)] * (
        {r.season for r in reader.rules} & {"!SH", "SH"} == {"!SH"}
    )
    rules = [replace(rule, season=rule.season.removeprefix("!SH")) for rule in reader.rules]
    notes, dropped = reader.notes, tuple(reader.dropped)
    replaced = {Rule(WEEK, season=rule.season, off=True) for rule in rules if rule.season}
    closed = [rule for rule in reader.closed + outside if rule not in replaced]
    base, plain = [r for r in rules if not r.season], [r for r in closed if not r.season]
    shut = {day for rule in plain if rule.sure and rule.half is None for day in rule.days}
    if not rules and not shut >= set(days):
        osm, known, flag = osm_of([], closed), tuple(dict.fromkeys(notes)), reader.by_appointment
        return WeekRead((), None, None, osm, dropped, known, flag, rules=tuple(closed))
    seasons = {rule.season for rule in [*rules, *closed]} - {"", "PH"}
    totals = [_totals(base, plain)] if base or not seasons >= _NAMED else []
    for season in sorted(seasons):
        own = [rule for rule in rules if rule.season == season] or base
        totals.append(_totals(own, plain + [rule for rule in closed if rule.season == season]))
    low, high = min(total[0] for total in totals), max(total[1] for total in totals)
    sure = [rule for rule in base if rule.sure]
    every = [*rules, *closed]
    counted = sum((b - a) * len(rule.days) for rule in sure for a, b in rule.times)
    for note, flag in (
        ("overlap", counted > _minutes(_open(sure, []))),
        ("no_day", any(rule.times and not rule.days for rule in rules)),
        ("conditional", any(r.season not in {"", "PH"} or r.nth or r.weeks for r in every)),
        ("letter_open", any(rule.maybe for rule in rules)),
        ("closed", high == 0),
    ):
        notes += [note] * flag
    mean = totals[0][2] if not seasons else None
    shown = _open(sure, [rule for rule in plain if rule.sure])
    return WeekRead(
        tuple(shown), low / 60, high / 60, osm_of(rules, closed), dropped,
        tuple(dict.fromkeys(notes)), reader.by_appointment,
        None if mean is None else mean / 60, tuple(every),
    )  # fmt: skip


def osm_of(rules: list[Rule], closed: list[Rule]) -> str:
    """Rules in the syntax of OpenStreetMap; what it cannot say is ``unknown`` with a comment."""
    parts: list[str] = []
    plain = [rule for rule in closed if not rule.season and rule.sure]
    if {day for rule in plain if rule.half is None for day in rule.days} == WEEK:
        return "off"
    for season in dict.fromkeys(["", *(rule.season for rule in rules)]):
        own = [rule for rule in rules if rule.season == season and rule.times]
        sure = [rule for rule in own if rule.sure and season not in _NAMED]
        left = {d for r in rules if not r.season for d in r.days} - {d for r in own for d in r.days}
        parts += [f"; {season} off"] * bool(left and parts and season not in {"", "PH", *_NAMED})
        away = [*plain, *(rule for rule in closed if season and rule.season == season)]
        of_day = {
            day: tuple((span.start, span.end) for span in spans)
            for day, spans in groupby(_open(sure, away), lambda span: span.day)
        }
        for times in dict.fromkeys(of_day.values()):
            same = frozenset(day for day, own_times in of_day.items() if own_times == times)
            parts.append("; " + _written(Rule(same, times, season=season)))
        bare = _open((replace(r, days=frozenset({0})) for r in sure if not r.days), [])
        times = tuple((span.start, span.end) for span in bare)
        parts += ["; " + _written(Rule(times=times, season=season))] if times else []
        also = "; " if parts and parts[-1].endswith(" off") else ", "
        parts += [(also if r.days else "|| ") + _written(r) for r in own if r not in sure]
    dayless = not parts or any(not rule.days for rule in rules)
    for rule in closed:
        if rule.half is None and rule.weeks in {"", "even", "odd"} and rule.season not in _UNSAID:
            days = rule.days if rule.days != WEEK or rule.nth else frozenset[int]()
            parts += ["; " + _written(replace(rule, days=days))] * (rule not in plain or dayless)
    return "".join(dict.fromkeys(parts)).replace("||", " ||").lstrip(";,| ")


def _written(rule: Rule) -> str:
    """One rule in the syntax of OpenStreetMap."""
    comments, osm = table()["comments"], table()["osm"]
    said = [rule.season, rule.weeks, "appointment" * bool(rule.appointment)]
    because = " ".join(comments[key] for key in said if key in comments)
    times = ",".join(
        f"{a // 60:02d}:{a % 60:02d}-{b // 60 if b <= DAY else b // 60 - 24:02d}:{b % 60:02d}"
        for a, b in rule.times
    )
    rank = f"[{','.join(str(n) for n in sorted(rule.nth, key=lambda n: n % 9))}]" * bool(rule.nth)
    shown = frozenset[int]() if rule.season == "PH" and rule.days == WEEK else rule.days
    days: list[str] = []
    for _, run in groupby(enumerate(sorted(shown)), lambda pair: pair[1] - pair[0]):
        names = [osm["days"][day] + rank for _, day in run]
        days += names if len(names) < 3 or rank else [f"{names[0]}-{names[-1]}"]
    holiday = rule.season in {"SH", "PH"}
    parts = (
        "" if rule.season in comments or holiday else rule.season,
        osm["weeks"].get(rule.weeks, ""), rule.season if holiday else "", ",".join(days), times,
        "off" if rule.off else f'unknown "{because}"' if because else "",
    )  # fmt: skip
    return " ".join(part for part in parts if part)
