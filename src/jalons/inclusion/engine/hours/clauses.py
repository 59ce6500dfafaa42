"""Give each group of hours its days and its conditions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from jalons.inclusion.engine.hours.phrases import joined
from jalons.inclusion.engine.hours.tokens import Token, tokens_of
from jalons.inclusion.engine.hours.values import NOON, WEEK, Minutes, Piece, Rule

_LEFT = "UWYNOMBX"


def _over(said: Rule, rule: Rule) -> Rule:
    """A rule under the conditions that were said of it."""
    if (said.half, said.season, said.weeks, said.appointment) == (None, "", "", None):
        return rule
    return replace(
        rule,
        half=rule.half if said.half is None else said.half,
        season=said.season or rule.season,
        weeks=said.weeks or rule.weeks,
        appointment=rule.appointment if said.appointment is None else said.appointment,
    )


def _groups(run: Sequence[Token]) -> list[Rule]:
    """The groups of days of a run of words, with the conditions of all; one without days if none."""
    if not run:
        return [Rule()]
    groups: list[Rule] = []
    common, comma = Rule(), False
    for token in run:
        if token.kind == "D":
            same = bool(groups) and groups[-1] == replace(token.value, days=groups[-1].days)
            days = (groups.pop().days if same else frozenset()) | token.value.days
            groups.append(replace(token.value, days=days))
        elif token.kind == "h" and groups and not comma:
            groups[-1] = replace(groups[-1], half=int(token.value))
        elif token.kind == "h":
            common = replace(common, half=int(token.value))
        elif token.kind in "Sp":
            season = "PH" if token.kind == "p" else str(token.value).removeprefix("*")
            common = replace(common, season=season)
        elif token.kind in "PWYO":
            common = replace(
                common, weeks=token.value if token.kind == "P" else common.weeks or "?"
            )
        elif token.kind in "Rw":
            common = replace(common, appointment=token.kind == "R")
        comma = token.kind in ",-" or (comma and token.kind not in "Dh")
    return [
        _over(each, replace(common, days=each.days, nth=each.nth, maybe=each.maybe))
        for each in groups or [Rule()]
    ]


class Reader:
    """Reads texts; ``rules``, ``closed``, ``dropped``, ``notes`` are the result."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.closed: list[Rule] = []
        self.dropped: list[Piece] = []
        self.notes: list[str] = []
        self.by_appointment = False

    def read(self, text: str, day: int | None = None) -> None:
        """Read a text, of one day if it names none."""
        text = unicodedata.normalize("NFC", text)
        self.lost: list[Token] = []
        self.bare: list[Token] = []
        self.scope, self.used, self.waiting = Rule(), True, list[Token]()
        self.now = [] if day is None else [Rule(frozenset({day}))]
        self.last = len(self.rules)
        raw = tokens_of(text, self.notes)
        self.by_appointment |= any(token.kind == "R" for token in raw)
        osm = re.search(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)\b", text) and not re.search(r"\dh", text)
        block: list[Token] = []
        aside = False
        for token in [*joined(raw, self.notes), Token(";", "", len(text), len(text))]:
            inner = token.value if token.kind in "ZQV" else [token]
            self.lost += [part for part in inner if part.kind in _LEFT]
            if token.kind in ";()":
                before = len(self.rules)
                if block:
                    self._block(block, aside=aside)
                if osm and token.kind == ";":
                    self._override(before)
                block, aside = [], token.kind == "("
            elif token.kind not in "UNBX":
                block.append(token)
        self._flush()
        if any(rule.days for rule in self.rules):
            self.rules = [rule for rule in self.rules if rule.days]
            self.lost += self.bare
        self.notes += ["condition_dropped"] * any(token.kind in "WYO" for token in self.lost)
        self._drop(text, raw)

    def _override(self, before: int) -> None:
        """In OpenStreetMap, the days of a later rule replace those of the ones before."""
        later = [rule.days for rule in self.rules[before:] if rule.sure and not rule.season]
        self._subtract(0, before, frozenset[int]().union(*later))

    def _subtract(self, start: int, end: int, days: frozenset[int]) -> None:
        cut = [(rule, rule.days - days) for rule in self.rules[start:end]]
        self.rules[start:end] = [replace(r, days=left) for r, left in cut if left or not r.days]

    def _drop(self, text: str, raw: list[Token]) -> None:
        """What was lost, verbatim; neighbours are one piece."""
        ends: list[tuple[int, int]] = []
        read = [token.start for token in raw if token.kind not in f"{_LEFT},-.:"]
        for token in sorted(self.lost, key=lambda token: token.start):
            if ends and not any(ends[-1][1] <= start < token.start for start in read):
                ends[-1] = (ends[-1][0], max(token.end, ends[-1][1]))
            else:
                ends.append((token.start, token.end))
        if not (ends or self.rules or self.closed) and text.strip(" -_/.,;:|\n"):
            ends = [(0, len(text))]
        self.dropped += [Piece(text[start:end], start) for start, end in ends]

    def _block(self, tokens: list[Token], *, aside: bool) -> None:
        """Read a block; ``aside``: it was between brackets."""
        runs: list[list[Token]] = [[]]
        hours = [token for token in tokens if token.kind in "HE"]
        for token in tokens:
            if token.kind in "HE":
                runs.append([])
            else:
                runs[-1].append(token)
        if not hours:
            self._alone(runs[0], aside=aside)
            return
        kinds = ["".join(token.kind for token in run) for run in runs]
        if not aside and "D" in kinds[0]:
            self._flush()
        scope = self.scope
        if re.match("[,-]*[SP]", kinds[0]):
            self.scope = replace(_groups(runs[0])[0], days=frozenset(), nth=frozenset())
            scope = self.scope if re.match("[,-]*[SP]+:", kinds[0]) else Rule()
        waits = bool(self.now and self.now[0].days and not self.used)
        after = not waits and not set("DV") & set(kinds[0]) and "D" in kinds[1]
        if after:
            runs = [runs[0] + runs[1], *runs[2:], []]
        start = len(self.rules)
        for place, (token, run) in enumerate(zip(hours, runs, strict=False)):
            if after and not any(part.kind == "D" for part in run):
                self.now = []
            self._say(
                run if after or not place else self._peeled(run, set(kinds[0])), start, before=True
            )
            self._emit(token)
        self._say(self._peeled(runs[-1], set(kinds[0])), start, before=False)
        self.scope = scope
        if re.fullmatch("[,-]*[SP]+:", kinds[-1]):
            self.scope = _groups(runs[-1])[0]

    def _peeled(self, run: list[Token], before: set[str]) -> list[Token]:
        """What is left once the conditions right after hours were put on them."""
        if not run:
            return run
        kinds = "".join(token.kind for token in run)
        if re.fullmatch("[,-]*[SP]+:", kinds):
            return []
        size = len((re.match("[RwSPWYOph]*(?!:)", kinds) or [""])[0])
        while size and set(kinds[:size]) & before:
            size -= 1
        said = _groups(run[:size])[0]
        if said.half is not None and not all(
            (start >= NOON) == bool(said.half)
            for rule in self.rules[self.last :]
            for start, _ in rule.times
        ):
            return run
        self._amend(self.last, said)
        return run[size:]

    def _alone(self, run: list[Token], *, aside: bool) -> None:
        """A block without hours: it speaks of those before, or of those to come."""
        kinds = "".join(token.kind for token in run)
        own, said = self.rules[self.last :], _groups(run)
        if re.fullmatch("[,-]*[SP]+:", kinds):
            self.scope = said[0]
        elif (
            self.used and own and "D" in kinds and "h" not in kinds and not any(r.days for r in own)
        ):
            self.bare = []
            self.rules[self.last :] = [
                replace(_over(g, g), times=rule.times) for rule in own for g in said
            ]
        else:
            if "D" in kinds and not aside:
                self._flush()
            self._say(run, self.last if aside else 0, before=False)

    def _say(self, run: list[Token], start: int, *, before: bool) -> None:
        """Conditions, exceptions and closed days; ``before``: hours follow."""
        for token in run:
            if token.kind == "Z":
                self.closed += [
                    replace(g, days=g.days or WEEK, off=True) for g in _groups(token.value)
                ]
            elif token.kind in "QV":
                self._except(_groups(token.value), start)
            elif token.kind == "C":
                self._bare(token)
        said = _groups(run)
        words = [token for token in run if token.kind in "DhSPRpwWYO"]
        instead = [token for token in run if token.kind == "V"]
        if instead and self.used and self.rules:
            self._select(_groups(instead[-1].value), [])
            self.notes.append("exception")
        elif words and (before or said[0].days or said[0].half is not None or not self.rules):
            self._select(said, words)
        elif words:
            self._amend(start if start < self.last else self.last, said[0])

    def _bare(self, token: Token) -> None:
        """« Fermé » alone: the days just named, or all when nothing else was read."""
        if self.rules and self.used:
            self.lost.append(token)
        else:
            self.closed += [replace(each, off=True) for each in self.now] or [Rule(WEEK, off=True)]
            self.used = True

    def _except(self, said: list[Rule], start: int) -> None:
        """Take days away from the rules they are an exception to, or from those to come."""
        away = frozenset[int]().union(*(rule.days for rule in said))
        plain = away and all(rule == Rule(rule.days) for rule in said)
        if plain and not self.used and self.now[0].days:
            self.now = [replace(rule, days=rule.days - away) for rule in self.now]
        elif plain and self.rules[start:] and all(rule.days for rule in self.rules[start:]):
            self._subtract(start, len(self.rules), away)
        else:
            self.closed += [replace(rule, days=rule.days or WEEK, off=True) for rule in said]

    def _select(self, said: list[Rule], words: list[Token]) -> None:
        """The groups of days of the hours to come."""
        named = bool(said[0].days)
        carriers = said if named else self.now or [Rule()]
        if said[0].season == "PH" and not named:
            carriers = [Rule(WEEK)]
        commons = [
            self.scope if self.used else self.now[-1] if named and self.now else each
            for each in carriers
        ]
        self.notes += ["days_carried"] * bool(
            self.used and not named and said[0].season and self.now and self.rules
        )
        groups = [
            _over(
                each if named else said[0],
                replace(common, days=each.days, nth=each.nth, maybe=each.maybe, times=()),
            )
            for each, common in zip(carriers, commons, strict=True)
        ]
        self.now = [*(self.now if named and not self.used and self.now[0].days else []), *groups]
        self.waiting = words if self.used else self.waiting + words
        self.used = False

    def _amend(self, start: int, said: Rule) -> None:
        self.rules[start:] = [
            replace(_over(said, rule), half=rule.half) for rule in self.rules[start:]
        ]

    def _emit(self, token: Token) -> None:
        if token.kind == "E":
            self._closing(token)
            return
        if self.used:
            self._select([Rule()], [])
        self.last = len(self.rules)
        self.bare += [] if self.now[0].days else [token]
        mixed = self.now[-1].half is None
        for rule in self.now:
            if mixed and rule.half is not None:
                self.rules.append(rule)
                self.notes.append("half_day")
                continue
            chosen = [each for each in token.value if rule.half in {None, int(each[0] >= NOON)}]
            self.rules.append(replace(rule, times=tuple(chosen or token.value), half=None))
        self.used = True

    def _closing(self, token: Token) -> None:
        """One hour alone beside days that are open: they close then."""
        days = frozenset[int]().union(*(rule.days for rule in self.now if not self.used))
        rules: list[Rule] = []
        for rule in self.rules:
            if rule.days & days and rule.times and rule.times[-1][0] < token.value:
                times: tuple[Minutes, ...] = (*rule.times[:-1], (rule.times[-1][0], token.value))
                rules.append(replace(rule, days=rule.days & days, times=times))
                rule = replace(rule, days=rule.days - days)
            rules += [rule] if rule.days else []
        if days and len(rules) > len(self.rules):
            self.rules = rules
            self.notes.append("closing_changed")
        else:
            self.lost += [token] if self.used else [*self.waiting, token]
        self.used = True

    def _flush(self) -> None:
        """Leave the days that got no hours: a half day counts as one of unknown hours."""
        for rule in [] if self.used else self.now:
            if rule.half is None:
                self.lost += self.waiting
            else:
                self.rules.append(rule)
                self.notes.append("half_day")
        self.used = True
