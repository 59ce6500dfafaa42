"""The table of figures: what is kept by indicator and year, and what a pasted one would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.page_language import editable_number, error_words, lang, period_words
from jalons.kernel import Period
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.grid import names_of, read_grid
from jalons.strategy.engine.sdmx import read_csv
from jalons.strategy.store import catalogue
from jalons.strategy.web.figures import unit_words
from jalons.strategy.web.indicators import queries
from jalons.strategy.web.indicators.actions import Declaration
from jalons.strategy.web.indicators.models import DeclaredValue
from jalons.strategy.web.indicators.pages import value_words

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
    """What would be kept, what is the same already, what is refused and why."""

    given: tuple[Declaration, ...]
    steps: tuple[Step, ...]
    same: int
    left: int
    refused: tuple[str, ...]

    @property
    def kept(self) -> int:
        """How many values change something."""
        return sum(not step.locked for step in self.steps)


def preview(authority: Authority, text: str) -> Preview:
    """What a pasted table or an exported file would change, cell by cell.

    Raises ``StrategyError`` when nothing of it can be read.
    """
    given, refused, left = _read(text)
    steps, same = [], 0
    held = {
        (row.indicator, row.period_start, row.period_end): row for row in queries.values(authority)
    }
    for each in given:
        sheet = catalogue().get(each.indicator)
        row = held.get((each.indicator, each.period.start, each.period.end))
        if row and row.value == each.value and (not each.source or each.source == row.source):
            same += 1
            continue
        steps.append(
            Step(
                name=sheet.name.to(lang()),
                period=period_words(each.period),
                before=value_words(row.value, sheet) if row else "",
                after=value_words(each.value, sheet),
                locked=bool(row and row.state == DeclaredValue.State.LOCKED),
            )
        )
    return Preview(tuple(given), tuple(steps), same, left, tuple(refused))


def _read(text: str) -> tuple[list[Declaration], list[str], int]:
    """The values of a text, what was refused in words, and how many lines a room computed."""
    if "TIME_PERIOD" in text.lstrip("\ufeff").split("\n", 1)[0]:
        reading = read_csv(text, catalogue())
        given = [
            Declaration(each.indicator, each.period, each.value, source=each.source)
            for each in reading.values
        ]
        refused = [_at(each.line, each.column, each.error) for each in reading.refused]
        return given, refused, reading.left
    sheets = catalogue().indicators
    units = {name: unit_words(sheet) for name, sheet in sheets.items()}
    pasted = read_grid(text, names_of(sheets.values()), units=units)
    given = [
        Declaration(each.indicator, Period.year(each.year), each.value) for each in pasted.cells
    ]
    return given, [_at(each.line, each.column, each.error) for each in pasted.troubles], 0


def _at(line: int, column: int | str, error: StrategyError) -> str:
    return _("Line %(line)s, column %(column)s: %(trouble)s") % {
        "line": line,
        "column": column,
        "trouble": error_words(error),
    }


def years_shown(today_year: int, count: int = 5) -> list[int]:
    """The years of the table, the current one last."""
    return list(range(today_year - count + 1, today_year + 1))


def kept_table(
    authority: Authority, found: Sequence[queries.Followed], years: Sequence[int]
) -> Table:
    """The declared values by indicator and year, to be copied to a spreadsheet."""
    held = queries.values_of_years(authority, [each.sheet.id for each in found], years)
    rows = []
    for each in found:
        cells = [held.get((each.sheet.id, year)) for year in years]
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
