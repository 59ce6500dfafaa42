"""Actors as a spreadsheet tells them: one organisation per line, and what is doubtful in it.

Nothing is guessed and nothing is lost: a column nobody knows, or a cell that does not say what its
column holds, goes to the confidential note of its line, and is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from jalons.kernel import Messages
from jalons.kernel.tables import package_table
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.plan_reading.cells import read_commitments, read_list, read_span
from jalons.strategy.engine.plan_reading.sheets import PlanSheet
from jalons.strategy.engine.plan_reading.words import plain
from jalons.strategy.engine.roadmap import is_web
from jalons.tabular.persons import PersonLike, persons_in

ACTORS, INVITATIONS = "Acteurs", "Invitations"
INVITED = ("Organisation", "Date", "Invité à", "A répondu", "Est venu")
MOST = 500  # lines of a register
_HEADS = 10  # rows above which headings are looked for
LONGEST = {"name": 200, "signed": 200, "signed_link": 200, "consent_how": 200, "role": 2000,
           "brings": 2000}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadInvitation:
    """An invitation as a file tells it."""

    on: date
    to: str
    answered: str = "unknown"
    came: str = "unknown"


@dataclass(frozen=True, slots=True)
class ReadActor:
    """An organisation of a file: ``values`` by name of its field, ``actions`` the cell as it is.

    ``persons`` are words of its name that look like a person.
    """

    line: int
    values: Mapping[str, Any]
    actions: str = ""
    invitations: tuple[ReadInvitation, ...] = ()
    persons: tuple[PersonLike, ...] = ()

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.values["name"])


@dataclass(frozen=True, slots=True)
class ActorProblem:
    """What a person should look at: a code, the line, the heading, and the cell."""

    code: str
    line: int
    column: str = ""
    value: str = ""

    def message(self, lang: str | None = None) -> str:
        """What was found there, and what became of it."""
        return Messages.of("jalons.strategy").text(
            f"actors_{self.code}", lang, line=self.line, column=self.column, value=self.value
        )


@dataclass(slots=True)
class ReadRegister:
    """All that a file tells; ``noted`` are the headings that no field of ours holds."""

    actors: list[ReadActor] = field(default_factory=list)
    problems: list[ActorProblem] = field(default_factory=list)
    noted: tuple[str, ...] = ()


def column_names() -> dict[str, str]:
    """Our heading of each field."""
    return {name: words[0] for name, words in _words()["columns"].items()}


def label(kind: str, key: str) -> str:
    """Our French word for a key of ``kind``, ``state`` or ``answer``."""
    return str(_words()[kind][key][0])


def _words() -> Mapping[str, Any]:
    return package_table("jalons.strategy", "actor_words")


@cache
def _known(kind: str) -> Mapping[str, str]:
    return {plain(name): key for key, names in _words()[kind].items() for name in (key, *names)}


def same_name(name: str) -> str:
    """A name folded, under which two spellings are one organisation."""
    return plain(name)


def read_register(sheets: Sequence[PlanSheet]) -> ReadRegister:
    """The organisations of a file. ``StrategyError``: ``actors_no_name`` when no column names them,
    ``actors_too_many``.
    """
    for sheet in sheets:
        for place, row in enumerate(sheet.rows[:_HEADS]):
            fields = [_known("columns").get(plain(cell)) for cell in row]
            if "name" in fields and not _is_invitations(sheet):
                return _read(sheet, place, fields, _invitations(sheets))
    raise StrategyError("actors_no_name", names=", ".join(_words()["columns"]["name"][:4]))


def _is_invitations(sheet: PlanSheet) -> bool:
    return sheet.name == INVITATIONS and sheet.rows[0][: len(INVITED)] == INVITED


def _read(
    sheet: PlanSheet,
    place: int,
    fields: Sequence[str | None],
    invited: tuple[Mapping[str, tuple[ReadInvitation, ...]], list[ActorProblem]],
) -> ReadRegister:
    headings, rows = sheet.rows[place], sheet.rows[place + 1 :]
    if len(rows) > MOST:
        raise StrategyError("actors_too_many", count=len(rows), most=MOST)
    noted = tuple(h for h, name in zip(headings, fields, strict=True) if h and name is None)
    found = ReadRegister(problems=list(invited[1]), noted=noted)
    seen: dict[str, int] = {}
    for line, cells in enumerate(rows, start=place + 2):
        if not any(cells):
            continue
        row = _Row(line, found.problems)
        for heading, name, cell in zip(headings, fields, cells, strict=True):
            if cell:
                row.take(heading, name, cell)
        made = row.done(invited[0])
        if made is None:
            continue
        if (first := seen.setdefault(same_name(made.name), line)) != line:
            found.problems.append(ActorProblem("twice", line, str(first), made.name))
            continue
        found.actors.append(made)
    return found


def _invitations(
    sheets: Iterable[PlanSheet],
) -> tuple[dict[str, tuple[ReadInvitation, ...]], list[ActorProblem]]:
    """The invitations of our own sheet, by folded name of their organisation."""
    held: dict[str, list[ReadInvitation]] = {}
    problems: list[ActorProblem] = []
    for sheet in sheets:
        if not _is_invitations(sheet):
            continue
        for line, cells in enumerate(sheet.rows[1:], start=2):
            name, day, to, answered, came = cells[: len(INVITED)]
            if not any(cells):
                continue
            span = read_span(day)
            known = [_known("answer").get(plain(each or "unknown")) for each in (answered, came)]
            if not name or not span or not 0 < len(to) <= 200 or None in known:
                told = " · ".join(filter(None, cells))[:200]
                problems.append(ActorProblem("invitation", line, INVITATIONS, told))
                continue
            made = ReadInvitation(span.end, to, *map(str, known))
            held.setdefault(same_name(name), []).append(made)
    return {name: tuple(each) for name, each in held.items()}, problems


def actions_in(cell: str, known: Mapping[str, Sequence[str]]) -> tuple[set[str], list[str]]:
    """The actions a cell names, and its words that name none, or several.

    ``known`` gives the keys of each folded number, title, or number and title.

    >>> actions_in("1.2 ; Réparer", {"1 2": ["a"], "reparer": ["b", "c"]})
    ({'a'}, ['Réparer'])
    """
    keys: set[str] = set()
    lost: list[str] = []
    for line in filter(None, map(str.strip, cell.split("\n"))):
        for each in (line,) if plain(line) in known else read_list(line):
            found = known.get(plain(each), ())
            if len(found) == 1:
                keys.add(found[0])
            else:
                lost.append(each)
    return keys, lost


class _Row:
    """A line being read."""

    def __init__(self, line: int, problems: list[ActorProblem]) -> None:
        self.line, self.problems = line, problems
        self.values: dict[str, Any] = {}
        self.actions = ""
        self.notes: list[str] = []

    def take(self, heading: str, name: str | None, cell: str) -> None:
        """A cell to its field; what its field cannot hold to the note."""
        if not heading:
            self.doubt("cell", label("untitled", "column"), cell)
        elif name == "contact":
            own = plain(heading) == plain(column_names()["contact"])
            self.notes.append(cell if own else f"{heading} : {cell}")
        elif name is None or name in self.values:
            self.notes.append(f"{heading} : {cell}")
        elif name == "actions":
            self.actions = cell
        else:
            value = _value(name, cell)
            if value is None:
                self.doubt("cell", heading, cell)
            else:
                self.values[name] = value

    def doubt(self, code: str, heading: str, cell: str) -> None:
        """A cell not understood: reported, and retained in the note."""
        self.problems.append(ActorProblem(code, self.line, heading, cell[:120]))
        self.notes.append(f"{heading} : {cell}")

    def done(self, invited: Mapping[str, tuple[ReadInvitation, ...]]) -> ReadActor | None:
        """The organisation of the line; None, and a problem, when it names none, or several."""
        values = self.values
        if "name" not in values:
            told = " · ".join([*map(str, values.values()), *self.notes])[:120]
            self.problems.append(ActorProblem("nameless", self.line, value=told))
            return None
        if len(re.split(r"[;\n]", str(values["name"]))) > 1:
            self.problems.append(
                ActorProblem("several", self.line, value=str(values["name"])[:120])
            )
            return None
        names = column_names()
        if ("consent_on" in values) != ("consent_how" in values):  # a day and how, or nothing
            for name in ("consent_on", "consent_how"):
                if name in values:
                    self.doubt("consent", names[name], str(values.pop(name)))
        if self.notes:
            values["contact"] = "\n".join(self.notes)
        name = str(values["name"])
        persons = persons_in(name)
        return ReadActor(self.line, values, self.actions, invited.get(same_name(name), ()), persons)


def _value(name: str, cell: str) -> Any:
    """What a cell says for a field; None when it does not say it."""
    if name in {"kind", "state"}:
        return _known(name).get(plain(cell))
    if name in {"signed_on", "consent_on"}:
        span = read_span(cell)
        return span.end if span and span.start == span.end else None  # a day, not a year
    if name == "commitments":
        return list(read_commitments(cell) or ()) or None
    if name == "signed_link" and not is_web(cell):
        return None
    return cell if len(cell) <= LONGEST[name] else None
