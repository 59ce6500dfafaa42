"""Where the table of a sheet starts, and what its columns hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jalons.strategy.engine.plan_reading.plan import PlanChoices, PlanColumn
from jalons.strategy.engine.plan_reading.sheets import PlanSheet
from jalons.strategy.engine.plan_reading.words import KEPT, column_name, field_of

_HEADER_ROWS = 40
_SAMPLES = 3
ONCE = frozenset({"id", "number", "title", "status", "priority", "parent"})


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A sheet cut at its headings; ``own`` when this product wrote it.

    ``first`` is the number of the first row below the headings, from 1.
    """

    sheet: PlanSheet
    headings: tuple[str, ...]
    fields: tuple[str, ...]
    first: int
    own: bool

    def rows(self) -> Iterable[tuple[int, tuple[str, ...]]]:
        """Each row below the headings with its number, blank ones left out."""
        for number, cells in enumerate(self.sheet.rows[self.first - 1 :], start=self.first):
            if any(cells):
                yield number, cells


def is_own(headings: Iterable[str]) -> bool:
    """Whether these are headings of our own export."""
    held = set(headings)
    return column_name("id") in held and column_name("title") in held


def tables(sheets: Iterable[PlanSheet], choices: PlanChoices) -> list[PlanTable]:
    """The table of each sheet that holds one; a sheet alone is read even without known headings."""
    held = list(sheets)
    found = [table for sheet in held if (table := _table(sheet, choices, alone=len(held) == 1))]
    return found or [_forced(held[0], choices)]


def _table(sheet: PlanSheet, choices: PlanChoices, *, alone: bool) -> PlanTable | None:
    best, score = -1, 0.0
    for index, row in enumerate(sheet.rows[:_HEADER_ROWS]):
        told = [field_of(cell) for cell in row if cell]
        known = {field for field in told if field}
        points = len(known) + ("title" in known) - 0.01 * index
        if len(known) >= 2 and len(told) >= 2 and points > score and _short(row):
            best, score = index, points
    if best < 0:
        return _forced(sheet, choices) if alone else None
    return _cut(sheet, best, choices)


def _short(row: Iterable[str]) -> bool:
    """Whether cells read as headings: none is a sentence."""
    return all(len(cell) <= 120 for cell in row)


def _forced(sheet: PlanSheet, choices: PlanChoices) -> PlanTable:
    """The first row most like headings, for a person to say what its columns hold."""
    rows = sheet.rows[:_HEADER_ROWS]
    ranks = [(sum(field_of(cell) is not None for cell in row), sum(map(bool, row))) for row in rows]
    return _cut(sheet, ranks.index(max(ranks)), choices)


def _cut(sheet: PlanSheet, index: int, choices: PlanChoices) -> PlanTable:
    row = sheet.rows[index]
    headings = tuple(
        " ".join(cell.split()) or f"Colonne {_letters(place)}" for place, cell in enumerate(row)
    )
    own = is_own(headings)
    fields: list[str] = []
    for heading, cell in zip(headings, row, strict=True):
        guess = choices.columns.get(heading) or (field_of(cell) if cell else None) or KEPT
        taken = guess in ONCE and guess in fields
        fields.append(KEPT if taken else guess)
    if "title" not in fields and "title" not in choices.columns.values():
        _guess_title(sheet, index, fields)
    return PlanTable(sheet, headings, tuple(fields), index + 2, own)


def _guess_title(sheet: PlanSheet, index: int, fields: list[str]) -> None:
    """Without a column of titles, the unknown one with the most different texts, or description."""
    wanted = [place for place, field in enumerate(fields) if field == KEPT]
    wanted = wanted or [place for place, field in enumerate(fields) if field == "description"]
    below = sheet.rows[index + 1 :]
    counts = {place: len({row[place] for row in below if row[place]}) for place in wanted}
    if counts:
        fields[max(counts, key=lambda place: counts[place])] = "title"


def _letters(place: int) -> str:
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text


def columns(found: Iterable[PlanTable]) -> tuple[PlanColumn, ...]:
    """The columns of all the tables, one per heading, with the first cells of each."""
    held: dict[str, tuple[str, list[str]]] = {}
    for table in found:
        for place, (heading, field) in enumerate(zip(table.headings, table.fields, strict=True)):
            _field, samples = held.setdefault(heading, (field, []))
            for _number, cells in table.rows():
                if len(samples) >= _SAMPLES:
                    break
                if cells[place] and cells[place] not in samples:
                    samples.append(cells[place])
    return tuple(
        PlanColumn(heading, field, tuple(samples))
        for heading, (field, samples) in held.items()
        if samples or not heading.startswith("Colonne ")
    )
