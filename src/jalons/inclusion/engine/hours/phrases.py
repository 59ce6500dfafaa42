"""Join tokens into dates, days and hours."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from jalons.inclusion.engine.hours.tokens import Token, table
from jalons.inclusion.engine.hours.values import DAY, NOON, WEEK, Minutes, Rule

_NIGHT = 6 * 60
_SAID = "[DhSPp]"


def joined(tokens: list[Token], notes: list[str]) -> list[Token]:
    """Tokens joined: H pairs of hours, E one hour, S season, Z closed, Q except, V instead."""
    passes: list[tuple[str, Callable[[list[Token]], Token | list[Token]]]] = [
        ("MN-M?N|(?:[NO]-+)?[NO]?M(?:[-,]+[NO]?M)*Y?", _season),
        ("D(?:-D)+", _days),
        ("(?:O,*)+D(?:,+D)*|DB", _ranked),
        ("(?<![TNF])[NF]-[NF](?=U)", lambda run: _one("U", "", run)),
        ("[TNF](?:[-,]{0,3}[TNF])*", lambda run: _hours(run, notes)),
        (f"(?:{_SAID},*)*{_SAID}[:-]?C(?!,*{_SAID}(?!:?[HE]))", lambda run: _one("Z", run, run)),
        (f"C(?:[,:-]*[WY{_SAID[1:]}(?!h?:?[HE]))+", lambda run: _one("Z", run, run)),
        (f"X(?:[,:-]*[WY{_SAID[1:]})+(?=[,:-]*[HE])", lambda run: _one("V", run, run)),
        (f"X(?:[,:-]*[WY{_SAID[1:]})+", lambda run: _one("Q", run, run)),
    ]
    kinds = "".join(token.kind for token in tokens)
    for pattern, make in passes:
        out, done = list[Token](), 0
        for match in re.finditer(pattern, kinds):
            made = make(tokens[match.start() : match.end()])
            out += tokens[done : match.start()] + ([made] if isinstance(made, Token) else made)
            done = match.end()
        if done:
            tokens = out + tokens[done:]
            kinds = "".join(token.kind for token in tokens)
    return tokens


def _one(kind: str, value: object, run: list[Token]) -> Token:
    return Token(kind, value, run[0].start, run[-1].end)


def _season(run: list[Token]) -> Token:
    """Months or a range of dates as OpenStreetMap writes them; one date, or a year, is left."""
    kinds = "".join(token.kind for token in run if token.kind != ",")
    days = [f"{t.value // 60 if t.kind == 'N' else t.value:02d}" for t in run if t.kind in "NO"]
    months = [table()["osm"]["months"][int(token.value) - 1] for token in run if token.kind == "M"]
    if set(kinds) == {"M"} or kinds == "M-M":
        return _one("S", ("-" if "-" in kinds else ",").join(months), run)
    if kinds in {"MN-MN", "NM-NM", "OM-NM", "NM-OM", "OM-OM"}:
        return _one("S", f"{months[0]} {days[0]}-{months[1]} {days[1]}", run)
    if kinds in {"MN-N", "N-NM", "O-NM"}:
        return _one("S", f"{months[0]} {days[0]}-{days[1]}", run)
    return _one("Y", "", run)


def _days(run: list[Token]) -> Token:
    """Two days with a dash are a range, more are a list."""
    rules: list[Rule] = [token.value for token in run if token.kind == "D"]
    if any(rule.maybe for rule in rules):
        return _one("U", "", run)
    if len(rules) > 2 or any(len(rule.days) != 1 for rule in rules):
        return _one("D", Rule(frozenset().union(*(rule.days for rule in rules))), run)
    first, last = min(rules[0].days), min(rules[1].days)
    return _one("D", Rule(frozenset(d for d in WEEK if (d - first) % 7 <= (last - first) % 7)), run)


def _ranked(run: list[Token]) -> Token:
    nth = frozenset(token.value for token in run if token.kind == "O")
    nth = nth.union(*(token.value for token in run if token.kind == "B"))
    days = frozenset[int]().union(*(token.value.days for token in run if token.kind == "D"))
    return _one("D", Rule(days, nth=nth), run)


def _hours(run: list[Token], notes: list[str]) -> Token | list[Token]:
    """Hours two by two; only those with a dash between when their number is odd."""
    at = [place for place, token in enumerate(run) if token.kind in "TNF"]
    links = ["".join(t.kind for t in run[a + 1 : b]) for a, b in pairwise(at)]
    if len(at) == 1:
        return _one("E" if run[0].kind == "T" else "U", run[0].value, run)
    pairs: list[Minutes] = []
    left: list[Token] = []
    here = 0
    while here < len(at):
        ends, link = [run[place] for place in at[here : here + 2]], "".join(links[here : here + 1])
        if len(ends) < 2 or not _are_hours(ends, link, odd=len(at) % 2):
            left.append(ends[0]._replace(kind="U"))
            here += 1
            continue
        if "-" in "".join(links[here + 1 : here + 2]) and "-" not in link:
            notes.append("hours_in_order")
        pairs += _pair(ends[0].value, ends[1].value, notes)
        here += 2
    notes += ["hour_alone"] * bool(left and pairs)
    return [_one("H", tuple(pairs), run), *left] if pairs else _one("U", "", run)


def _are_hours(ends: list[Token], link: str, *, odd: int) -> bool:
    """Whether two numbers are hours: one is written so, or both may be and a dash is between."""
    plausible = all(_NIGHT <= int(token.value) <= 22 * 60 for token in ends)
    dash = "-" in link
    written = any(t.kind == "T" for t in ends) and all(t.value <= DAY for t in ends)
    return (dash or not odd) and (written or (dash and plausible))


def _pair(start: int, end: int, notes: list[str]) -> list[Minutes]:
    start, end = start % DAY, end or DAY
    if start < end:
        return [(start, end)]
    if start == end:
        notes.append("empty_hours")
        return []
    if end <= _NIGHT and start >= NOON:
        return [(start, end + DAY)]
    notes.append("hours_swapped")
    return [(end, start)]
