"""From the bytes of a file, or of several dropped together, to their sheets."""

from __future__ import annotations

from collections.abc import Mapping

from jalons.footprint.engine.inventory.line import FileError, Notice
from jalons.footprint.engine.reading.formats.bundle import members, read_members
from jalons.footprint.engine.reading.formats.mojibake import with_accents
from jalons.footprint.engine.reading.formats.numecoeval_set import joined_set
from jalons.footprint.engine.reading.formats.sheet import Sheet, frame_of
from jalons.footprint.engine.reading.formats.structured import read_structured
from jalons.footprint.engine.reading.formats.workbook import read_workbook
from jalons.footprint.engine.reading.layouts.crosstab import from_crosstab
from jalons.footprint.engine.reading.layouts.desks import from_desks
from jalons.footprint.engine.reading.layouts.year_columns import with_last_year
from jalons.kernel import Where
from jalons.tabular import DEFAULT_LIMITS, FileKind, Limits, file_kind, refusals_as
from jalons.tabular.files.delimited import read_delimited
from jalons.tabular.files.markup import read_markup
from jalons.tabular.files.sylk import read_sylk

_OLD_ENCODINGS = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "DOS (850)"}


@refusals_as(FileError)
def read_sheets(content: bytes, filename: str, *, limits: Limits = DEFAULT_LIMITS) -> list[Sheet]:
    """The sheets of a file: CSV, XLSX, XLSB, XLS, ODS, SYLK, a web page saved as a spreadsheet,
    JSON or XML of GLPI Agent, FusionInventory or OCS, PCR-SI JSON, or a ZIP of such files.

    The content decides, not the name. Raises ``FootprintError`` with a sentence and a remedy
    for what is empty, too large, protected, damaged, or no inventory at all.
    """
    where = Where(file=filename)
    kind = file_kind(content, where, limits)
    if kind is FileKind.ARCHIVE:
        return read_files(members(content, where), filename, limits=limits)
    if kind in {FileKind.JSON, FileKind.XML}:
        return read_structured(content, kind, where, limits)
    return joined_set(_read_tables(content, filename, limits))


@refusals_as(FileError)
def read_files(
    files: Mapping[str, bytes], name: str, *, limits: Limits = DEFAULT_LIMITS
) -> list[Sheet]:
    """The sheets of the files of a folder called ``name``, by their own names.

    The files of a NumEcoEval set are put together; a file that cannot be read is noticed. Raises
    ``FootprintError`` when none can.
    """
    return joined_set(read_members(files, Where(file=name), limits, tables=_read_tables))


@refusals_as(FileError)
def _read_tables(content: bytes, filename: str, limits: Limits) -> list[Sheet]:
    where = Where(file=filename)
    kind = file_kind(content, where, limits)
    if kind is FileKind.ARCHIVE:
        raise FileError("file_archive", where=where)
    if kind is FileKind.TEXT:
        sheets = [_delimited(content, where, limits)]
    elif kind is FileKind.SYLK:
        sheets = [_sylk(content, where, limits)]
    elif kind is FileKind.MARKUP:
        sheets = _pages(content, where, limits)
    else:
        sheets = read_workbook(content, kind, where, limits)
    return [with_last_year(from_crosstab(from_desks(with_accents(sheet)))) for sheet in sheets]


def _delimited(content: bytes, where: Where, limits: Limits) -> Sheet:
    found = read_delimited(content, where, limits)
    notices = []
    if found.encoding in _OLD_ENCODINGS:
        params = {"encoding": _OLD_ENCODINGS[found.encoding]}
        notices.append(Notice("encoding_assumed", where, params))
    if found.nul_removed:
        notices.append(Notice("nul_removed", where))
    if not found.balanced:
        notices.append(Notice("quotes_unbalanced", where))
    return Sheet("", frame_of(found.rows), where.file, notices=tuple(notices))


def _sylk(content: bytes, where: Where, limits: Limits) -> Sheet:
    rows = read_sylk(content, where, limits)
    notice = Notice("read_as_sylk", where, {"rows": len(rows)})
    return Sheet("", frame_of(rows), where.file, notices=(notice,))


def _pages(content: bytes, where: Where, limits: Limits) -> list[Sheet]:
    """The tables of a page, one sheet each, numbered when there are several."""
    tables = read_markup(content, where, limits)
    names = [""] if len(tables) == 1 else [str(number) for number in range(1, len(tables) + 1)]
    notices = [(Notice("read_as_page", where),), *[()] * (len(tables) - 1)]
    return [
        Sheet(name, frame_of(rows), where.file, notices=of_page)
        for name, rows, of_page in zip(names, tables, notices, strict=True)
    ]
