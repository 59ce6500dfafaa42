"""A plan as read in a file, between spreadsheets and the roadmap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from jalons.kernel import Where
from jalons.strategy.engine.plan_files.tool_exports import PlanExport


@dataclass(frozen=True, slots=True)
class PlanTask:
    """A task of an action, as read in a file."""

    title: str
    due: date | None = None
    done_at: date | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class PlanMoney:
    """A line of budget, in euros or days of staff (``measure``)."""

    year: int
    nature: str
    measure: str = "euros"
    planned: Decimal | None = None
    actual: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PlanFunding:
    """Money requested from a funder, in euros."""

    funder: str
    state: str = "idea"
    asked: Decimal | None = None
    granted: Decimal | None = None
    scheme: str = ""
    eligible: Decimal | None = None
    deadline: date | None = None
    link: str = ""
    follower: str = ""


@dataclass(frozen=True, slots=True)
class PlanNote:
    """A dated note on an action: its moment by the clock of the place, and the role of its author.

    ``where`` is its line in the file.
    """

    text: str
    made_at: datetime
    role: str = ""
    where: Where = field(default=Where(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PlanAxis:
    """An axis by its key; ``parent`` is the key of another."""

    key: str
    name: str
    description: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class PlanLink:
    """Another plan the roadmap serves, by its key."""

    key: str
    kind: str
    name: str
    link: str = ""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class PlanAction:
    """An action of a file. ``values`` are the values of the file, by field of the action.

    ``key`` is unique in the plan; ``axis``, ``parent`` and ``plans`` are keys. ``retained`` are the
    cells that no field of ours can store, by heading; ``subaxes`` the axes under its axis, as read.
    """

    key: str
    where: Where
    values: Mapping[str, object]
    axis: str = ""
    parent: str = ""
    plans: tuple[str, ...] = ()
    tasks: tuple[PlanTask, ...] = ()
    budget: tuple[PlanMoney, ...] = ()
    fundings: tuple[PlanFunding, ...] = ()
    notes: tuple[PlanNote, ...] = ()
    retained: tuple[tuple[str, str], ...] = ()
    subaxes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.values["title"])


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """A point for a person to check: a code, its place, and the values of the case."""

    code: str
    where: Where
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """A column of the file: the field guessed or chosen, and a few of its cells."""

    heading: str
    field: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """The content of a file, its problems, and its columns."""

    actions: tuple[PlanAction, ...]
    axes: tuple[PlanAxis, ...] = ()
    plans: tuple[PlanLink, ...] = ()
    problems: tuple[PlanProblem, ...] = ()
    columns: tuple[PlanColumn, ...] = ()
    unknown_statuses: tuple[str, ...] = ()
    exports: tuple[PlanExport, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanProblems:
    """The problems of one kind: the first, how many, and the rows of each sheet."""

    first: PlanProblem
    count: int
    rows: Mapping[str, tuple[int, ...]]


def by_kind(problems: Iterable[PlanProblem]) -> tuple[PlanProblems, ...]:
    """One entry per kind of problem, in the order they were found: 77 cells give one message."""
    alike: dict[str, list[PlanProblem]] = {}
    for problem in problems:
        alike.setdefault(problem.code, []).append(problem)
    return tuple(PlanProblems(group[0], len(group), _rows(group)) for group in alike.values())


def _rows(problems: Iterable[PlanProblem]) -> dict[str, tuple[int, ...]]:
    found: dict[str, dict[int, None]] = {}
    for problem in problems:
        if problem.where.row:
            found.setdefault(problem.where.sheet, {})[problem.where.row] = None
    return {sheet: tuple(rows) for sheet, rows in found.items()}


@dataclass(frozen=True, slots=True)
class PlanChoices:
    """What a person decided: the field of each heading, the status each unknown word means."""

    columns: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
