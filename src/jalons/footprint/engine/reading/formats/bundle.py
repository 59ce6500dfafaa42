"""Several files dropped together, in a folder or a ZIP, read as the sheets of one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from jalons.footprint.engine.inventory.line import FileError, FootprintError, Notice
from jalons.footprint.engine.reading.formats.sheet import Sheet
from jalons.footprint.engine.reading.formats.structured import sheets_of_values, values_of
from jalons.kernel import Where
from jalons.tabular import FileKind, Limits, file_kind, is_readable, refusals_as
from jalons.tabular.files.workbook_parts import BROKEN_ARCHIVE

type ReadTables = Callable[[bytes, str, Limits], list[Sheet]]

_TREES = frozenset({FileKind.JSON, FileKind.XML})
_BY_NAME = {".json": FileKind.JSON, ".jsonl": FileKind.JSON, ".xml": FileKind.XML}


def members(content: bytes, where: Where) -> dict[str, bytes]:
    """The files of a ZIP that may be a table, by name; ``FootprintError`` when it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [entry.filename for entry in archive.infolist() if is_readable(entry.filename)]
            return {name: archive.read(name) for name in sorted(names)}
    except BROKEN_ARCHIVE as error:
        raise FileError("file_damaged", where=where) from error


def read_members(
    files: Mapping[str, bytes], where: Where, limits: Limits, *, tables: ReadTables
) -> list[Sheet]:
    """The sheets of files dropped together: machines described one per file make one sheet.

    A file that cannot be read is noticed and the others are read; when none can,
    ``FootprintError`` explains the first. ``tables`` reads a file that is a table.
    """
    values: list[Any] = []
    sheets: list[Sheet] = []
    problems: list[tuple[str, FootprintError]] = []
    for name, content in files.items():
        place = Where(file=where.file, sheet=name)
        try:
            with refusals_as(FileError):
                kind = _kind(content, place, limits)
            if kind in _TREES:
                values += values_of(content, kind, place)
            else:
                sheets += _named(tables(content, where.file, limits), name)
        except FootprintError as error:
            problems.append((name, error))
    sheets = [*_of_values(values, where, limits, problems), *sheets]
    if not sheets:
        raise problems[0][1] if problems else FileError("file_archive", where=where)
    return _unique(_with_problems(sheets, where, problems))


def _kind(content: bytes, where: Where, limits: Limits) -> FileKind:
    """What a file is; the name of a text says it must be JSON or XML, however damaged."""
    kind = file_kind(content, where, limits)
    suffix = PurePosixPath(where.sheet).suffix.lower()
    return _BY_NAME.get(suffix, kind) if kind is FileKind.TEXT else kind


def _of_values(
    values: list[Any], where: Where, limits: Limits, problems: list[tuple[str, FootprintError]]
) -> list[Sheet]:
    try:
        return sheets_of_values(values, where, limits) if values else []
    except FootprintError as error:
        problems.append(("JSON", error))
        return []


def _named(sheets: Iterable[Sheet], file: str) -> list[Sheet]:
    stem = PurePosixPath(file).stem
    return [
        replace(sheet, name=f"{stem} – {sheet.name}" if sheet.name else stem) for sheet in sheets
    ]


def _with_problems(
    sheets: list[Sheet], where: Where, problems: list[tuple[str, FootprintError]]
) -> list[Sheet]:
    notices = [
        Notice("member_unreadable", Where(where.file, name), {"file": name, "reason": str(error)})
        for name, error in problems
    ]
    first, *others = sheets
    return [replace(first, notices=(*first.notices, *notices)), *others]


def _unique(sheets: list[Sheet]) -> list[Sheet]:
    """Sheets under unique names: two folders may have files of the same name."""
    seen: dict[str, int] = {}
    named = []
    for sheet in sheets:
        count = seen[sheet.name] = seen.get(sheet.name, 0) + 1
        named.append(replace(sheet, name=f"{sheet.name} ({count})") if count > 1 else sheet)
    return named
