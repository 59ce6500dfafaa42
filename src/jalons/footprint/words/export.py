"""Tables as CSV or XLSX bytes that a spreadsheet cannot be made to execute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO

import polars as pl
import xlsxwriter

from jalons.footprint.engine.assessment.results import Assessment
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.engine.inventory.line import FootprintError, Inventory
from jalons.footprint.words.figures import named, say
from jalons.kernel import Messages
from jalons.kernel.cells import harmless
from jalons.tabular.files.writing import csv_file

type Cell = str | float | date | None

LINE_COLUMNS = (
    "sheet", "row", "label", "type_text", "model", "device", "quantity",
    "purchased", "status", "country", "entity", "reason",
)  # fmt: skip


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV as French spreadsheets open it: semicolons, UTF-8 with a mark, CRLF, decimal comma."""
    days = (
        [f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell for cell in row] for row in rows
    )
    return csv_file([headings, *days], number=lambda value: f"{value:.10g}".replace(".", ","))


def as_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A one-sheet XLSX; text is always written as text, never as a formula or a link."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, harmless(heading), bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, column, harmless(cell))
                elif isinstance(cell, date):
                    sheet.write_datetime(line, column, cell, day)
                elif cell is not None:
                    sheet.write_number(line, column, cell)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def line_table(
    inventory: Inventory, lines: pl.DataFrame, pack: Pack, lang: str | None = None
) -> tuple[list[str], list[list[Cell]]]:
    """Headings and rows: every line of the inventory, and why it is not counted if so.

    ``lines`` are those of :func:`jalons.footprint.engine.fleet.holdings.lines_with_reasons`. Raises
    ``FootprintError`` (``export_rows``) when a line of the inventory would be missing.
    """
    if lines.height != inventory.lines.height:
        raise FootprintError("export_rows", rows=inventory.lines.height, exported=lines.height)
    headings = [say(f"export.{column}", lang) for column in LINE_COLUMNS]
    headings.append(say("export.hint", lang))
    table = [_line(row, pack, lang) for row in lines.iter_rows(named=True)]
    return headings, table


def result_table(
    assessment: Assessment, pack: Pack, lang: str | None = None
) -> tuple[list[str], list[list[Cell]]]:
    """Headings and rows: one figure per kind of device, criterion and stage, with its interval.

    Rounded as the pages show them; the JSON has them in full.
    """
    keys = ("device", "quantity", "age", "criterion", "stage", "low", "mid", "high", "unit")
    headings = [say(f"export.{key}", lang) for key in keys]
    rows: list[list[Cell]] = [
        [
            _name(pack, device.device, lang),
            device.quantity,
            assessment.mean_ages.get(device.device),
            named(pack.criteria[device.criterion].name, lang),
            say(f"stage.{stage.value}", lang),
            value.low,
            value.mid,
            value.high,
            device.unit.symbol,
        ]
        for device in assessment.devices
        for stage, value in ((at, each.rounded()) for at, each in device.stages.items())
    ]
    return headings, rows


def _line(row: dict[str, Cell], pack: Pack, lang: str | None) -> list[Cell]:
    cells = [row[column] for column in LINE_COLUMNS]
    device, reason = row["device"], row["reason"]
    if isinstance(device, str):
        cells[LINE_COLUMNS.index("device")] = _name(pack, device, lang)
    if isinstance(reason, str):
        messages = Messages.of("jalons.footprint")
        cells[LINE_COLUMNS.index("reason")] = messages.text(
            f"reason.{reason}", lang, missing=reason
        )
        cells.append(messages.text(f"reason.{reason}.hint", lang, missing=""))
    else:
        cells.append("")
    return cells


def _name(pack: Pack, device: str, lang: str | None) -> str:
    kind = pack.devices.get(device)
    return named(kind.name, lang) if kind else device
