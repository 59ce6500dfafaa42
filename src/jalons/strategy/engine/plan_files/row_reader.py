"""One row of a plan into an action: what each cell says, and what it does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from jalons.kernel import Where
from jalons.strategy.engine.plan_files.amounts import (
    WrittenAmount,
    amounts_by_year,
    is_full_time,
    is_range,
    measure_of,
)
from jalons.strategy.engine.plan_files.cells import (
    read_amount,
    read_commitments,
    read_list,
    read_span,
)
from jalons.strategy.engine.plan_files.plan import (
    PlanAction,
    PlanChoices,
    PlanFunding,
    PlanMoney,
    PlanProblem,
    PlanTask,
)
from jalons.strategy.engine.plan_files.tables import PlanTable
from jalons.strategy.engine.plan_files.vocabulary import (
    SKIPPED,
    choice,
    inferred_status,
    label,
    nature_in,
    plain,
    progress_of,
    says,
    year_of,
)
from jalons.tabular.persons import is_person

LIMITS = {
    "number": 20, "title": 300, "lead_name": 150, "lead_email": 254, "elected_referent": 150,
    "ready_action": 20,
}  # fmt: skip
LIST_ITEMS, ITEM = 60, 200
_NOTHING = frozenset({"", "-", "–", "—", "/", "?", "n a", "nc", "sans objet", "a definir",
                      "a preciser", "neant"})  # fmt: skip
_MOST_TASKS = 200
_COLOUR = re.compile(r"\s*\([a-z_ ]+\)\s*$")  # « Sobriété (green) »
_DONE = re.compile(r"\s*:\s*(non )?(?:réalisé|realise|fait)e?\s*$", re.IGNORECASE)


@dataclass(slots=True)
class RowReader:
    """The state of one row while its cells are read."""

    table: PlanTable
    choices: PlanChoices
    indicators: Mapping[str, str]
    where: Where
    problems: list[PlanProblem]
    unknown_statuses: dict[str, None]
    values: dict[str, object] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)  # axis, parent and plans as written
    people: list[tuple[str, str]] = field(default_factory=list)  # heading, person among services
    left_out: bool = False
    place: int = 0  # of the cell being read
    tasks: list[PlanTask] = field(default_factory=list)
    money: list[tuple[str, str, str]] = field(default_factory=list)  # field, heading, cell
    fundings: list[PlanFunding] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)

    def read(self, cells: tuple[str, ...]) -> PlanAction:
        """The action of a row."""
        told = zip(self.table.headings, self.table.fields, cells, range(len(cells)), strict=True)
        # A day read in its own column is never overwritten by one that covers both.
        for heading, name, cell, place in sorted(told, key=lambda each: each[1] == "period"):
            if cell and name != SKIPPED:
                self.place = place
                reader = _READERS.get(name)
                if reader is None:
                    self.kept.append((heading, cell))
                else:
                    reader(self, name, heading, cell)
        self._seat_people()
        self._order_days()
        budget = self._budget()
        self.values.setdefault("title", "")
        return PlanAction(
            key=str(self.values.pop("id", "")),
            where=self.where,
            values=self.values,
            axis=self.held.get("axis", ""),
            subaxes=tuple(filter(None, self.held.get("subaxis", "").split("\n"))),
            parent=self.held.get("parent", ""),
            plans=tuple(filter(None, self.held.get("plans", "").split("\n"))),
            tasks=tuple(self.tasks),
            budget=budget,
            fundings=tuple(self.fundings),
            kept=tuple(self.kept),
        )

    def doubt(self, code: str, heading: str, cell: str, **params: object) -> None:
        """Keep a problem of this row."""
        where = Where(self.where.file, self.where.sheet, self.where.row, heading)
        told = {"value": cell[:80], "column": heading, "row": self.where.row or 0}
        self.problems.append(PlanProblem(code, where, told | params))

    def keep(self, heading: str, cell: str) -> None:
        """Retain a cell as it is, for the confidential note."""
        self.kept.append((heading, cell))

    # Cells ------------------------------------------------------------------------------------

    def text(self, name: str, heading: str, cell: str) -> None:
        """A text; what is too long stays whole among the kept cells."""
        most = LIMITS.get(name)
        if name == "description" and name in self.values:
            self.values[name] = f"{self.values[name]}\n\n{heading} : {cell}"
            return
        if name in self.values:
            self.keep(heading, cell)
            return
        if name not in {"description", "confidential"}:
            cell = cell if self.table.own else " ".join(cell.split())
        if most and len(cell) > most:
            self.doubt("too_long", heading, cell, most=most)
            self.keep(heading, cell)
            cell = cell[: most - 1] + "…"
        self.values[name] = cell

    def reference(self, name: str, heading: str, cell: str) -> None:
        """An axis, a parent or linked plans, as written."""
        if name in self.held:
            self.keep(heading, cell)
        else:
            self.held[name] = cell if name == "plans" else " ".join(cell.split())

    def state(self, name: str, heading: str, cell: str) -> None:
        """A priority, a level of participation."""
        found = self.choice_of(name, cell)
        if found is None and plain(cell) not in _NOTHING:
            self.doubt("unknown_word", heading, cell)
            self.keep(heading, cell)
        if found:
            self.values.setdefault(name, found)

    def choice_of(self, kind: str, cell: str) -> str | None:
        """The key of a state, in the words of the tool first."""
        export = self.table.export
        return (export.choice(kind, cell) if export else None) or choice(kind, cell)

    def day(self, name: str, heading: str, cell: str) -> None:
        """A start, an end, or both; a day already read stays."""
        if plain(cell) in _NOTHING:
            return
        span = read_span(cell)
        if span is None:
            self.doubt("unknown_date", heading, cell)
            self.keep(heading, cell)
            return
        told: dict[str, date] = {}
        if name == "start" or (name == "period" and span.start != span.end):
            told["start"] = span.start
        if name in {"end", "period"} or span.start.year != span.end.year:
            told["end"] = span.end
        if name == "end" and span.start.year != span.end.year:
            told["start"] = span.start
        own = {"start": "start", "end": "end"}.get(name)
        if own and self.values.get(own, told[own]) != told[own]:
            self.doubt("second_day", heading, cell)
            self.keep(heading, cell)
        elif name == "period" and any(
            self.values.get(key, day) != day for key, day in told.items()
        ):
            self.keep(heading, cell)
        for key, day in told.items():
            self.values.setdefault(key, day)

    def lead(self, name: str, heading: str, cell: str) -> None:
        """Who leads: the first name; others are kept."""
        if self.table.own:
            self.text(name, heading, cell)
            return
        names = read_list(cell) or (cell,)
        self.text(name, heading, names[0])
        if len(names) > 1:
            self.doubt("several_leads", heading, cell, first=names[0])
            self.keep(heading, cell)

    def items(self, name: str, heading: str, cell: str) -> None:
        """Departments or partners; who looks like a person is neither."""
        found = read_list(cell, lines_only=self.table.own)
        if not self.table.own:
            people = [each for each in found if is_person(each)]
            self.people += [(heading, each) for each in people]
            found = tuple(each for each in found if each not in people)
        before: list[str] = list(self.values.get(name, []))  # type: ignore[call-overload]
        every = list(dict.fromkeys([*before, *found]))
        if len(every) > LIST_ITEMS or any(len(each) > ITEM for each in every):
            self.keep(heading, cell)
            self.doubt("too_long", heading, cell, most=ITEM)
        if every:
            self.values[name] = [each for each in every if len(each) <= ITEM][:LIST_ITEMS]

    def _seat_people(self) -> None:
        """Who was named among departments leads the action when nobody does; others are noted."""
        for heading, person in self.people:
            leads = heading in self._departments() and "lead_email" not in self.values
            if leads and "lead_name" not in self.values and len(person) <= LIMITS["lead_name"]:
                self.values["lead_name"] = person
                self.doubt("person_leads", heading, person)
            else:
                self.keep(heading, person)
                self.doubt("person_noted", heading, person)

    def _departments(self) -> set[str]:
        pairs = zip(self.table.headings, self.table.fields, strict=True)
        return {heading for heading, name in pairs if name == "departments"}

    def commitments(self, name: str, heading: str, cell: str) -> None:
        """Numbers of commitments."""
        found = read_commitments(cell)
        if found is None:
            self.doubt("unknown_word", heading, cell)
            self.keep(heading, cell)
        else:
            self.values[name] = list(found)

    def steps(self, _name: str, heading: str, cell: str) -> None:
        """Tasks, one per line; one already done has no day of it, and is noted."""
        for line in read_list(cell.replace(" ; ", "\n"), lines_only=True)[:_MOST_TASKS]:
            title, done = line.strip(" -•"), _DONE.search(line)
            if done:
                title = _DONE.sub("", title).strip()
            if done and not done[1]:
                self.doubt("task_done", heading, title)
                self.keep(heading, line)
            if len(title) > 300:
                self.keep(heading, line)
            elif title:
                self.tasks.append(PlanTask(title))

    def amount(self, name: str, heading: str, cell: str) -> None:
        """Money, read once the days of the action are known."""
        if plain(cell) not in _NOTHING:
            self.money.append((name, heading, cell))

    def funder(self, _name: str, heading: str, cell: str) -> None:
        """Who may pay, one funding per name."""
        for each in read_list(cell):
            if len(each) > 200 or plain(each) in _NOTHING:
                self.keep(heading, each)
            else:
                self.fundings.append(PlanFunding(each))

    # The whole row ------------------------------------------------------------------------------

    def _order_days(self) -> None:
        start, end = self.values.get("start"), self.values.get("end")
        if isinstance(start, date) and isinstance(end, date) and end < start:
            told = f"{start.isoformat()} → {end.isoformat()}"
            self.doubt("dates_reversed", "Fin", told)
            self.keep("Début → fin", told)
            del self.values["start"], self.values["end"]

    def _budget(self) -> tuple[PlanMoney, ...]:
        lines: dict[tuple[int, str, str], PlanMoney] = {}
        for name, heading, cell in self.money:
            by_year = amounts_by_year(cell)
            for told in by_year or (WrittenAmount(cell, year_of(heading), spent=name == "spent"),):
                self._money(lines, told, heading)
        return tuple(lines.values())

    def _money(
        self, lines: dict[tuple[int, str, str], PlanMoney], told: WrittenAmount, heading: str
    ) -> None:
        amount, year = read_amount(told.text), told.year or self._year()
        if amount is None or year is None:
            self.doubt(_unread(told.text, silent=amount is None), heading, told.text)
            self.keep(heading, told.line or told.text)
            return
        nature = nature_in(heading) or "unknown"
        key = (year, nature, measure_of(heading, told.text))
        before = lines.get(key, PlanMoney(*key))
        if (before.actual if told.spent else before.planned) is not None:
            self.keep(heading, told.line or told.text)
            return
        planned = before.planned if told.spent else amount
        lines[key] = PlanMoney(*key, planned, amount if told.spent else before.actual)
        if told.year is None:
            self.doubt("year_assumed", heading, told.text, year=year)
            self.keep(heading, told.text)
        if nature == "unknown":
            self.doubt("nature_unknown", heading, told.text)

    def _year(self) -> int | None:
        day = self.values.get("start") or self.values.get("end")
        return day.year if isinstance(day, date) else None


def _unread(text: str, *, silent: bool) -> str:
    """Why an amount is not counted."""
    if is_full_time(text):
        return "amount_full_time"
    if is_range(text):
        return "amount_range"
    return "unknown_amount" if silent else "amount_year"


def _reached(progress: float) -> str:
    """The status a progress lets one infer."""
    return "done" if progress == 1 else "under_way" if progress else "planned"


# Cells of lists, of boards and of progress --------------------------------------------------------


def _subaxis(row: RowReader, _name: str, _heading: str, cell: str) -> None:
    """An axis under the one of the row; several columns go deeper."""
    told = " ".join(cell.split())
    row.held["subaxis"] = "\n".join(filter(None, [row.held.get("subaxis", ""), told]))


def _labels(row: RowReader, _name: str, heading: str, cell: str) -> None:
    """Labels of a board: the first is the axis, without its colour; the others are retained."""
    names = [_COLOUR.sub("", each).strip() for each in cell.split(",")]
    names = [name for name in names if name]
    if names and "axis" not in row.held:
        row.held["axis"] = names[0]
    if len(names) > 1:
        row.doubt("several_labels", heading, cell, first=names[0])
        row.keep(heading, cell)


def _status(row: RowReader, _name: str, heading: str, cell: str) -> None:
    """A status in words; one only inferred, from a progress or a delay, says so."""
    if plain(cell) in _NOTHING or "status" in row.values:
        if plain(cell) not in _NOTHING:
            row.keep(heading, cell)
        return
    found = row.choices.statuses.get(cell) or row.choice_of("status", cell)
    if found and row.choice_of("status", cell):
        row.values["status"] = found
        return
    progress = progress_of(heading, cell, shares=row.place in row.table.shares)
    guess = _reached(progress) if progress is not None else inferred_status(cell)
    if progress is None:
        row.unknown_statuses.setdefault(cell)
    row.keep(heading, cell)
    if found:
        row.values["status"] = found
    elif guess:
        row.values["status"] = guess
        row.doubt("inferred_status", heading, cell, status=guess,
                   status_fr=label("status", guess))  # fmt: skip
    else:
        row.doubt("unknown_status", heading, cell)


def _complete(row: RowReader, _name: str, heading: str, cell: str) -> None:
    """Whether the action is done, by a box that was ticked."""
    if says("yes", cell):
        before = row.values.get("status")
        row.values["status"] = "done"
        if before not in {None, "done"}:
            row.doubt("done_by_box", heading, cell, before=label("status", str(before)))
    elif not says("no", cell):
        row.keep(heading, cell)


def _archived(row: RowReader, _name: str, _heading: str, cell: str) -> None:
    """Whether the row was put away in its tool."""
    row.left_out = row.left_out or says("yes", cell)


def _document(row: RowReader, name: str, heading: str, cell: str) -> None:
    """Documents: a name, then an address, one per line."""
    found = []
    for line in read_list(cell, lines_only=True):
        told, _space, link = line.rpartition(" ")
        if link.startswith(("https://", "http://")):
            found.append({"name": told.strip() or link, "link": link})
    if found:
        row.values[name] = found
    if len(found) < len(read_list(cell, lines_only=True)):
        row.keep(heading, cell)


def _indicator(row: RowReader, name: str, heading: str, cell: str) -> None:
    """Indicators of the catalogue by id or name; other words are kept."""
    found: list[str] = []
    unknown = False
    for each in read_list(cell, lines_only=row.table.own):
        told = each if each in row.indicators.values() else row.indicators.get(plain(each))
        if told:
            found.append(told)
        else:
            unknown = True
    if found:
        row.values[name] = list(dict.fromkeys(found))
    if unknown:
        row.keep(heading, cell)


type _Cell = Callable[[RowReader, str, str, str], None]
_READERS: Mapping[str, _Cell] = {
    **dict.fromkeys(
        ("id", "number", "title", "description", "lead_email", "elected_referent", "ready_action",
         "confidential"),
        RowReader.text,
    ),
    **dict.fromkeys(("axis", "parent", "plans"), RowReader.reference),
    **dict.fromkeys(("priority", "participation"), RowReader.state),
    "status": _status,
    "complete": _complete,
    "archived": _archived,
    "labels": _labels,
    "subaxis": _subaxis,
    **dict.fromkeys(("start", "end", "period"), RowReader.day),
    **dict.fromkeys(("departments", "partners"), RowReader.items),
    **dict.fromkeys(("budget", "spent"), RowReader.amount),
    "lead_name": RowReader.lead,
    "commitments": RowReader.commitments,
    "indicators": _indicator,
    "documents": _document,
    "tasks": RowReader.steps,
    "funder": RowReader.funder,
}  # fmt: skip
