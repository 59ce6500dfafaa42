"""Count the hours a week of rules, and write them as OpenStreetMap does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from jalons.inclusion.engine.hours.phrases import MONTHS
from jalons.inclusion.engine.hours.tokens import table
from jalons.inclusion.engine.hours.values import DAY, Minutes, Piece, Rule, Span, WeekRead

DAYS = "Mo Tu We Th Fr Sa Su".split()
WEEK = frozenset(range(7))
NOON, LUNCH = 720, 840
YEAR = 365.2425  # days: the mean Gregorian year
_SHARES = {"even": 0.5, "odd": 0.5, "alternate": 0.5} | {
    name: times * 7 / YEAR for name, times in (("monthly", 12), ("twice_monthly", 24), ("quarterly", 4))
}


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and merged[-1].day == span.day and span.start <= merged[-1].end:
            merged[-1] = merged[-1]._replace(end=max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged


def _open(rules: Iterable[Rule], closed: Iterable[Rule]) -> list[Span]:
    """The merged spans of rules, without what is closed."""
    spans = []
    for rule in rules:
        for day in rule.days:
            for start, end in rule.times:
                spans.append(Span(day, start, min(end, DAY)))
                if end > DAY:
                    spans.append(Span((day + 1) % 7, 0, end - DAY))
    for rule in closed:
        spans = [cut for span in spans for cut in _cut(span, rule)]
    return _merged(spans)


def _cut(span: Span, rule: Rule) -> list[Span]:
    """A span without a closed day or half; one that is over lunch stops or starts at noon."""
    if span.day not in rule.days:
        return [span]
    if rule.half is None:
        return []
    if rule.half:
        return [span] if span.end <= LUNCH and span.start < NOON else [span._replace(end=NOON)] * (span.start < NOON)
    return [span] if span.start >= NOON else [span._replace(start=NOON)] * (span.end > LUNCH)


def _minutes(spans: Iterable[Span]) -> int:
    return sum(span.end - span.start for span in spans)


def _share(rule: Rule) -> float | None:
    """The share of the weeks of a year in which a rule holds.

    A month has each of its first four days of the week, and its last, once: 12 times in
    365.2425 / 7 = 52.1775 weeks; the fifth is what is left.
    """
    if rule.appointment:
        return None
    nth = 12 * 7 / YEAR
    ranks = sum(1 - 4 * nth if rank == 5 else nth for rank in rule.nth) if rule.nth else 1.0
    return ranks * _SHARES.get(rule.weeks, 1.0)


def _season_share(season: str) -> float | None:
    """The share of a year of a season in months or dates, None for those without dates."""
    ends = re.findall(r"([A-Z][a-z]{2}) ?(\d*)", season)
    if season in {"SH", "!SH", "PH"} or not ends:
        return None
    if "," in season:
        return sum(_season_share(month) or 0 for month in season.split(","))
    first, last = ends[0], ends[-1]
    try:
        start = date(2025, MONTHS.index(first[0]) + 1, int(first[1] or 1))
        until = re.search(r"-(\d+)$", season)
        stop = MONTHS.index(last[0]) + 1
        if until or last[1]:
            end = date(2025, stop, int(until[1] if until else last[1]))
        else:
            end = date(2025 + stop // 12, stop % 12 + 1, 1) - timedelta(days=1)
    except ValueError:
        return None
    return ((end - start).days % 365 + 1) / 365


def _totals(rules: list[Rule], closed: list[Rule]) -> tuple[float, float, float | None]:
    """Hours a week without what is conditional, with it, and on average."""
    always = [rule for rule in closed if rule.sure]
    sure = _open([rule for rule in rules if rule.sure], always)
    low = _minutes(_open([rule for rule in rules if rule.sure], closed))
    high, average = _minutes(_open(rules, always)), float(_minutes(sure))
    known = True
    for rule in rules:
        if rule.times and rule.days and not rule.sure:
            share, more = _share(rule), _open([*(r for r in rules if r.sure), rule], always)
            known &= share is not None
            average += (share or 0) * (_minutes(more) - _minutes(sure))
        length = sum(end - start for start, end in rule.times)
        if rule.maybe:
            high, average = high + length, average + length * rule.maybe
            low += length if rule.sure else 0
        if rule.times and not rule.days:
            low, high, known = low + (length if rule.sure else 0), high + 7 * length, False
        if rule.half is not None and not rule.times:
            high += int(table()["half_day"][("morning", "afternoon")[rule.half]] * 60) * (len(rule.days) or 7)
            known = False
    for rule in closed:
        if not rule.sure:
            lost = _minutes(sure) - _minutes(_open([r for r in rules if r.sure], [*always, rule]))
            average -= (_share(rule) or 0) * lost
    return low / 60, min(high, 168 * 60) / 60, max(average, 0) / 60 if known else None


def week(
    rules: list[Rule], closed: list[Rule], dropped: list[Piece], notes: list[str], *, doubt: bool, appointment: bool
) -> WeekRead:
    """The week that rules make; ``doubt``: a condition was not understood, so low is 0."""
    closed = closed + [Rule(WEEK, season="SH", off=True) for rule in rules[:] if rule.season == "!SH"][:1]
    rules = [replace(rule, season=rule.season.removeprefix("!SH")) for rule in rules]
    plain, base = [each for each in closed if not each.season], [each for each in rules if not each.season]
    seasons = {rule.season for rule in [*rules, *closed]} - {"", "PH"}
    spans = _open([rule for rule in base if rule.sure], plain)
    if not (rules or closed):
        return WeekRead((), None, None, "", tuple(dropped), _once(notes), appointment)
    weeks = {"": _totals(base, plain)}
    for season in seasons:
        own = [rule for rule in rules if rule.season == season] or base
        weeks[season] = _totals(own, plain + [rule for rule in closed if rule.season == season])
    shares = {season: _season_share(season) for season in seasons}
    if not base and (seasons >= {"summer", "winter"} or sum(each or 0 for each in shares.values()) > 0.99):
        del weeks[""]
    low, high = min(each[0] for each in weeks.values()), max(each[1] for each in weeks.values())
    overlap = _minutes(Span(day, *each) for rule in base for day in rule.days for each in rule.times if rule.sure)
    if overlap > _minutes(_open([rule for rule in base if rule.sure], [])):
        notes.append("overlap")
    if any(rule.times and not rule.days for rule in rules):
        notes.append("no_day")
    for code, flag in (
        ("conditional", any(each.season or each.nth or each.weeks for each in [*rules, *closed])),
        ("letter_open", any(rule.maybe for rule in rules)),
    ):
        notes += [code] * flag
    if high == 0:
        notes.append("closed")
    return WeekRead(
        tuple(spans), 0.0 if doubt else low, high, osm_of(rules, closed), tuple(dropped), _once(notes),
        appointment, None if doubt else _mean(weeks, shares), (*rules, *closed),
    )


def _once(notes: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(notes))


def _mean(weeks: dict[str, tuple[float, float, float | None]], shares: dict[str, float | None]) -> float | None:
    parts, left = [], 1.0
    for season, share in shares.items():
        if share is None or weeks[season][2] is None:
            return None
        parts.append(share * (weeks[season][2] or 0))
        left -= share
    if "" in weeks:
        if weeks[""][2] is None:
            return None
        parts.append(max(left, 0) * (weeks[""][2] or 0))
    return sum(parts)


def osm_of(rules: list[Rule], closed: list[Rule]) -> str:
    """Rules in the syntax of OpenStreetMap; what it cannot say is ``unknown`` with a comment."""
    parts: list[str] = []
    plain = [each for each in closed if not each.season and each.sure]
    base = frozenset[int]().union(*(rule.days for rule in rules if not rule.season))
    for season in dict.fromkeys(["", *(rule.season for rule in rules)]):
        own = [rule for rule in rules if rule.season == season and rule.times]
        sayable = season not in {"summer", "winter"}
        if season and sayable and base - frozenset[int]().union(*(rule.days for rule in own)) and season != "PH":
            parts.append(f"; {season} off")
        sure = [rule for rule in own if rule.sure and sayable]
        for days, times in _same_days(_open(sure, [*plain, *(each for each in closed if each.season == season)])):
            parts.append("; " + " ".join(filter(None, (season, _days(days), _times(times)))))
        bare = _open((replace(rule, days=frozenset({0})) for rule in sure if not rule.days), [])
        if bare:
            times = _times((span.start, span.end) for span in bare)
            parts.append("; " + " ".join(filter(None, (season, times))))
        for rule in own:
            if rule not in sure:
                parts.append(", " + _conditional(rule))
    for rule in closed:
        if rule not in plain and not (rule.half is not None) and rule.season not in {"summer", "winter"}:
            days = "" if rule.days == WEEK and not rule.nth else _days(rule.days, rule.nth)
            parts.append("; " + " ".join(filter(None, (rule.season, _WEEKS.get(rule.weeks, ""), days, "off"))))
        elif rule in plain and rule.half is None and (not parts or any(not each.days for each in rules)):
            parts.append("; " + ("off" if rule.days == WEEK else f"{_days(rule.days)} off"))
    return "".join(dict.fromkeys(parts))[2:]


_WEEKS = {"even": "week 02-52/2", "odd": "week 01-53/2"}


def _conditional(rule: Rule) -> str:
    comments = [name for name in (rule.season, rule.weeks, "appointment" * rule.appointment) if name in table()["comments"]]
    said = f'unknown "{", ".join(table()["comments"][name] for name in comments)}"' if comments else ""
    season = "" if rule.season in table()["comments"] else rule.season
    return " ".join(filter(None, (season, _WEEKS.get(rule.weeks, ""), _days(rule.days, rule.nth), _times(rule.times), said)))


def _same_days(spans: list[Span]) -> list[tuple[frozenset[int], tuple[Minutes, ...]]]:
    """Days that have the same hours, in the order of the first of them."""
    of_day = {day: tuple((s.start, s.end) for s in own) for day, own in groupby(spans, lambda span: span.day)}
    return [(frozenset(d for d, own in of_day.items() if own == times), times) for times in dict.fromkeys(of_day.values())]


def _days(days: Iterable[int], nth: Iterable[int] = ()) -> str:
    rank = "[" + ",".join(str(each) for each in sorted(nth, key=lambda n: n % 9)) + "]" if nth else ""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1 and not rank:
            runs[-1].append(day)
        else:
            runs.append([day])
    ranges = (f"{DAYS[run[0]]}-{DAYS[run[-1]]}" if len(run) > 2 else ",".join(DAYS[day] + rank for day in run) for run in runs)
    return ",".join(ranges)


def _times(times: Iterable[Minutes]) -> str:
    return ",".join(f"{a // 60:02d}:{a % 60:02d}-{b // 60:02d}:{b % 60:02d}" for a, b in times)
