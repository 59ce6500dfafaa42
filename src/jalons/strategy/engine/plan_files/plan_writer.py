"""A plan as a workbook or a CSV file; reading that file returns the same plan."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jalons.strategy.engine.plan_files.own_sheets import (
    ACTIONS,
    AXES,
    BUDGET,
    FUNDINGS,
    NOTES,
    PLANS,
    SHEETS,
    TASKS,
)
from jalons.strategy.engine.plan_files.plan import PlanAction, ReadPlan
from jalons.strategy.engine.plan_files.vocabulary import column_name, label, words
from jalons.tabular.files.writing import csv_file

if TYPE_CHECKING:
    import xlsxwriter

ALWAYS = ("id", "title")
SHEET_COLUMNS = frozenset({"tasks", "budget", "funder", "notes"})
_EXCEL_FIRST = date(1900, 3, 1)
_LONGEST = 32_767  # characters of a cell of Excel
_WIDE = frozenset({"Titre", "Description", "Note", "Rôle", "Apports", "Actions"})

type Value = str | int | date | datetime | Decimal | None


def plan_columns() -> tuple[str, ...]:
    """The columns that can be chosen; those of ``SHEET_COLUMNS`` are sheets apart."""
    return tuple(words()["columns"])


def _chosen(columns: Iterable[str] | None) -> list[str]:
    wanted = set(plan_columns() if columns is None else columns) | set(ALWAYS)
    return [name for name in plan_columns() if name in wanted]


def plan_workbook(plan: ReadPlan, columns: Iterable[str] | None = None) -> bytes:
    """The plan as XLSX: a sheet of actions, then axes, plans, tasks, budget, fundings and notes.

    ``columns`` selects some of ``plan_columns()``; the id and the title are always written.
    """
    import xlsxwriter  # only when a workbook is written

    chosen = _chosen(columns)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False,
                                        "strings_to_urls": False})  # fmt: skip
    fields = [name for name in chosen if name not in SHEET_COLUMNS]
    write_sheet(book, ACTIONS, [column_name(name) for name in fields],
           ([_value(action, name) for name in fields] for action in plan.actions))  # fmt: skip
    for name, sheet, rows in _SHEETS:
        if name in chosen:
            write_sheet(book, sheet, SHEETS[sheet], rows(plan))
    book.close()
    return stream.getvalue()


def plan_csv(plan: ReadPlan, columns: Iterable[str] | None = None) -> bytes:
    """The actions as CSV: UTF-8 with a mark, semicolons; no task, budget, funding nor note."""
    fields = [name for name in _chosen(columns) if name not in SHEET_COLUMNS]
    rows = ([_text(_value(action, name)) for name in fields] for action in plan.actions)
    return csv_file([[column_name(name) for name in fields], *rows])


def _text(value: Value) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _value(action: PlanAction, name: str) -> Value:
    value: Any = action.values.get(name)
    if name == "id":
        value = action.key
    elif name in {"axis", "parent", "plans"}:
        value = getattr(action, name)
    elif name in {"status", "priority", "participation"} and value:
        value = label(name, value)
    elif name == "commitments":
        value = ", ".join(map(str, value or []))
    elif name == "documents":
        value = [f"{each['name']} {each['link']}" for each in value or []]
    return "\n".join(value) if isinstance(value, list | tuple) else value


def write_sheet(
    book: xlsxwriter.Workbook, name: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]
) -> None:
    """A sheet with its headings, days as days and money as money."""
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss", "valign": "top"})
    money = book.add_format({"num_format": "#,##0.00", "valign": "top"})
    sheet.freeze_panes(1, 0)
    count = 0
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, head)
        sheet.set_column(place, place, 40 if heading in _WIDE else 18)
    for count, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(count, place, value, moment)
            elif isinstance(value, date) and value >= _EXCEL_FIRST:
                first = datetime(value.year, value.month, value.day)  # noqa: DTZ001 (a day)
                sheet.write_datetime(count, place, first, day)
            elif isinstance(value, Decimal):
                sheet.write_number(count, place, float(value), money)
            elif isinstance(value, int):
                sheet.write_number(count, place, value, text)
            elif value:
                sheet.write_string(count, place, _text(value)[:_LONGEST], text)
    sheet.autofilter(0, 0, count, len(headings) - 1)


def _axes(plan: ReadPlan) -> Iterable[Sequence[Value]]:
    return ([axis.key, axis.name, axis.parent, axis.description] for axis in plan.axes)


def _plans(plan: ReadPlan) -> Iterable[Sequence[Value]]:
    return ([each.key, label("plan", each.kind), each.name, each.link, each.start, each.end]
            for each in plan.plans)  # fmt: skip


def _tasks(plan: ReadPlan) -> Iterable[Sequence[Value]]:
    for action in plan.actions:
        for task in action.tasks:
            yield [action.key, task.title, task.due, task.done_at, task.who, action.title]


def _budget(plan: ReadPlan) -> Iterable[Sequence[Value]]:
    for action in plan.actions:
        for each in action.budget:
            nature, measure = label("nature", each.nature), label("measure", each.measure)
            yield [action.key, each.year, nature, measure, each.planned, each.actual, action.title]


def _fundings(plan: ReadPlan) -> Iterable[Sequence[Value]]:
    for action in plan.actions:
        for each in action.fundings:
            state = label("funding", each.state)
            yield [action.key, each.funder, each.scheme, state, each.deadline, each.eligible,
                   each.asked, each.granted, each.link, each.follower, action.title]  # fmt: skip


def _notes(plan: ReadPlan) -> Iterable[Sequence[Value]]:
    for action in plan.actions:
        for note in action.notes:
            role = label("role", note.role) if note.role else ""
            yield [action.key, note.made_at, role, note.text, action.title]


type _Rows = Callable[[ReadPlan], Iterable[Sequence[Value]]]
_SHEETS: tuple[tuple[str, str, _Rows], ...] = (
    ("axis", AXES, _axes),
    ("plans", PLANS, _plans),
    ("tasks", TASKS, _tasks),
    ("budget", BUDGET, _budget),
    ("funder", FUNDINGS, _fundings),
    ("notes", NOTES, _notes),
)
