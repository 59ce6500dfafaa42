"""Tiny files for the tests of the reader."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import xlsxwriter

from jalons.footprint.engine.inventory.line import Inventory
from jalons.footprint.engine.reading import read_inventory, read_sheets

TODAY = date(2026, 11, 24)
PUBLIC = Path(__file__).parents[4] / "shared/data/inventory_g4it_1971_rows.csv"


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], *, hidden: Sequence[str] = ()) -> bytes:
    """An XLSX file with these sheets; texts starting with = are formulas worth 5."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(number, column, cell, None, 5)
                elif cell is not None:
                    sheet.write(number, column, cell)
    book.close()
    return target.getvalue()


@lru_cache(maxsize=4)  # one test reads the same text for its lines and for its notices
def inventory_of(text: str | bytes, **options: Any) -> Inventory:
    """The inventory of a CSV text or of the bytes of any file, read with the guesses."""
    content = text.encode() if isinstance(text, str) else text
    return read_inventory(read_sheets(content, "parc"), today=TODAY, **options)


def codes(inventory: Inventory) -> set[str]:
    """The codes of the notices."""
    return {notice.code for notice in inventory.notices}
