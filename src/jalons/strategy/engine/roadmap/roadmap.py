"""Lateness, progress, counts and budget of a roadmap, from what is known.

Nothing is invented: an action without a day is neither on time nor late, an unknown amount is
not zero, and progress is the tasks done among the tasks written down.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from urllib.parse import urlsplit

from jalons.strategy.engine.catalogue import StrategyError
from jalons.tabular.folding import searchable
from jalons.tabular.matching import has_words

PROPOSED, DONE, ABANDONED = "proposed", "done", "abandoned"
CLOSED = frozenset({DONE, ABANDONED})
_NOT_JUDGED = CLOSED | {PROPOSED}
STALE_AFTER = timedelta(days=180)


class Pace(StrEnum):
    """Where an action is against its days; a proposed action has no commitment yet."""

    LATE = "late"
    ON_TIME = "on_time"
    NO_DATE = "no_date"
    PROPOSED = "proposed"
    DONE = "done"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Step:
    """A task: the day it is due and the day it was done, None when unknown."""

    due: date | None
    done_at: date | None

    def overdue(self, today: date) -> bool:
        """Whether it should be done by now."""
        return self.done_at is None and self.due is not None and self.due < today


@dataclass(frozen=True, slots=True)
class Line:
    """An action as a list reads it; ``lead`` is a name, ``steps`` its tasks."""

    id: str
    title: str
    number: str = ""
    status: str = PROPOSED
    priority: str = "medium"
    axis: int | None = None
    parent: str | None = None
    commitments: tuple[int, ...] = ()
    start: date | None = None
    end: date | None = None
    lead: str = ""
    departments: tuple[str, ...] = ()
    words: str = ""
    changed: date | None = None
    steps: tuple[Step, ...] = ()

    def pace(self, today: date) -> Pace:
        """Late when its end is past or a task is overdue; judged only once accepted and open."""
        if self.status in _NOT_JUDGED:
            return Pace(self.status)
        if (self.end and self.end < today) or any(step.overdue(today) for step in self.steps):
            return Pace.LATE
        dated = self.end is not None or any(step.due for step in self.steps)
        return Pace.ON_TIME if dated else Pace.NO_DATE

    def stale(self, today: date) -> bool:
        """Whether an open action did not change for 180 days."""
        if self.status in CLOSED or self.changed is None:
            return False
        return today - self.changed > STALE_AFTER

    @property
    def progress(self) -> tuple[int, int]:
        """The tasks done, and the tasks written down."""
        return sum(step.done_at is not None for step in self.steps), len(self.steps)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many actions there are, by pace; ``stale`` ones are also counted in their pace."""

    total: int
    late: int
    on_time: int
    no_date: int
    proposed: int
    done: int
    abandoned: int
    stale: int

    @property
    def on_schedule(self) -> int:
        """The actions done or on time."""
        return self.on_time + self.done

    @property
    def expected(self) -> int:
        """The actions that are or will be done: all but the abandoned ones."""
        return self.total - self.abandoned

    @property
    def done_share(self) -> float | None:
        """The share (0 to 1) done among those expected; None without any."""
        return self.done / self.expected if self.expected else None

    @property
    def schedule_share(self) -> float | None:
        """The share (0 to 1) done or on time among the actions with a day; None without any.

        Actions abandoned, only proposed or without any day are left out.
        """
        judged = self.on_schedule + self.late
        return self.on_schedule / judged if judged else None


def count(lines: Iterable[Line], today: date) -> Counts:
    """The actions counted by pace."""
    every = list(lines)
    paces = [line.pace(today) for line in every]
    return Counts(
        total=len(every),
        late=paces.count(Pace.LATE),
        on_time=paces.count(Pace.ON_TIME),
        no_date=paces.count(Pace.NO_DATE),
        proposed=paces.count(Pace.PROPOSED),
        done=paces.count(Pace.DONE),
        abandoned=paces.count(Pace.ABANDONED),
        stale=sum(line.stale(today) for line in every),
    )


# Filters ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filter:
    """Which actions are wanted; an empty part filters nothing. ``axes``: one with those below."""

    text: str = ""
    axes: frozenset[int] = frozenset()
    commitment: int | None = None
    status: str = ""
    priority: str = ""
    lead: str = ""
    department: str = ""
    pace: str = ""
    stale: bool = False

    def keeps(self, line: Line, today: date) -> bool:
        """Whether a line is wanted: it matches every part that is not empty."""
        return (
            has_words(self.text, f"{line.number} {line.title} {line.words}")
            and (not self.axes or line.axis in self.axes)
            and (self.commitment is None or self.commitment in line.commitments)
            and self.status in {"", line.status}
            and self.priority in {"", line.priority}
            and has_words(self.lead, line.lead)
            and has_words(self.department, " ".join(line.departments))
            and self.pace in {"", line.pace(today)}
            and (not self.stale or line.stale(today))
        )


_RUNS = re.compile(r"\d+|\D+")
_STATUSES = ("under_way", "planned", PROPOSED, "paused", DONE, ABANDONED)
_PRIORITIES = ("high", "medium", "low")
_PACES = (Pace.LATE, Pace.ON_TIME, Pace.NO_DATE, Pace.PROPOSED, Pace.DONE, Pace.ABANDONED)
SORTS: dict[str, Callable[[Line, date], tuple[bool, Hashable]]] = {
    "number": lambda line, _today: (not line.number, _natural(line.number)),
    "title": lambda line, _today: (False, searchable(line.title)),
    "status": lambda line, _today: (False, _STATUSES.index(line.status)),
    "priority": lambda line, _today: (False, _PRIORITIES.index(line.priority)),
    "start": lambda line, _today: (line.start is None, line.start or date.max),
    "end": lambda line, _today: (line.end is None, line.end or date.max),
    "lead": lambda line, _today: (not line.lead, searchable(line.lead)),
    "pace": lambda line, today: (False, _PACES.index(line.pace(today))),
    "due": lambda line, today: (line.status in {DONE, ABANDONED}, _due(line, today)),
}


def _due(line: Line, today: date) -> tuple[bool, date]:
    """What is late before the rest, then by its end, what has none last."""
    return line.pace(today) is not Pace.LATE, line.end or date.max


def ordered(lines: Sequence[Line], by: str, today: date) -> list[Line]:
    """The lines sorted by a key of ``SORTS`` (``-`` before it: downwards), what is empty last.

    An unknown key sorts by number, then by title.
    """
    key, down = by.removeprefix("-"), by.startswith("-")
    rule = SORTS.get(key, SORTS["number"])
    found = sorted(lines, key=lambda line: (_natural(line.number), _natural(line.title)))
    found.sort(key=lambda line: rule(line, today)[1], reverse=down)  # type: ignore[arg-type, return-value]
    found.sort(key=lambda line: rule(line, today)[0])
    return found


_NUMBERED = re.compile(r"(?i)(?:(?:axe|axis|objectif|pilier|orientation|volet)\s*n?[°o]?\s*)?\d")


def axis_labels(axes: Iterable[tuple[str, str]]) -> list[str]:
    """The place and name of each axis; the name alone when it has a number already.

    Two axes never have one label: the second of one numbered name gets its place too.

    >>> axis_labels([("4", "Sobriété"), ("5", "Axe 1 : Achats"), ("6", "Axe 1 : Achats")])
    ['4 Sobriété', 'Axe 1 : Achats', '6 Axe 1 : Achats']
    """
    found: dict[str, None] = {}
    for place, name in axes:
        label = name if _NUMBERED.match(name) else f"{place} {name}"
        while label in found:
            label = f"{place} {label}"
        found[label] = None
    return list(found)


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """A number or a title as people sort them: 2 before 10, 1.2 before 1.10."""
    return tuple(
        (int(part), "") if part.isdecimal() else (-1, part)
        for part in _RUNS.findall(searchable(text))
    )


def is_web(link: str) -> bool:
    """Whether an address is one of the web, safe to lead a reader to.

    >>> is_web("https://example.org/plan.pdf"), is_web("javascript:alert(1)")
    (True, False)
    """
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


# Trees --------------------------------------------------------------------------------------------


def check_parent[K: Hashable](
    code: str, *, child: K, parent: K | None, parents: Mapping[K, K | None], title: str
) -> None:
    """Refuse a parent that is below its child: ``StrategyError`` of this ``code``."""
    seen = {child}
    while parent is not None:
        if parent in seen:
            raise StrategyError(code, title=title)
        seen.add(parent)
        parent = parents.get(parent)


def below[K: Hashable](root: K, parents: dict[K, K | None]) -> frozenset[K]:
    """A node and all that is under it."""
    found = {root}
    more = True
    while more:
        fresh = {child for child, parent in parents.items() if parent in found} - found
        found |= fresh
        more = bool(fresh)
    return frozenset(found)


def flattened[K: Hashable](parents: dict[K, K | None]) -> list[tuple[K, int]]:
    """The nodes of a tree in their order, each under its parent, with its depth from 0."""
    children: dict[K | None, list[K]] = {}
    for node, parent in parents.items():
        children.setdefault(parent if parent in parents else None, []).append(node)
    found: list[tuple[K, int]] = []

    def walk(node: K, depth: int) -> None:
        found.append((node, depth))
        for child in children.get(node, []):
            walk(child, depth + 1)

    for root in children.get(None, []):
        walk(root, 0)
    return found


# Budget -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Amount:
    """A line of budget: ``measure`` is euros or staff_days; None when unknown."""

    year: int
    nature: str
    measure: str
    planned: Decimal | None
    actual: Decimal | None
    axis: int | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of lines, in their measure; None without any known amount.

    ``silent`` counts the lines without spending.
    """

    planned: Decimal | None
    actual: Decimal | None
    lines: int
    silent: int


def add_up(amounts: Iterable[Amount]) -> Sum:
    """The sum of amounts of one measure."""
    lines = list(amounts)
    planned = [line.planned for line in lines if line.planned is not None]
    actual = [line.actual for line in lines if line.actual is not None]
    return Sum(
        sum(planned, Decimal()) if planned else None,
        sum(actual, Decimal()) if actual else None,
        len(lines),
        len(lines) - len(actual),
    )


def sums_by[K: Hashable](amounts: Iterable[Amount], key: Callable[[Amount], K]) -> dict[K, Sum]:
    """The sums of each group of amounts."""
    groups: dict[K, list[Amount]] = {}
    for amount in amounts:
        groups.setdefault(key(amount), []).append(amount)
    return {name: add_up(lines) for name, lines in groups.items()}
