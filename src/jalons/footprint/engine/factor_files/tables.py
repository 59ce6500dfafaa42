"""Factor tables of every known layout, as lines for the linter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from jalons.footprint.engine.factors.linting import UNITS_OF_FLOWS, FactorLine
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.engine.numecoeval.intake import read_tables
from jalons.footprint.engine.numecoeval.referential import (
    all_factors,
    criterion_units,
    lint_lines,
)
from jalons.footprint.engine.reading.sheets import read_sheets
from jalons.kernel import Where

_OURS = frozenset({"criterion", "value", "low", "high", "unit", "source"})


def lines_of_tables(files: Iterable[tuple[str, bytes]], pack: Pack) -> list[FactorLine]:
    """The rows of tables of factors: NumEcoEval's, or laid out as our ``factors.csv`` and mixes.

    ``pack`` gives the unit of our criteria. Raises ``FootprintError`` (``numecoeval_no_factors``)
    when there is no row of factors.
    """
    lines: list[FactorLine] = []
    others = []
    for name, content in files:
        ours = [_ours(frame, name, pack) for frame in _frames(name, content)]
        if any(ours):
            lines += [line for found in ours for line in found]
        else:
            others.append((name, content))
    if others:
        data = read_tables(others)
        rows = all_factors(data)
        lines += lint_lines(rows, criterion_units(data, rows))
    if not lines:
        raise FootprintError("numecoeval_no_factors")
    return lines


def _frames(name: str, content: bytes) -> list[pl.DataFrame]:
    frames = []
    for sheet in read_sheets(content, name):
        if sheet.cells.height:
            heads = [str(cell).strip().lower() for cell in sheet.cells.row(0)]
            if _OURS.issubset(heads) and len(set(heads)) == len(heads):
                body = sheet.cells.slice(1).rename(
                    dict(zip(sheet.cells.columns, heads, strict=True))
                )
                frames.append(body.with_row_index("line", offset=2))
    return frames


def _ours(frame: pl.DataFrame, name: str, pack: Pack) -> list[FactorLine]:
    units = {key: criterion.unit.symbol for key, criterion in pack.criteria.items()}
    mixes = "country" in frame.columns and "item" not in frame.columns
    lines = []
    for row in frame.iter_rows(named=True):
        criterion = row["criterion"]
        lines.append(
            FactorLine(
                item="mix" if mixes else row.get("item", ""),
                stage="use" if mixes else row.get("stage", ""),
                criterion=criterion,
                region=row.get("country" if mixes else "region", ""),
                value=_number(row, "value"),
                low=_number(row, "low"),
                high=_number(row, "high"),
                unit=row["unit"],
                source=row["source"],
                expected=units.get(criterion) or UNITS_OF_FLOWS.get(criterion, ""),
                electricity=mixes,
                where=Where(file=name, row=row["line"]),
            )
        )
    return lines


def _number(row: Mapping[str, str], column: str) -> float | None:
    """A number, NaN when something else is written, nothing when nothing is."""
    text = row[column].replace(",", ".")
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        return float("nan")
