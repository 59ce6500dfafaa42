"""The table of figures: what is stored by indicator and year, what a pasted one would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.page_language import editable_number, error_words, lang, period_words
from jalons.kernel import Period
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.indicators.grid import names_of, read_grid
from jalons.strategy.engine.indicators.sdmx import read_csv
from jalons.strategy.store import catalogue
from jalons.strategy.web.indicators import queries
from jalons.strategy.web.indicators.actions import Declaration, change_of
from jalons.strategy.web.indicators.models import DeclaredValue
from jalons.strategy.web.indicators.pages import value_words
from jalons.strategy.web.observations.figures import unit_words

SHOWN = 60  # changes listed one by one before they are only counted


@dataclass(frozen=True, slots=True)
class Step:
    """What a pasted value changes: ``before`` is empty for a new one."""

    name: str
    period: str
    before: str
    after: str
    locked: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be stored, what is the same already, what is refused and why.

    ``changes`` are the records and fields to write; a locked value is a step without a change.
    """

    changes: tuple[tuple[DeclaredValue, Mapping[str, Any]], ...]
    steps: tuple[Step, ...]
    same: int
    left: int
    refused: tuple[str, ...]

    @property
    def locked(self) -> int:
        """How many values stay as they are because they are locked."""
        return len(self.steps) - len(self.changes)


def preview(authority: Authority, text: str) -> Preview:
    """What a pasted table or an exported file would change, cell by cell.

    A source, a link or a comment it says nothing of stays. Raises ``StrategyError`` when nothing of
    it can be read.
    """
    declared, refused, left = _read(text)
    changes, steps = [], []
    stored = {(row.indicator, row.period): row for row in queries.values(authority)}
    for each in declared:
        row = stored.get((each.indicator, each.period))
        if row and row.value == each.value and each.source in {"", row.source}:
            continue
        locked = row is not None and row.state == DeclaredValue.State.LOCKED
        steps.append(_step(each, row, locked=locked))
        if not locked:
            changes.append(change_of(authority, _completed(each, row), row))
    same = len(declared) - len(steps)
    return Preview(tuple(changes), tuple(steps), same, left, tuple(refused))


def _completed(declared: Declaration, row: DeclaredValue | None) -> Declaration:
    """The pasted value, with the texts of the stored one where it has none."""
    if row is None:
        return declared
    source = declared.source or row.source
    return replace(declared, source=source, link=row.link, comment=row.comment)


def _step(declared: Declaration, row: DeclaredValue | None, *, locked: bool) -> Step:
    sheet = catalogue().get(declared.indicator)
    return Step(
        name=sheet.name.to(lang()),
        period=period_words(declared.period),
        before=value_words(row.value, sheet) if row else "",
        after=value_words(declared.value, sheet),
        locked=locked,
    )


def _read(text: str) -> tuple[list[Declaration], list[str], int]:
    """The values of a text, what was refused in words, and how many lines a room computed."""
    if "TIME_PERIOD" in text.lstrip("\ufeff").split("\n", 1)[0]:
        reading = read_csv(text, catalogue())
        declared = [
            Declaration(value.indicator, value.period, value.value, source=value.source)
            for value in reading.values
        ]
        refused = [_at(each.line, each.column, each.error) for each in reading.refused]
        return declared, refused, reading.left
    sheets = catalogue().indicators
    units = {name: unit_words(sheet) for name, sheet in sheets.items()}
    pasted = read_grid(text, names_of(sheets.values()), units=units)
    declared = [
        Declaration(cell.indicator, Period.year(cell.year), cell.value) for cell in pasted.cells
    ]
    return declared, [_at(each.line, each.column, each.error) for each in pasted.troubles], 0


def _at(line: int, column: int | str, error: StrategyError) -> str:
    return _("Line %(line)s, column %(column)s: %(trouble)s") % {
        "line": line,
        "column": column,
        "trouble": error_words(error),
    }


def years_shown(today_year: int, count: int = 5) -> list[int]:
    """The years of the table, the current one last."""
    return list(range(today_year - count + 1, today_year + 1))


def stored_table(
    authority: Authority, found: Sequence[queries.Followed], years: Sequence[int]
) -> Table:
    """The typed values by indicator and year, to be copied to a spreadsheet."""
    stored = {(row.indicator, row.period): row for row in queries.values(authority)}
    rows = []
    for each in found:
        cells = [stored.get((each.sheet.id, Period.year(year))) for year in years]
        rows.append(
            (
                each.sheet.name.to(lang()),
                unit_words(each.sheet),
                *(editable_number(cell.value) if cell else "" for cell in cells),
            )
        )
    return Table(
        _("Declared values"),
        (
            Column(_("Indicator")),
            Column(_("Unit")),
            *(Column(str(year), numeric=True) for year in years),
        ),
        tuple(rows),
    )
