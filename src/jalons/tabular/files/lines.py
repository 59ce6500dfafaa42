"""The lines of a table of any length, one after the other: texts by lines, workbooks by rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from jalons.kernel import Where
from jalons.tabular.errors import TableError
from jalons.tabular.files.delimited import refuse_binary
from jalons.tabular.files.kinds import FileKind, file_kind
from jalons.tabular.files.limits import Limits
from jalons.tabular.files.opening import open_tables
from jalons.tabular.files.text_files import decoded, find_delimiter, separator_hint
from jalons.tabular.files.workbook import open_workbook

_START = 2**18
_LONGEST_CELL = 40  # lines of a cell, beyond which a quote never closes


type Line = tuple[int, list[str], float]


def lines_of(path: Path, name: str, limits: Limits) -> Iterator[Line]:
    """The rows of the first sheet or of a text: number (from 1), trimmed cells, share then read.

    Raises ``TableError`` for what is no table, or whose quote never closes (``quote_open``).
    """
    where, size = Where(file=name), path.stat().st_size
    limits.check_size(where, size)
    with path.open("rb") as file:
        start = file.read(_START)
    is_archive = start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
    content = path.read_bytes() if is_archive else start
    kind = file_kind(content, where, limits)
    if kind.is_workbook:
        yield from _of_workbook(content, kind, where, limits)
    elif kind is FileKind.TEXT:
        yield from _of_text(path, start, size, where)
    else:
        tables = open_tables(path.read_bytes(), name, limits)
        yield from ((n, row, 1.0) for n, row in enumerate(tables[0].rows, start=1))


def _of_workbook(content: bytes, kind: FileKind, where: Where, limits: Limits) -> Iterator[Line]:
    """The rows of the sheet that has most of them."""
    sheets = [each for each in open_workbook(content, kind, where, limits) if not each.hidden]
    sheet = max(sheets, key=lambda each: each.source.total_height)
    height = sheet.source.total_height or 1
    for number, row in enumerate(sheet.rows(), start=1):
        yield number, row, number / height


def _of_text(path: Path, start: bytes, size: int, where: Where) -> Iterator[Line]:
    """The rows of a delimited text, quotes as they are meant, or ignored when one never closes."""
    is_wide = b"\x00" in start[:200]
    whole_lines = b"" if is_wide else start[: start.rfind(b"\n") + 1]
    found = decoded(whole_lines or start[: len(start) // 2 * 2 if is_wide else None])
    refuse_binary(found.text, where)
    delimiter = find_delimiter(found.text, otherwise=";")
    hinted = bool(separator_hint(found.text))
    other = "cp1252" if found.encoding in {"utf-8", "utf-16"} else found.encoding
    read = 0  # bytes

    def by_line(file: IO[bytes]) -> Iterator[str]:
        nonlocal read
        for line in file:
            read += len(line)
            yield _text(line, other)

    with path.open("rb") as file:
        wide = found.encoding.startswith("utf-16")
        texts = io.TextIOWrapper(file, found.encoding, newline="") if wide else by_line(file)
        rows = csv.reader(texts, delimiter=delimiter)
        try:
            for number, row in enumerate(rows, start=1):
                if any("\n" in cell and _swallows(cell, delimiter) for cell in row):
                    raise TableError("quote_open", where=where, row=number)
                cells = [] if hinted and number == 1 else [cell.strip() for cell in row]
                yield number, cells, read / size
        except csv.Error as error:
            raise TableError("quote_open", where=where, row=rows.line_num) from error


def _swallows(cell: str, delimiter: str) -> bool:
    """Whether a quoted cell took other lines with it: it is long, or has their delimiters."""
    return cell.count("\n") > _LONGEST_CELL or cell.count(delimiter) > 1


def _text(line: bytes, other: str) -> str:
    """A line in UTF-8, else in the encoding of old software."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = line.decode(other, errors="replace")
    return text.replace("\x00", "").removeprefix("\ufeff")
