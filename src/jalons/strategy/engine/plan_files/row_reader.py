"""From one row of a plan to an action; what a cell does not say is reported, never guessed."""

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
    references: dict[str, str] = field(default_factory=dict)  # axis, parent, plans as written
    people: list[tuple[str, str]] = field(default_factory=list)  # heading, person among services
    left_out: bool = False
    place: int = 0  # of the cell being read
    tasks: list[PlanTask] = field(default_factory=list)
    money: list[tuple[str, str, str]] = field(default_factory=list)  # field, heading, cell
    fundings: list[PlanFunding] = field(default_factory=list)
    retained: list[tuple[str, str]] = field(default_factory=list)

    def read(self, cells: tuple[str, ...]) -> PlanAction:
        """The action of a row."""
        row = zip(self.table.headings, self.table.fields, cells, range(len(cells)), strict=True)
        # A day read in its own column is never overwritten by a period.
        for heading, name, cell, place in sorted(row, key=lambda column: column[1] == "period"):
            if cell and name != SKIPPED:
                self.place = place
                reader = _READERS.get(name)
                if reader is None:
                    self.retained.append((heading, cell))
                else:
                    reader(self, name, heading, cell)
        self._place_people()
        self._order_days()
        budget = self._budget()
        self.values.setdefault("title", "")
        return PlanAction(
            key=str(self.values.pop("id", "")),
            where=self.where,
            values=self.values,
            axis=self.references.get("axis", ""),
            subaxes=tuple(filter(None, self.references.get("subaxis", "").split("\n"))),
            parent=self.references.get("parent", ""),
            plans=tuple(filter(None, self.references.get("plans", "").split("\n"))),
            tasks=tuple(self.tasks),
            budget=budget,
            fundings=tuple(self.fundings),
            retained=tuple(self.retained),
        )

    def report(self, code: str, heading: str, cell: str, **params: object) -> None:
        """Add a problem of this row."""
        where = Where(self.where.file, self.where.sheet, self.where.row, heading)
        place = {"value": cell[:80], "column": heading, "row": self.where.row or 0}
        self.problems.append(PlanProblem(code, where, place | params))

    def retain(self, heading: str, cell: str) -> None:
        """Retain a cell as it is, for the confidential note."""
        self.retained.append((heading, cell))

    # Cells ------------------------------------------------------------------------------------

    def text(self, name: str, heading: str, cell: str) -> None:
        """A text; a text that is too long is shortened and retained whole."""
        most = LIMITS.get(name)
        if name == "description" and name in self.values:
            self.values[name] = f"{self.values[name]}\n\n{heading} : {cell}"
            return
        if name in self.values:
            self.retain(heading, cell)
            return
        if name not in {"description", "confidential"}:
            cell = cell if self.table.own else " ".join(cell.split())
        if most and len(cell) > most:
            self.report("too_long", heading, cell, most=most)
            self.retain(heading, cell)
            cell = cell[: most - 1] + "…"
        self.values[name] = cell

    def reference(self, name: str, heading: str, cell: str) -> None:
        """An axis, a parent or linked plans, as written."""
        if name in self.references:
            self.retain(heading, cell)
        else:
            self.references[name] = cell if name == "plans" else " ".join(cell.split())

    def state(self, name: str, heading: str, cell: str) -> None:
        """A priority, a level of participation."""
        found = self.choice_of(name, cell)
        if found is None and plain(cell) not in _NOTHING:
            self.report("unknown_word", heading, cell)
            self.retain(heading, cell)
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
            self.report("unknown_date", heading, cell)
            self.retain(heading, cell)
            return
        days: dict[str, date] = {}
        if name == "start" or (name == "period" and span.start != span.end):
            days["start"] = span.start
        if name in {"end", "period"} or span.start.year != span.end.year:
            days["end"] = span.end
        if name == "end" and span.start.year != span.end.year:
            days["start"] = span.start
        own = {"start": "start", "end": "end"}.get(name)
        if own and self.values.get(own, days[own]) != days[own]:
            self.report("second_day", heading, cell)
            self.retain(heading, cell)
        elif name == "period" and any(
            self.values.get(key, day) != day for key, day in days.items()
        ):
            self.retain(heading, cell)
        for key, day in days.items():
            self.values.setdefault(key, day)

    def lead(self, name: str, heading: str, cell: str) -> None:
        """The lead: the first name; the others are retained."""
        if self.table.own:
            self.text(name, heading, cell)
            return
        names = read_list(cell) or (cell,)
        self.text(name, heading, names[0])
        if len(names) > 1:
            self.report("several_leads", heading, cell, first=names[0])
            self.retain(heading, cell)

    def items(self, name: str, heading: str, cell: str) -> None:
        """Departments or partners; a name that looks like a person is neither."""
        found = read_list(cell, lines_only=self.table.own)
        if not self.table.own:
            people = [each for each in found if is_person(each)]
            self.people += [(heading, each) for each in people]
            found = tuple(each for each in found if each not in people)
        before: list[str] = list(self.values.get(name, []))  # type: ignore[call-overload]
        every = list(dict.fromkeys([*before, *found]))
        if len(every) > LIST_ITEMS or any(len(each) > ITEM for each in every):
            self.retain(heading, cell)
            self.report("too_long", heading, cell, most=ITEM)
        if every:
            self.values[name] = [each for each in every if len(each) <= ITEM][:LIST_ITEMS]

    def _place_people(self) -> None:
        """A person named among departments leads the action without lead; others are retained."""
        for heading, person in self.people:
            leads = heading in self._departments() and "lead_email" not in self.values
            if leads and "lead_name" not in self.values and len(person) <= LIMITS["lead_name"]:
                self.values["lead_name"] = person
                self.report("person_leads", heading, person)
            else:
                self.retain(heading, person)
                self.report("person_noted", heading, person)

    def _departments(self) -> set[str]:
        pairs = zip(self.table.headings, self.table.fields, strict=True)
        return {heading for heading, name in pairs if name == "departments"}

    def commitments(self, name: str, heading: str, cell: str) -> None:
        """Numbers of commitments."""
        found = read_commitments(cell)
        if found is None:
            self.report("unknown_word", heading, cell)
            self.retain(heading, cell)
        else:
            self.values[name] = list(found)

    def steps(self, _name: str, heading: str, cell: str) -> None:
        """Tasks, one per line; a task already done without day is retained."""
        for line in read_list(cell.replace(" ; ", "\n"), lines_only=True)[:_MOST_TASKS]:
            title, done = line.strip(" -•"), _DONE.search(line)
            if done:
                title = _DONE.sub("", title).strip()
            if done and not done[1]:
                self.report("task_done", heading, title)
                self.retain(heading, line)
            if len(title) > 300:
                self.retain(heading, line)
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
                self.retain(heading, each)
            else:
                self.fundings.append(PlanFunding(each))

    # The whole row ------------------------------------------------------------------------------

    def _order_days(self) -> None:
        start, end = self.values.get("start"), self.values.get("end")
        if isinstance(start, date) and isinstance(end, date) and end < start:
            days = f"{start.isoformat()} → {end.isoformat()}"
            self.report("dates_reversed", "Fin", days)
            self.retain("Début → fin", days)
            del self.values["start"], self.values["end"]

    def _budget(self) -> tuple[PlanMoney, ...]:
        lines: dict[tuple[int, str, str], PlanMoney] = {}
        for name, heading, cell in self.money:
            by_year = amounts_by_year(cell)
            for written in by_year or (
                WrittenAmount(cell, year_of(heading), spent=name == "spent"),
            ):
                self._money(lines, written, heading)
        return tuple(lines.values())

    def _money(
        self, lines: dict[tuple[int, str, str], PlanMoney], written: WrittenAmount, heading: str
    ) -> None:
        amount, year = read_amount(written.text), written.year or self._year()
        if amount is None or year is None:
            self.report(_unread(written.text, silent=amount is None), heading, written.text)
            self.retain(heading, written.line or written.text)
            return
        nature = nature_in(heading) or "unknown"
        key = (year, nature, measure_of(heading, written.text))
        before = lines.get(key, PlanMoney(*key))
        if (before.actual if written.spent else before.planned) is not None:
            self.retain(heading, written.line or written.text)
            return
        planned = before.planned if written.spent else amount
        lines[key] = PlanMoney(*key, planned, amount if written.spent else before.actual)
        if written.year is None:
            self.report("year_assumed", heading, written.text, year=year)
            self.retain(heading, written.text)
        if nature == "unknown":
            self.report("nature_unknown", heading, written.text)

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
    name = " ".join(cell.split())
    row.references["subaxis"] = "\n".join(filter(None, [row.references.get("subaxis", ""), name]))


def _labels(row: RowReader, _name: str, heading: str, cell: str) -> None:
    """Labels of a board: the first is the axis, without its colour; the others are retained."""
    names = [_COLOUR.sub("", each).strip() for each in cell.split(",")]
    names = [name for name in names if name]
    if names and "axis" not in row.references:
        row.references["axis"] = names[0]
    if len(names) > 1:
        row.report("several_labels", heading, cell, first=names[0])
        row.retain(heading, cell)


def _status(row: RowReader, _name: str, heading: str, cell: str) -> None:
    """A status in words; a status inferred from a progress or a delay is reported."""
    if plain(cell) in _NOTHING or "status" in row.values:
        if plain(cell) not in _NOTHING:
            row.retain(heading, cell)
        return
    found = row.choices.statuses.get(cell) or row.choice_of("status", cell)
    if found and row.choice_of("status", cell):
        row.values["status"] = found
        return
    progress = progress_of(heading, cell, shares=row.place in row.table.shares)
    guess = _reached(progress) if progress is not None else inferred_status(cell)
    if progress is None:
        row.unknown_statuses.setdefault(cell)
    row.retain(heading, cell)
    if found:
        row.values["status"] = found
    elif guess:
        row.values["status"] = guess
        row.report("inferred_status", heading, cell, status=guess,
                   status_fr=label("status", guess))  # fmt: skip
    else:
        row.report("unknown_status", heading, cell)


def _complete(row: RowReader, _name: str, heading: str, cell: str) -> None:
    """Whether the action is done, by a box that was ticked."""
    if says("yes", cell):
        before = row.values.get("status")
        row.values["status"] = "done"
        if before not in {None, "done"}:
            row.report("done_by_box", heading, cell, before=label("status", str(before)))
    elif not says("no", cell):
        row.retain(heading, cell)


def _archived(row: RowReader, _name: str, _heading: str, cell: str) -> None:
    row.left_out = row.left_out or says("yes", cell)


def _document(row: RowReader, name: str, heading: str, cell: str) -> None:
    """Documents: a name, then an address, one per line."""
    found = []
    for line in read_list(cell, lines_only=True):
        title, _space, link = line.rpartition(" ")
        if link.startswith(("https://", "http://")):
            found.append({"name": title.strip() or link, "link": link})
    if found:
        row.values[name] = found
    if len(found) < len(read_list(cell, lines_only=True)):
        row.retain(heading, cell)


def _indicator(row: RowReader, name: str, heading: str, cell: str) -> None:
    """Indicators of the catalogue by id or name; other words are retained."""
    found: list[str] = []
    unknown = False
    for name_or_id in read_list(cell, lines_only=row.table.own):
        known = name_or_id in row.indicators.values()
        indicator = name_or_id if known else row.indicators.get(plain(name_or_id))
        if indicator:
            found.append(indicator)
        else:
            unknown = True
    if found:
        row.values[name] = list(dict.fromkeys(found))
    if unknown:
        row.retain(heading, cell)


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
