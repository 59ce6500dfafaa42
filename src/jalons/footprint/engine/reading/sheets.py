"""From the bytes of a file to its sheets."""

from __future__ import annotations

from jalons.footprint.engine.reading.delimited import read_delimited
from jalons.footprint.engine.reading.kinds import FileKind, file_kind
from jalons.footprint.engine.reading.markup import read_markup
from jalons.footprint.engine.reading.sheet import DEFAULT_LIMITS, Limits, Sheet
from jalons.footprint.engine.reading.workbook import read_workbook
from jalons.kernel import Where


def read_sheets(content: bytes, filename: str, *, limits: Limits = DEFAULT_LIMITS) -> list[Sheet]:
    """The sheets of a CSV, XLSX, XLSB, XLS or ODS file, or of a web page saved as a spreadsheet.

    The content decides, not the name. Raises ``FootprintError`` with a sentence and a way to mend
    for what is empty, too large, protected, damaged, or no table at all.
    """
    where = Where(file=filename)
    kind = file_kind(content, where, limits)
    if kind is FileKind.TEXT:
        return [read_delimited(content, where, limits)]
    if kind is FileKind.MARKUP:
        return read_markup(content, where, limits)
    return read_workbook(content, kind, where, limits)
