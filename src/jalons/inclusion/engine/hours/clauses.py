"""Give each group of hours its days and its conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from jalons.inclusion.engine.hours.phrases import joined
from jalons.inclusion.engine.hours.tokens import Token, tokens_of
from jalons.inclusion.engine.hours.values import NOON, WEEK, Piece, Rule
from jalons.tabular.folding import composed

LONGEST = 5_000  # characters of a text of hours
_LEFT = "UWYNOMBX"
_NONE = frozenset[int]()


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
    """The groups of days of a run, with the conditions of all; one without days if none."""
    if not run:
        return [Rule()]
    groups: list[Rule] = []
    shared, comma = Rule(), False
    for token in run:
        if token.kind == "D":
            same = bool(groups) and groups[-1] == replace(token.value, days=groups[-1].days)
            days = (groups.pop().days if same else frozenset()) | token.value.days
            groups.append(replace(token.value, days=days))
        elif token.kind == "h" and groups and not comma:
            groups[-1] = replace(groups[-1], half=int(token.value))
        elif token.kind == "h":
            shared = replace(shared, half=int(token.value))
        elif token.kind in "Sp":
            season = "PH" if token.kind == "p" else str(token.value).removeprefix("*")
            shared = replace(shared, season=season)
        elif token.kind in "PWYO":
            shared = replace(
                shared, weeks=token.value if token.kind == "P" else shared.weeks or "?"
            )
        elif token.kind in "Rw":
            shared = replace(shared, appointment=token.kind == "R")
        comma = token.kind in ",-" or (comma and token.kind not in "Dh")
    return [
        _over(rule, replace(shared, days=rule.days, nth=rule.nth, maybe=rule.maybe))
        for rule in groups or [Rule()]
    ]


def _swapped(tokens: list[Token], kinds: str, after: str) -> list[Token]:
    """The tokens with what is said right after hours put before them."""
    out, done = list[Token](), 0
    for match in re.finditer(f"[HE]({after})", kinds) if after[1] != "]" else ():
        hour, end = match.start(), match.end()
        out += [*tokens[done:hour], *tokens[hour + 1 : end], tokens[hour]]
        done = end
    return out + tokens[done:]


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
        if len(text) > LONGEST:  # a page pasted by mistake: nothing of it is read
            self.dropped.append(Piece(text[:LONGEST], 0))
            self.notes.append("too_long")
            return
        text = composed(text)
        self.lost: list[Token] = []
        self.bare: list[Token] = []
        self.scope, self.used, self.waiting = Rule(), True, list[Token]()
        self.coming = [] if day is None else [Rule(frozenset({day}))]
        self.last = len(self.rules)
        raw = tokens_of(text, self.notes)
        self.by_appointment |= any(token.kind == "R" for token in raw)
        english = re.search(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)\b", text)
        self.osm = bool(english and not re.search(r"\dh", text))
        tokens = [*joined(raw, self.notes), Token(";", "", len(text), len(text))]
        self.timed = any(token.kind == "H" for token in tokens)
        block: list[Token] = []
        aside = False
        for token in tokens:
            inner = token.value if token.kind in "ZQV" else [token]
            inner = inner if token.kind == "X" else [part for part in inner if part.kind != "X"]
            self.lost += [part for part in inner if part.kind in _LEFT]
            if token.kind in ";()":
                before = len(self.rules)
                if block:
                    self._block(block, aside=aside)
                if self.osm and token.kind == ";":
                    self._override(before)
                block, aside = [], token.kind == "("
            elif token.kind not in "UNBX":
                block.append(token)
        self._flush()
        self.rules = [
            replace(rule, days=rule.days or WEEK) if rule.season == "PH" else rule
            for rule in self.rules
        ]
        if any(rule.days and rule.season != "PH" for rule in self.rules):
            self.rules = [rule for rule in self.rules if rule.days]
            self.lost += self.bare
        self.notes += ["condition_dropped"] * any(token.kind in "WYO" for token in self.lost)
        self._drop(text, raw)

    def _override(self, before: int) -> None:
        """In OpenStreetMap, the days of a later rule replace those of the ones before."""
        later = [rule.days for rule in self.rules[before:] if rule.sure and not rule.season]
        self._subtract(0, before, _NONE.union(*later))

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
        kinds = "".join(token.kind for token in tokens)
        if not re.search("[HE]", kinds):
            self._alone(tokens, kinds, aside=aside)
            return
        lead = re.split("[HE]", kinds)[0]
        if not aside and "D" in lead:
            self._flush()
        scope, start = self.scope, len(self.rules)
        if re.match("[,-]*[SP]", lead) and not self.osm:
            self.scope = replace(_groups(tokens[: len(lead)])[0], days=_NONE, nth=_NONE)
            scope = self.scope if re.match("[,-]*[SP]+:", lead) else Rule()
        first = not self.osm and (self.used or not self.coming[0].days)
        first = first and bool(re.match("[^DVHE]*[HE][^HE]*D", kinds))
        later = "".join(kind for kind in "RwSPWYO" if self.osm or kind not in lead)
        run: list[Token] = []
        for token in _swapped(tokens, kinds, "[^HE]+" if first else f"[{later}]+(?![:HE])"):
            if token.kind not in "HE":
                run.append(token)
                continue
            if first and not any(part.kind == "D" for part in run):
                self.coming = []
            self._say(run, start, before=True)
            self._emit(token)
            run = []
        self.scope = scope
        if re.search("[HE][,-]*[SP]+:$", kinds):
            self.scope = _groups(run)[0]
        else:
            self._say(run, start, before=False)

    def _alone(self, run: list[Token], kinds: str, *, aside: bool) -> None:
        """A block without hours: it speaks of those before, or of those to come."""
        own, said = self.rules[self.last :], _groups(run)
        days = "D" in kinds and "h" not in kinds
        if re.fullmatch("[,-]*[SP]+:", kinds):
            self.scope = said[0]
        elif self.used and own and days and not any(rule.days for rule in own):
            self.bare = []
            self.rules[self.last :] = [replace(g, times=rule.times) for rule in own for g in said]
        else:
            if "D" in kinds and not aside:
                self._flush()
            self._say(run, self.last if aside else 0, before=False)

    def _say(self, run: list[Token], start: int, *, before: bool) -> None:
        """Conditions, exceptions and closed days; ``before``: hours follow."""
        for token in run:
            if token.kind == "Z":
                self._close(_groups(token.value))
            elif token.kind in "QV":
                self._except(_groups(token.value), start)
            elif token.kind == "C" and self.used and (self.rules or self.timed):
                self.lost.append(token)
            elif token.kind == "C":  # the days just named, or all when nothing else is
                self._close(self.coming or [Rule()])
                self.used = True
        said = _groups(run)
        words = [token for token in run if token.kind in "DhSPRpwWYO"]
        instead = [token for token in run if token.kind == "V"]
        if instead and self.used and self.rules:
            self._select(_groups(instead[-1].value), [])
            self.notes.append("exception")
        elif words and (before or said[0].days or said[0].half is not None or not self.rules):
            self._select(said, words)
        elif words:
            self.rules[start:] = [_over(said[0], rule) for rule in self.rules[start:]]

    def _close(self, said: list[Rule]) -> None:
        self.closed += [
            replace(rule, days=rule.days or WEEK, off=True, appointment=None) for rule in said
        ]

    def _except(self, said: list[Rule], start: int) -> None:
        """Take days away from the rules they are an exception to, or from those to come."""
        away = _NONE.union(*(rule.days for rule in said))
        plain = away and all(rule == Rule(rule.days) for rule in said)
        if plain and not self.used and any(rule.days - away for rule in self.coming):
            self.coming = [replace(r, days=r.days - away) for r in self.coming if r.days - away]
        elif plain and self.rules[start:] and all(rule.days for rule in self.rules[start:]):
            self._subtract(start, len(self.rules), away)
        else:
            self._close(said)

    def _select(self, said: list[Rule], words: list[Token]) -> None:
        """The groups of days of the hours to come."""
        named, groups = bool(said[0].days), list[Rule]()
        carried = [Rule(WEEK)] if said[0].season == "PH" else self.coming or [Rule()]
        if self.used and not named and said[0].season and self.coming and self.rules:
            self.notes.append("days_carried")
        for rule in said if named else carried:
            shared = self.scope if self.used else self.coming[-1] if named and self.coming else rule
            plain = Rule(rule.days, nth=rule.nth, maybe=rule.maybe)
            groups.append(_over(rule if named else said[0], _over(shared, plain)))
        if named and not self.used and self.coming[0].days:
            groups = self.coming + groups
        self.coming, self.waiting = groups, words if self.used else self.waiting + words
        self.used = False

    def _emit(self, token: Token) -> None:
        if token.kind == "E":
            self._closing(token)
            return
        if self.used:
            self._select([Rule()], [])
        self.last = len(self.rules)
        self.bare += [] if self.coming[0].days else [token]
        for rule in self.coming:
            chosen = [pair for pair in token.value if rule.half in {None, int(pair[0] >= NOON)}]
            if self.coming[-1].half is None and rule.half is not None:
                self.rules.append(rule)
                self.notes.append("half_day")
            else:
                self.rules.append(replace(rule, times=tuple(chosen or token.value), half=None))
        self.used = True

    def _closing(self, token: Token) -> None:
        """One hour alone beside days that are open: they close then."""
        days = _NONE.union(*(rule.days for rule in self.coming if not self.used))
        for place, rule in enumerate(self.rules):
            if rule.days & days and rule.times and rule.times[-1][0] < token.value:
                times = (*rule.times[:-1], (rule.times[-1][0], token.value))
                others = [replace(rule, days=rule.days - days)] * bool(rule.days - days)
                self.rules[place : place + 1] = [
                    *others, replace(rule, days=rule.days & days, times=times)
                ]  # fmt: skip
                self.notes.append("closing_changed")
                break
        else:
            self.lost += [token] if self.used else [*self.waiting, token]
        self.used = True

    def _flush(self) -> None:
        """Leave the days that got no hours: a half day counts as one of unknown hours."""
        for rule in [] if self.used else self.coming:
            if rule.half is None:
                self.lost += self.waiting
            elif not any(
                other.days & rule.days
                and any((a >= NOON) == bool(rule.half) for a, _ in other.times)
                for other in self.rules
            ):
                self.rules.append(rule)
                self.notes.append("half_day")
        self.used = True
