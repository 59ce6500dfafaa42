"""Where the table of a sheet starts, and the field of each column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jalons.strategy.engine.plan_files.plan import PlanChoices, PlanColumn
from jalons.strategy.engine.plan_files.sheets import PlanSheet
from jalons.strategy.engine.plan_files.tool_exports import PlanExport, export_of
from jalons.strategy.engine.plan_files.vocabulary import (
    RETAINED,
    YEAR,
    column_name,
    exact_field,
    field_of,
    inside_match,
    is_share,
    plain,
    words,
)
from jalons.tabular.headings import column_letters, groups_over

_HEADER_ROWS = 40
_SAMPLES = 3
ONCE = frozenset({"id", "number", "title", "status", "priority", "parent"})
DAYS = frozenset({"start", "end"})
# Columns whose cells add up; of the others, one found by words inside its heading gives way.
MANY = frozenset({"description", "departments", "partners", "indicators", "plans", "documents",
                  "confidential", "tasks", "budget", "spent", "funder", "subaxis"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A sheet cut at its headings; ``own`` when this product wrote it.

    ``top`` is the place of the first row of headings, from 0; ``first`` the number of the first
    row below them, from 1. ``shares``: the columns whose bare numbers are shares of 1.
    """

    sheet: PlanSheet
    headings: tuple[str, ...]
    fields: tuple[str, ...]
    top: int
    first: int
    own: bool
    export: PlanExport | None
    shares: frozenset[int]

    def rows(self) -> Iterable[tuple[int, tuple[str, ...]]]:
        """Each row below the headings with its number, blank ones left out."""
        for number, cells in enumerate(self.sheet.rows[self.first - 1 :], start=self.first):
            if any(cells):
                yield number, cells

    def is_heading(self, cells: tuple[str, ...]) -> bool:
        """Whether a row repeats the headings, as on another page."""
        return cells in self.sheet.rows[self.top : self.first - 1]


def is_own(headings: Iterable[str]) -> bool:
    """Whether these are headings of our own export."""
    every = set(headings)
    return column_name("id") in every and column_name("title") in every


def tables(sheets: Iterable[PlanSheet], choices: PlanChoices) -> list[PlanTable]:
    """The table of each sheet that has one; a sheet alone is read even without known headings."""
    every = list(sheets)
    found = [table for sheet in every if (table := _table(sheet, choices, alone=len(every) == 1))]
    return found or [_forced(every[0], choices)]


def _table(sheet: PlanSheet, choices: PlanChoices, *, alone: bool) -> PlanTable | None:
    best, score = -1, 0.0
    for index, row in enumerate(sheet.rows[:_HEADER_ROWS]):
        named = [field_of(cell) for cell in row if cell]
        known = {field for field in named if field}
        points = len(known) + ("title" in known) - 0.01 * index
        if export_of(row):
            points += len(row)
        if len(known) >= 2 and len(named) >= 2 and points > score and _short(row):
            best, score = index, points
    if best < 0:
        return _forced(sheet, choices) if alone else None
    return _cut(sheet, best, choices)


def _short(row: Iterable[str]) -> bool:
    """Whether cells read as headings: none is a sentence."""
    return all(len(cell) <= 120 for cell in row)


def _forced(sheet: PlanSheet, choices: PlanChoices) -> PlanTable:
    """The first row most like headings, for a person to choose the field of each column."""
    rows = sheet.rows[:_HEADER_ROWS]
    ranks = [(sum(field_of(cell) is not None for cell in row), sum(map(bool, row))) for row in rows]
    return _cut(sheet, ranks.index(max(ranks)), choices)


def _cut(sheet: PlanSheet, index: int, choices: PlanChoices) -> PlanTable:
    top, low = _heading_rows(sheet.rows, index)
    cells = [over if top == low else under or over
             for over, under in zip(sheet.rows[top], sheet.rows[low], strict=True)]  # fmt: skip
    groups = groups_over(sheet.rows[top], sheet.rows[low]) if top != low else [""] * len(cells)
    headings = _headings(cells, groups)
    export = export_of(cells)
    fields = _fields(headings, cells, groups, export, choices)
    if "title" not in fields and "title" not in choices.columns.values():
        _guess_title(sheet, low, fields)
    below = sheet.rows[low + 1 :]
    shares = frozenset(place for place, field in enumerate(fields)
                       if field == "status" and _are_shares(below, place))  # fmt: skip
    return PlanTable(
        sheet, tuple(headings), tuple(fields), top, low + 2, is_own(headings), export, shares
    )


# Headings on two rows -----------------------------------------------------------------------------


def _heading_rows(rows: Sequence[tuple[str, ...]], index: int) -> tuple[int, int]:
    """The first and last rows of the headings: « Calendrier » may stand over « Début », « Fin »."""
    if index and _stands_over(rows[index - 1], rows[index]):
        return index - 1, index
    if index + 1 < len(rows) and _completes(rows[index], rows[index + 1]):
        return index, index + 1
    return index, index


def _stands_over(over: tuple[str, ...], row: tuple[str, ...]) -> bool:
    """Whether a row contains titles over groups of columns rather than the title of the plan."""
    if not _short(over):
        return False
    wide = [place for place in range(len(over) - 1)
            if over[place] and not over[place + 1] and row[place + 1]]  # fmt: skip
    places = [place for place, cell in enumerate(over) if cell]
    named = [place for place in places if over[place] == row[place] or field_of(over[place])]
    return bool(wide) and len(places) >= 2 and (len(wide) >= 2 or len(named) >= 2)


def _completes(over: tuple[str, ...], row: tuple[str, ...]) -> bool:
    """Whether a row below the headings contains only the rest of them."""
    titles = [place for place, cell in enumerate(over) if field_of(cell) == "title"]
    under = [place for place, cell in enumerate(row) if cell and cell != over[place]]
    if not titles or len(under) < 2 or any(place in titles for place in under):
        return False
    return all(_is_under(row[place]) for place in under)


def _is_under(cell: str) -> bool:
    bare = plain(YEAR.sub(" ", cell))
    more = words()["under"]["words"]
    return len(cell) <= 60 and (not bare or exact_field(cell) is not None or bare in more)


def _headings(cells: Sequence[str], groups: Sequence[str]) -> list[str]:
    """The name of each column; the title over it is added when needed to distinguish columns."""
    plains = [" ".join(cell.split()) for cell in cells]
    found = []
    for place, (cell, group) in enumerate(zip(plains, groups, strict=True)):
        over = " ".join(group.split())
        alike = plains.count(cell) > 1 or field_of(cell) in {None, "budget", "spent"}
        name = f"{over} · {cell}" if over and over != cell and alike else cell
        found.append(name or f"Colonne {column_letters(place)}")
    return found


# The field of each column -------------------------------------------------------------------------


def _fields(
    headings: Sequence[str], cells: Sequence[str], groups: Sequence[str],
    export: PlanExport | None, choices: PlanChoices,
) -> list[str]:  # fmt: skip
    """The field of each column: a whole heading comes before words inside one, wherever it is."""
    fields = [choices.columns.get(heading, "") for heading in headings]

    def assign(place: int, guess: str | None) -> None:
        if guess and not fields[place]:
            fields[place] = RETAINED if guess in ONCE and guess in fields else guess

    every = range(len(cells))
    if export:
        for place in every:
            assign(place, export.field(cells[place], groups[place]))
    for place in every:
        assign(place, _exact(cells[place], groups[place]))
    _assign_by_inner_words(fields, cells, groups)
    return [field or RETAINED for field in fields]


def _assign_by_inner_words(fields: list[str], cells: Sequence[str], groups: Sequence[str]) -> None:
    """The other columns get the field of words inside their headings, the longest words first.

    A field that a whole heading names is not used again; of two days both are read, in order.
    """
    whole = set(fields)
    found = []
    for place, (cell, group) in enumerate(zip(cells, groups, strict=True)):
        match = inside_match(cell) or inside_match(f"{group} {cell}".strip())
        if match and not fields[place]:
            found.append((match[1], place, match[0]))
    for _length, place, guess in sorted(found, key=lambda each: (-each[0], each[1])):
        alone = guess not in MANY and (guess not in DAYS or guess in whole)
        fields[place] = RETAINED if alone and guess in fields else guess


def _exact(cell: str, group: str) -> str | None:
    """The field of a whole heading, its group read with it: « Budget » over « 2026 »."""
    if not cell:
        return None
    if not group:
        return exact_field(cell)
    over = field_of(group)
    if not plain(YEAR.sub(" ", cell)):  # a year alone under a title
        return over if over in MANY else RETAINED
    if over in {"budget", "spent"} and plain(cell) in words()["under"]["words"]:
        return "spent" if plain(cell) in {"realise", "reel"} else over
    return exact_field(cell) or exact_field(f"{group} {cell}")


def _are_shares(rows: Iterable[tuple[str, ...]], place: int) -> bool:
    """Whether the bare numbers of a column are shares of 1, as spreadsheets store percents."""
    numbers = [row[place] for row in rows if row[place].strip()[:1].isdigit()]
    bare = [
        cell for cell in numbers if cell.strip().replace(",", ".").replace(".", "", 1).isdigit()
    ]
    return bool(bare) and all(map(is_share, bare))


def _guess_title(sheet: PlanSheet, index: int, fields: list[str]) -> None:
    """Without a column of titles, the unknown one with the most different texts, or description."""
    wanted = [place for place, field in enumerate(fields) if field == RETAINED]
    wanted = wanted or [place for place, field in enumerate(fields) if field == "description"]
    below = sheet.rows[index + 1 :]
    counts = {place: len({row[place] for row in below if row[place]}) for place in wanted}
    if counts:
        fields[max(counts, key=lambda place: counts[place])] = "title"


def columns(plan_tables: Iterable[PlanTable]) -> tuple[PlanColumn, ...]:
    """The columns of all the tables, one per heading, with the first cells of each."""
    by_heading: dict[str, tuple[str, list[str]]] = {}
    for table in plan_tables:
        for place, (heading, field) in enumerate(zip(table.headings, table.fields, strict=True)):
            _field, samples = by_heading.setdefault(heading, (field, []))
            for _number, cells in table.rows():
                if len(samples) >= _SAMPLES:
                    break
                if cells[place] and cells[place] not in samples:
                    samples.append(cells[place])
    return tuple(
        PlanColumn(heading, field, tuple(samples))
        for heading, (field, samples) in by_heading.items()
        if samples or not heading.startswith("Colonne ")
    )
