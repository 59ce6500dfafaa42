"""Give each group of hours its days and its conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from jalons.inclusion.engine.hours.tokens import Token
from jalons.inclusion.engine.hours.values import Minutes, Rule

WEEK = frozenset(range(7))
NOON = 720


class _Days(NamedTuple):
    days: frozenset[int]
    nth: frozenset[int] = frozenset()
    maybe: int = 0
    half: int | None = None
    comma: bool = False


@dataclass
class _Said:
    """What a run of words says: ``+`` of the hours beside it, ``-`` an exception, ``0`` closed."""

    sign: str = "+"
    days: list[_Days] = field(default_factory=list)
    half: int | None = None
    season: str = ""
    weeks: str = ""
    appointment: bool | None = None
    done: bool = False
    tokens: list[Token] = field(default_factory=list)

    def rules(self, times: tuple[Minutes, ...] = (), *, off: bool = False) -> list[Rule]:
        """One rule for each group of days."""
        every = self.days or [_Days(WEEK if off else frozenset())]
        return [
            Rule(
                each.days, _in_half(times, half), each.nth, half if off or not times else None,
                self.season, self.weeks, bool(self.appointment), off, each.maybe,
            )
            for each in every
            for half in [self.half if each.half is None else each.half]
        ]  # fmt: skip


def _in_half(times: tuple[Minutes, ...], half: int | None) -> tuple[Minutes, ...]:
    chosen = tuple(each for each in times if half is None or (each[0] >= NOON) == bool(half))
    return chosen or times


def _said(run: Iterable[Token]) -> list[_Said]:
    every, comma = [_Said()], False
    for token in run:
        now = every[-1]
        if token.kind == "X":
            every.append(_Said("-"))
        elif token.kind == "C" and now.sign == "+" and now.tokens:
            now.sign, now.done = "0", True
        elif token.kind == "C":
            every.append(_Said("0"))
        elif token.kind in "DhSPRwp":
            if now.done and token.kind in "Dh":
                every.append(_Said())
            _add(every[-1], token, comma=comma)
        comma = token.kind in ",-" or (comma and token.kind not in "Dh")
    return [each for each in every if each.tokens or each.sign == "0"]


def _add(said: _Said, token: Token, *, comma: bool) -> None:
    said.tokens.append(token)
    if token.kind == "D":
        said.days.append(_Days(*token.value, None, comma))
    elif token.kind == "h" and said.days and not comma:
        said.days[-1] = said.days[-1]._replace(half=int(token.value))
    elif token.kind == "h":
        said.half = int(token.value)
    elif token.kind in "Sp":
        said.season = {"p": "PH", "*": ""}.get(token.kind if token.kind == "p" else token.value, str(token.value))
    elif token.kind == "P":
        said.weeks = str(token.value)
    elif token.kind in "Rw":
        said.appointment = token.kind == "R"


class Reader:
    """Reads blocks one after the other; ``rules``, ``closed`` and ``lost`` are the result."""

    def __init__(self, day: int | None, notes: list[str]) -> None:
        self.rules: list[Rule] = []
        self.closed: list[Rule] = []
        self.lost: list[Token] = []
        self.notes = notes
        self.scope, self.now = _Said(), _Said(days=[] if day is None else [_Days(frozenset({day}))])
        self.used, self.last, self.by_appointment = True, 0, False

    def block(self, tokens: list[Token], *, aside: bool) -> None:
        """Read a block; ``aside``: it was between brackets."""
        runs: list[list[Token]] = [[]]
        hours: list[Token] = []
        for token in tokens:
            if token.kind in "HE":
                hours.append(token)
                runs.append([])
            else:
                runs[-1].append(token)
        self.by_appointment |= any(token.kind == "R" for token in tokens)
        if not hours:
            self._alone(runs[0], aside=aside)
            return
        if not aside and any(each.days for each in _said(runs[0]) if each.sign == "+"):
            self.flush()
        scope = self._heading(runs[0])
        start = len(self.rules)
        named = any(each.days for each in _said(runs[0])) or (self.now.days and not self.used)
        if not named and any(each.days and each.sign == "+" for each in _said(runs[1])):
            self._hours_first(runs, hours)
        else:
            self._days_first(runs, hours, start)
        self.scope = scope

    def _heading(self, run: list[Token]) -> _Said:
        """Set the season or the weeks that the block starts with; the scope to restore after."""
        kinds = "".join(token.kind for token in run)
        if not re.match("[,-]*[SP]", kinds):
            return self.scope
        said = _said(run)[0]
        self.scope = _Said(season=said.season, weeks=said.weeks)
        return self.scope if re.match("[,-]*[SP]+:", kinds) else _Said()

    def _hours_first(self, runs: list[list[Token]], hours: list[Token]) -> None:
        for said in _said(runs[0]):
            self._hear(said, followed=True)
        for token, run in zip(hours, runs[1:], strict=True):
            every = _said(run)
            for said in every:
                if said.sign == "+":
                    self._select(said)
            if not any(said.days for said in every if said.sign == "+"):
                self.now = replace(self.now, days=[])
            self._emit(token)
            for said in every:
                if said.sign != "+":
                    self._hear(said, followed=False)

    def _days_first(self, runs: list[list[Token]], hours: list[Token], start: int) -> None:
        before = {token.kind for token in runs[0]}
        for place, (token, run) in enumerate(zip(hours, runs, strict=False)):
            for said in _said(self._peeled(run, before) if place else run):
                self._hear(said, followed=True, start=start)
            self._emit(token)
        for said in _said(self._peeled(runs[-1], before)):
            self._hear(said, followed=False, start=start)

    def _peeled(self, run: list[Token], before: set[str]) -> list[Token]:
        """What is left once the conditions right after hours were put on them."""
        kinds = "".join(token.kind for token in run)
        size = len((re.match("[RwSPh]*(?![RwSPh]*:)", kinds) or [""])[0])
        while size and {token.kind for token in run[:size]} & before:
            size -= 1
        for said in _said(run[:size]):
            if said.half is not None and said.half != int(self.rules[-1].times[-1][0] >= NOON if self.rules else 2):
                return run
            self._amend(self.last, said)
        return run[size:]

    def _alone(self, run: list[Token], *, aside: bool) -> None:
        heading = bool(run) and run[-1].kind == ":"
        dayless = self.rules[self.last :] and not any(rule.days for rule in self.rules[self.last :])
        for said in _said(run):
            if said.sign == "+" and not said.days and not heading and self.used and self.rules and said.half is None:
                self._amend(self.last if aside else 0, said)
            elif said.sign == "+" and said.days and dayless and self.used and said.half is None:
                rules = [replace(rule, times=old.times) for old in self.rules[self.last :] for rule in said.rules()]
                self.rules[self.last :] = rules
            elif said.sign == "+" and heading and not said.days:
                self.scope = said
                self.used = True
            else:
                if said.days and not aside and said.sign == "+":
                    self.flush()
                self._hear(said, followed=False, start=self.last if aside else 0)

    def _hear(self, said: _Said, *, followed: bool, start: int = 0) -> None:
        if followed and len(said.days) > 1 and said.sign == "0" and not said.done:
            self._hear(replace(said, days=said.days[:-1]), followed=False)
            said = _Said(days=said.days[-1:], tokens=said.tokens[-1:])
        if said.sign == "+":
            if followed or said.days or said.half is not None or not self.rules:
                self._select(said)
            else:
                self._amend(self.last, said)
        elif said.sign == "0":
            if not (said.days or said.season or said.weeks):
                said.days = self.now.days
                self.used = self.used or said.half is None
            self.closed += said.rules(off=True)
        else:
            self._except(said, start)
            if followed and (not self.now.days or self.used) and self.rules:
                self._select(said)

    def _except(self, said: _Said, start: int) -> None:
        """Take days away from the rules they are an exception to, or from those to come."""
        plain = said.days and not (said.season or said.weeks or any(each.nth for each in said.days))
        halves = said.half is not None or any(each.half is not None for each in said.days)
        away = frozenset[int]().union(*(each.days for each in said.days))
        if plain and not halves and self.now.days and not self.used:
            self.now.days = [each._replace(days=each.days - away) for each in self.now.days]
        elif plain and not halves and self.rules[start:] and all(rule.days for rule in self.rules[start:]):
            self.rules[start:] = [
                replace(rule, days=rule.days - away) for rule in self.rules[start:] if rule.days - away
            ]
        else:
            self.closed += said.rules(off=True)

    def _select(self, said: _Said) -> None:
        now = self.scope if self.used else self.now
        days = said.days if self.used and said.days else self.now.days + said.days
        if not said.days and (said.season or said.weeks) and self.used and days and self.rules:
            self.notes.append("days_carried")
        self.now = _Said(
            days=days,
            half=now.half if said.half is None else said.half,
            season=said.season or now.season,
            weeks=said.weeks or now.weeks,
            appointment=now.appointment if said.appointment is None else said.appointment,
            tokens=said.tokens if self.used else self.now.tokens + said.tokens,
        )
        self.used = False

    def _amend(self, start: int, said: _Said) -> None:
        for place, rule in enumerate(self.rules[start:], start):
            self.rules[place] = replace(
                rule,
                season=said.season or rule.season,
                weeks=said.weeks or rule.weeks,
                appointment=rule.appointment if said.appointment is None else said.appointment,
            )

    def _emit(self, token: Token) -> None:
        if self.used:
            self._select(_Said())
        if token.kind == "E":
            self._closing(token)
            return
        days = self.now.days
        if days and days[-1].half is None and any(each.half is not None for each in days):
            half = replace(self.now, days=[each for each in days if each.half is not None])
            self.rules += half.rules()
            self.now.days = [each for each in days if each.half is None]
        self.last = len(self.rules)
        self.rules += self.now.rules(token.value)
        self.used = True

    def _closing(self, token: Token) -> None:
        """One hour alone beside days that are open: they close then."""
        days = frozenset[int]().union(*(each.days for each in self.now.days))
        minute, out, changed = int(token.value), [], False
        for rule in self.rules:
            end = rule.times[-1] if rule.times else (0, 0)
            if not (rule.days & days and end[0] < minute):
                out.append(rule)
                continue
            changed = True
            out.append(replace(rule, days=rule.days - days))
            out.append(replace(rule, days=rule.days & days, times=(*rule.times[:-1], (end[0], minute))))
        if changed and days:
            self.rules = [rule for rule in out if rule.days]
            self.notes.append("closing_changed")
        else:
            self.lost.append(token._replace(kind="U"))
        self.used = True

    def flush(self) -> None:
        """Leave the days that got no hours: a half day counts as one of unknown hours."""
        if self.used:
            return
        for rule in self.now.rules():
            if rule.half is None:
                self.lost += self.now.tokens
            else:
                self.rules.append(rule)
                self.notes.append("half_day")
        self.used = True
