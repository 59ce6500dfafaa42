"""Read a text, a cell a day, or the packaged hours of a town hall."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from jalons.inclusion.engine.hours.clauses import Reader
from jalons.inclusion.engine.hours.phrases import joined
from jalons.inclusion.engine.hours.tokens import Token, tokens_of
from jalons.inclusion.engine.hours.values import DAY, Minutes, Piece, Rule, WeekRead
from jalons.inclusion.engine.hours.weeks import WEEK, week

_OSM = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)\b")
_DOUBT = frozenset("WYSOPM")


@lru_cache(4096)
def read(text: str) -> WeekRead:
    """The week of a text in French, or in the syntax of OpenStreetMap."""
    rules, closed, dropped, notes, doubt, appointment = _rules(text, None)
    return week(rules, closed, dropped, notes, doubt=doubt, appointment=appointment)


def of_days(texts: Mapping[int, str]) -> WeekRead:
    """The week of one text a day, 0 is Monday; an empty one is a day closed if another has hours."""
    rules: list[Rule] = []
    closed: list[Rule] = []
    dropped: list[Piece] = []
    notes: list[str] = []
    doubt = appointment = False
    for day, text in sorted(texts.items()):
        more = _rules(text, day)
        rules, closed, dropped = rules + more[0], closed + more[1], dropped + more[2]
        notes, doubt, appointment = notes + more[3], doubt or more[4], appointment or more[5]
    if rules and not all(texts.get(day, "").strip() for day in texts):
        notes.append("empty_days")
    return week(rules, closed, dropped, notes, doubt=doubt, appointment=appointment)


def of_town_hall(spec: str) -> WeekRead:
    """The week of ``0-3 08:30-11:45;4-4 13:45-17:00``, as ``store.areas.town_hall_hours`` has it."""
    rules, dropped, at = [], [], 0
    for part in spec.split(";"):
        match = re.fullmatch(r"([0-6])-([0-6]) (\d\d):(\d\d)-(\d\d):(\d\d)", part)
        first, last, *clock = map(int, match.groups()) if match else [7, 0, 0, 0, 0, 0]
        start, end = clock[0] * 60 + clock[1], clock[2] * 60 + clock[3]
        if first <= last and start < end <= DAY:
            rules.append(Rule(frozenset(range(first, last + 1)), ((start, end),)))
        elif part:
            dropped.append(Piece(part, at))
        at += len(part) + 1
    return week(rules, [], dropped, [], doubt=False, appointment=False)


def _rules(text: str, day: int | None) -> tuple[list[Rule], list[Rule], list[Piece], list[str], bool, bool]:
    text, notes = unicodedata.normalize("NFC", text), list[str]()
    raw = tokens_of(text, notes)
    tokens = joined(raw, notes)
    reader = Reader(day, notes)
    osm = _OSM.search(text) and not re.search(r"\dh", text)
    lost = [token for token in tokens if token.kind in "UWYNOMB"]
    block: list[Token] = []
    aside = False
    for token in [token for token in tokens if token.kind not in "UWYNOMB"] + [Token(";", "", len(text), len(text))]:
        if token.kind in ";.()":
            before = len(reader.rules)
            if block:
                reader.block(block, aside=aside)
            if osm and token.kind == ";":
                _override(reader, before)
            block, aside = [], token.kind == "("
        else:
            block.append(token)
    reader.flush()
    lost += reader.lost
    if any(token.kind in _DOUBT for token in lost):
        notes.append("condition_dropped")
    doubt = any(token.kind in _DOUBT for token in lost)
    return reader.rules, reader.closed, _pieces(text, lost, raw), notes, doubt, reader.by_appointment


def _override(reader: Reader, before: int) -> None:
    """In OpenStreetMap, the days of a later rule replace those of the ones before."""
    days = frozenset[int]().union(*(rule.days for rule in reader.rules[before:] if rule.sure and not rule.season))
    reader.rules[:before] = [
        replace(rule, days=rule.days - days) for rule in reader.rules[:before] if not rule.days or rule.days - days
    ]


def _pieces(text: str, lost: list[Token], raw: list[Token]) -> list[Piece]:
    """What was lost, verbatim; neighbours are one piece."""
    pieces: list[tuple[int, int]] = []
    read = sorted(token.start for token in raw if token.kind not in "UWYNOMB,-.:_")
    for token in sorted(lost, key=lambda token: token.start):
        if pieces and not any(pieces[-1][1] <= start < token.start for start in read):
            pieces[-1] = (pieces[-1][0], max(token.end, pieces[-1][1]))
        else:
            pieces.append((token.start, token.end))
    return [Piece(text[start:end], start) for start, end in pieces]
