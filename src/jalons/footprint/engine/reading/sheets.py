"""From the bytes of a file, or of several dropped together, to their sheets."""

from __future__ import annotations

from collections.abc import Mapping

from jalons.footprint.engine.inventory import FootprintError
from jalons.footprint.engine.reading.bundle import members, read_members
from jalons.footprint.engine.reading.crosstab import uncrossed
from jalons.footprint.engine.reading.delimited import read_delimited
from jalons.footprint.engine.reading.desks import undesked
from jalons.footprint.engine.reading.kinds import FileKind, file_kind
from jalons.footprint.engine.reading.markup import read_markup
from jalons.footprint.engine.reading.mojibake import with_accents
from jalons.footprint.engine.reading.numecoeval_set import joined_set
from jalons.footprint.engine.reading.sheet import DEFAULT_LIMITS, Limits, Sheet
from jalons.footprint.engine.reading.structured import read_structured
from jalons.footprint.engine.reading.sylk import read_sylk
from jalons.footprint.engine.reading.workbook import read_workbook
from jalons.footprint.engine.reading.year_columns import with_last_year
from jalons.kernel import Where


def read_sheets(content: bytes, filename: str, *, limits: Limits = DEFAULT_LIMITS) -> list[Sheet]:
    """The sheets of a file: CSV, XLSX, XLSB, XLS, ODS, SYLK, a web page saved as a spreadsheet,
    JSON or XML of GLPI Agent, FusionInventory or OCS, PCR-SI JSON, or a ZIP of such files.

    The content decides, not the name. Raises ``FootprintError`` with a sentence and a way to mend
    for what is empty, too large, protected, damaged, or no inventory at all.
    """
    where = Where(file=filename)
    kind = file_kind(content, where, limits)
    if kind is FileKind.ARCHIVE:
        return read_files(members(content, where), filename, limits=limits)
    if kind in {FileKind.JSON, FileKind.XML}:
        return read_structured(content, kind, where, limits)
    return joined_set(_read_tables(content, filename, limits))


def read_files(
    files: Mapping[str, bytes], name: str, *, limits: Limits = DEFAULT_LIMITS
) -> list[Sheet]:
    """The sheets of the files of a folder called ``name``, by their own names.

    The files of a NumEcoEval set are put together; a file that cannot be read is noticed. Raises
    ``FootprintError`` when none can.
    """
    return joined_set(read_members(files, Where(file=name), limits, tables=_read_tables))


def _read_tables(content: bytes, filename: str, limits: Limits) -> list[Sheet]:
    where = Where(file=filename)
    kind = file_kind(content, where, limits)
    if kind is FileKind.ARCHIVE:
        raise FootprintError("file_archive", where=where)
    if kind is FileKind.TEXT:
        sheets = [read_delimited(content, where, limits)]
    elif kind is FileKind.SYLK:
        sheets = [read_sylk(content, where, limits)]
    elif kind is FileKind.MARKUP:
        sheets = read_markup(content, where, limits)
    else:
        sheets = read_workbook(content, kind, where, limits)
    return [with_last_year(uncrossed(undesked(with_accents(sheet)))) for sheet in sheets]
