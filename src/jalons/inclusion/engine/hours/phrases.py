"""Join tokens into dates, days and hours."""

from __future__ import annotations

import re
from collections.abc import Callable

from jalons.inclusion.engine.hours.tokens import Token
from jalons.inclusion.engine.hours.values import DAY, Minutes

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_SEASON = re.compile("(?:[NO]-+)?[NO]?M(?:[-,]+[NO]?M)*Y?")
_DAYS = re.compile("D(?:-D)+")
_RANKED = re.compile("(?:O,*)+D(?:,+D)*|DB")
_HOURS = re.compile("[TNF](?:[-,]{0,3}[TNF])*")
_NIGHT = 6 * 60


def joined(tokens: list[Token], notes: list[str]) -> list[Token]:
    """Tokens of blocks: D days, H hours (pairs), E one hour alone, S season, U and W left."""
    for pattern, make in ((_SEASON, _season), (_DAYS, _days), (_RANKED, _ranked)):
        tokens = _rewritten(tokens, pattern, make)
    return _rewritten(tokens, _HOURS, lambda run: _hours(run, notes))


def _rewritten(
    tokens: list[Token], pattern: re.Pattern[str], make: Callable[[list[Token]], list[Token]]
) -> list[Token]:
    kinds = "".join(token.kind for token in tokens)
    out, done = [], 0
    for match in pattern.finditer(kinds):
        out += tokens[done : match.start()]
        out += make(tokens[match.start() : match.end()])
        done = match.end()
    return out + tokens[done:]


def _one(kind: str, value: object, run: list[Token]) -> list[Token]:
    return [Token(kind, value, run[0].start, run[-1].end)]


def _season(run: list[Token]) -> list[Token]:
    """Months or a range of dates as OpenStreetMap writes them; one date, or a year, is left."""
    kinds = "".join(token.kind for token in run if token.kind != ",")
    numbers = [_rank(token) for token in run if token.kind in "NO"]
    months = [MONTHS[int(token.value) - 1] for token in run if token.kind == "M"]
    if kinds in {"M", "M-M"}:
        return _one("S", "-".join(months), run)
    if set(kinds) == {"M"}:
        return _one("S", ",".join(months), run)
    if re.fullmatch("[NO]M-[NO]M", kinds):
        return _one("S", f"{months[0]} {numbers[0]:02d}-{months[1]} {numbers[1]:02d}", run)
    if re.fullmatch("[NO]-[NO]M", kinds):
        return _one("S", f"{months[0]} {numbers[0]:02d}-{numbers[1]:02d}", run)
    return _one("Y", "", run)


def _rank(token: Token) -> int:
    return int(token.value) // 60 if token.kind == "N" else int(token.value)


def _days(run: list[Token]) -> list[Token]:
    """Two days with a dash are a range, more are a list."""
    days = [token.value for token in run if token.kind == "D"]
    if any(maybe for _, _, maybe in days):
        return _one("U", "", run)
    if len(days) > 2 or any(len(each) != 1 for each, _, _ in days):
        return _one("D", (frozenset().union(*(each for each, _, _ in days)), frozenset(), 0), run)
    (first,), (last,) = days[0][0], days[1][0]
    between = frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
    return _one("D", (between, frozenset(), 0), run)


def _ranked(run: list[Token]) -> list[Token]:
    ranks = {int(token.value) for token in run if token.kind == "O"}
    nth = frozenset(ranks).union(*(token.value for token in run if token.kind == "B"))
    days = [token.value for token in run if token.kind == "D"]
    every = frozenset().union(*(each for each, _, _ in days))
    return _one("D", (every, nth, sum(maybe for _, _, maybe in days)), run)


def _hours(run: list[Token], notes: list[str]) -> list[Token]:
    """Hours two by two; by the dashes between them when their number is odd."""
    at = [place for place, token in enumerate(run) if token.kind in "TNF"]
    links = ["".join(t.kind for t in run[a + 1 : b]) for a, b in zip(at, at[1:], strict=False)]
    if len(at) == 1:
        return _one("E" if run[0].kind == "T" else "U", run[0].value, run)
    odd, pairs, left, here = len(at) % 2, [], [], 0
    while here < len(at):
        ends = [run[place] for place in at[here : here + 2]]
        link = links[here] if here < len(links) else "none"
        if len(ends) < 2 or (odd and "-" not in link) or not _are_hours(ends, link):
            left.append(ends[0])
            here += 1
            continue
        if "-" in "".join(links[here + 1 : here + 2]) and "-" not in link:
            notes.append("hours_in_order")
        pairs += _pair(int(ends[0].value), int(ends[1].value), notes)
        here += 2
    pieces = [token._replace(kind="U") for token in left]
    if left and pairs:
        notes.append("hour_alone")
    return (_one("H", tuple(pairs), run) if pairs else []) + pieces


def _are_hours(ends: list[Token], link: str) -> bool:
    """Whether two numbers are hours: one is written so, or both are and a dash is between."""
    kinds = {token.kind for token in ends}
    plausible = all(_NIGHT <= int(token.value) <= 22 * 60 for token in ends)
    return "T" in kinds or ("-" in link and plausible)


def _pair(start: int, end: int, notes: list[str]) -> list[Minutes]:
    if start == end:
        if start in {0, DAY}:
            return [(0, DAY)]
        notes.append("empty_hours")
        return []
    if end > start:
        return [(start, end)]
    if end <= _NIGHT and start >= DAY // 2:
        return [(start, end + DAY)]
    notes.append("hours_swapped")
    return [(end, start)]
