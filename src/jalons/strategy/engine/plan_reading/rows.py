"""One row of a plan into an action: what each cell says, and what it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from jalons.kernel import Where
from jalons.strategy.engine.plan_reading.cells import (
    read_amount,
    read_commitments,
    read_list,
    read_span,
)
from jalons.strategy.engine.plan_reading.plan import (
    PlanAction,
    PlanChoices,
    PlanFunding,
    PlanMoney,
    PlanProblem,
    PlanTask,
)
from jalons.strategy.engine.plan_reading.tables import PlanTable
from jalons.strategy.engine.plan_reading.words import SKIPPED, choice, label, plain, year_of

LIMITS = {
    "number": 20, "title": 300, "lead_name": 150, "lead_email": 254, "elected_referent": 150,
    "ready_action": 20,
}  # fmt: skip
LIST_ITEMS, ITEM = 60, 200
_NOTHING = frozenset({"", "-", "–", "—", "/", "?", "n a", "nc", "sans objet", "a definir",
                      "a preciser", "neant"})  # fmt: skip
_MOST_TASKS = 200


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
    tasks: list[PlanTask] = field(default_factory=list)
    money: list[tuple[str, str, str]] = field(default_factory=list)  # field, heading, cell
    fundings: list[PlanFunding] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)

    def read(self, cells: tuple[str, ...]) -> PlanAction:
        """The action of a row."""
        for heading, name, cell in zip(self.table.headings, self.table.fields, cells, strict=True):
            if cell and name != SKIPPED:
                reader = _READERS.get(name)
                if reader is None:
                    self.kept.append((heading, cell))
                else:
                    reader(self, name, heading, cell)
        self._order_days()
        budget = self._budget()
        self.values.setdefault("title", "")
        return PlanAction(
            key=str(self.values.pop("id", "")),
            where=self.where,
            values=self.values,
            axis=self.held.get("axis", ""),
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
        """Keep a cell as it is, for the description."""
        self.kept.append((heading, cell))

    # Cells ------------------------------------------------------------------------------------

    def text(self, name: str, heading: str, cell: str) -> None:
        """A text; what is too long stays whole among the kept cells."""
        most = LIMITS.get(name)
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
        """A status, a priority, a level of participation."""
        found = choice(name, cell)
        if name == "status":
            found = self.choices.statuses.get(cell) or found
            if choice(name, cell) is None and plain(cell) not in _NOTHING:
                self.unknown_statuses.setdefault(cell)
                self.keep(heading, cell)
        elif found is None and plain(cell) not in _NOTHING:
            self.doubt("unknown_word", heading, cell)
            self.keep(heading, cell)
        if found:
            self.values.setdefault(name, found)
        elif name == "status" and plain(cell) not in _NOTHING:
            self.doubt("unknown_status", heading, cell)

    def day(self, name: str, heading: str, cell: str) -> None:
        """A start, an end, or both."""
        if plain(cell) in _NOTHING:
            return
        span = read_span(cell)
        if span is None:
            self.doubt("unknown_date", heading, cell)
            self.keep(heading, cell)
            return
        if name in {"start", "period"}:
            if name == "start" or span.start != span.end:
                self.values.setdefault("start", span.start)
            if name == "start" and span.start.year != span.end.year:
                self.values.setdefault("end", span.end)
        if name in {"end", "period"}:
            self.values["end"] = span.end
            if name == "end" and span.start.year != span.end.year:
                self.values.setdefault("start", span.start)

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
        """Departments or partners."""
        found = read_list(cell, lines_only=self.table.own)
        before: list[str] = list(self.values.get(name, []))  # type: ignore[call-overload]
        every = list(dict.fromkeys([*before, *found]))
        if len(every) > LIST_ITEMS or any(len(each) > ITEM for each in every):
            self.keep(heading, cell)
            self.doubt("too_long", heading, cell, most=ITEM)
        self.values[name] = [each for each in every if len(each) <= ITEM][:LIST_ITEMS]

    def commitments(self, name: str, heading: str, cell: str) -> None:
        """Numbers of commitments."""
        found = read_commitments(cell)
        if found is None:
            self.doubt("unknown_word", heading, cell)
            self.keep(heading, cell)
        else:
            self.values[name] = list(found)

    def indicator(self, name: str, heading: str, cell: str) -> None:
        """Indicators of the catalogue by id or name; other words are kept."""
        found: list[str] = []
        unknown = False
        for each in read_list(cell, lines_only=self.table.own):
            told = each if each in self.indicators.values() else self.indicators.get(plain(each))
            if told:
                found.append(told)
            else:
                unknown = True
        if found:
            self.values[name] = list(dict.fromkeys(found))
        if unknown:
            self.keep(heading, cell)

    def document(self, name: str, heading: str, cell: str) -> None:
        """Documents: a name, then an address, one per line."""
        found = []
        for line in read_list(cell, lines_only=True):
            told, _space, link = line.rpartition(" ")
            if link.startswith(("https://", "http://")):
                found.append({"name": told.strip() or link, "link": link})
        if found:
            self.values[name] = found
        if len(found) < len(read_list(cell, lines_only=True)):
            self.keep(heading, cell)

    def steps(self, _name: str, heading: str, cell: str) -> None:
        """Tasks, one per line."""
        for line in read_list(cell.replace(" ; ", "\n"), lines_only=True)[:_MOST_TASKS]:
            if len(line) > 300:
                self.keep(heading, line)
            else:
                self.tasks.append(PlanTask(line.strip(" -•")))

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
            amount = read_amount(cell)
            year = year_of(heading) or self._year()
            if amount is None or year is None:
                self.doubt("unknown_amount" if amount is None else "amount_year", heading, cell)
                self.keep(heading, cell)
                continue
            nature, measure = self._nature(heading), _measure(heading, cell)
            key = (year, nature, measure)
            before = lines.get(key, PlanMoney(year, nature, measure))
            if (before.planned if name == "budget" else before.actual) is not None:
                self.keep(heading, cell)
                continue
            planned = amount if name == "budget" else before.planned
            actual = amount if name == "spent" else before.actual
            lines[key] = PlanMoney(year, nature, measure, planned, actual)
            if year_of(heading) is None or not _told_nature(heading):
                self.doubt(
                    "amount_assumed", heading, cell, year=year, nature=nature,
                    nature_fr=label("nature", nature),
                )  # fmt: skip
                self.keep(heading, cell)
        return tuple(lines.values())

    def _year(self) -> int | None:
        day = self.values.get("start") or self.values.get("end")
        return day.year if isinstance(day, date) else None

    def _nature(self, heading: str) -> str:
        return _told_nature(heading) or "investment"


def _told_nature(heading: str) -> str:
    told = plain(heading)
    if "fonctionnement" in told or "running" in told:
        return "running"
    return "investment" if "invest" in told else ""


def _measure(heading: str, cell: str) -> str:
    told = f" {plain(heading)} {plain(cell)} "
    return "staff_days" if " jours " in told or told.endswith(" j ") else "euros"


type _Cell = Callable[[RowReader, str, str, str], None]
_READERS: Mapping[str, _Cell] = {
    **dict.fromkeys(
        ("id", "number", "title", "description", "lead_email", "elected_referent", "ready_action",
         "confidential"),
        RowReader.text,
    ),
    **dict.fromkeys(("axis", "parent", "plans"), RowReader.reference),
    **dict.fromkeys(("status", "priority", "participation"), RowReader.state),
    **dict.fromkeys(("start", "end", "period"), RowReader.day),
    **dict.fromkeys(("departments", "partners"), RowReader.items),
    **dict.fromkeys(("budget", "spent"), RowReader.amount),
    "lead_name": RowReader.lead,
    "commitments": RowReader.commitments,
    "indicators": RowReader.indicator,
    "documents": RowReader.document,
    "tasks": RowReader.steps,
    "funder": RowReader.funder,
}  # fmt: skip
