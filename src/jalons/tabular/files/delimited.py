"""Tables written as text: any delimiter, any usual encoding, quoted or not, ragged or not."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jalons.kernel import Where
from jalons.tabular.errors import TableError
from jalons.tabular.files.limits import Limits
from jalons.tabular.files.text_files import (
    NO_DELIMITER,
    Decoded,
    decoded,
    find_delimiter,
    separator_hint,
)

_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1e\x7f\ufffd]")
_LINE = re.compile(r"\r\n|\n|\r")
_LONG_CELL_LINES = 40


@dataclass(frozen=True, slots=True)
class TextTable:
    """The rows of a text, and how they were read.

    ``nul_removed``: it had NUL characters; ``balanced``: false when quotes that never end made
    each line be read on its own.
    """

    rows: list[list[str]]
    encoding: str
    delimiter: str
    nul_removed: bool = False
    balanced: bool = True


def read_delimited(
    content: bytes, where: Where, limits: Limits, *, otherwise: str = NO_DELIMITER
) -> TextTable:
    """The table of a delimited text; ``TableError`` when it is no text or too large.

    ``otherwise`` cuts the lines when no mark does.
    """
    found = decode(content, where)
    text, nul = found.text.replace("\x00", ""), "\x00" in found.text
    refuse_binary(text, where)
    limits.check(where, rows=text.count("\n"), columns=1)
    delimiter = find_delimiter(text, otherwise=otherwise)
    rows, balanced = parse(text, delimiter, where)
    limits.check(where, rows=len(rows), columns=max(map(len, rows), default=0))
    return TextTable(rows, found.encoding, delimiter, nul, balanced)


def decode(content: bytes, where: Where) -> Decoded:
    """The text of ``content``; ``TableError`` (``file_unknown``) when it is none."""
    try:
        return decoded(content)
    except UnicodeDecodeError as error:
        raise TableError("file_unknown", where=where) from error


def refuse_binary(text: str, where: Where) -> None:
    """Refuse a text that is none, or blank: ``TableError`` file_unknown or file_empty."""
    sample = text[:65_536]
    if len(_CONTROL.findall(sample)) * 50 > len(sample):
        raise TableError("file_unknown", where=where)
    if not text.strip():
        raise TableError("file_empty", where=where)


def _lines(text: str) -> Iterator[str]:
    return iter(io.StringIO(text, newline=""))


def parse(text: str, delimiter: str, where: Where) -> tuple[list[list[str]], bool]:
    """The rows of ``text``, and whether its quotes were balanced.

    An inch mark opening a cell (« "14 pouces ») would swallow the rows below it: when a quoted cell
    never ends, or runs over more lines than a cell does, every line is read on its own.
    """
    hinted = separator_hint(text)
    try:
        rows = list(csv.reader(_lines(text), delimiter=delimiter))
        balanced = '"' not in text or not _swallowed(text, rows, delimiter)
    except csv.Error:
        balanced, rows = False, []
    if not balanced:
        rows = [_parse_line(line, delimiter, where) for line in _LINE.split(text)]
        if rows and rows[-1] == [""]:
            rows.pop()
    if hinted and rows:
        rows[0] = []
    return rows, balanced


def _swallowed(text: str, rows: list[list[str]], delimiter: str) -> bool:
    lines = len(_LINE.findall(text))
    if lines <= len(rows):
        return text.count('"') % 2 == 1 and bool(rows) and '"' in text.rsplit("\n", 1)[-1]
    longest = max(
        (len(_LINE.findall(cell)) for row in rows for cell in row if "\n" in cell or "\r" in cell),
        default=0,
    )
    last = rows[-1][-1] if rows and rows[-1] else ""
    unclosed = text.count('"') % 2 == 1 and ("\n" in last or "\r" in last)
    return longest > _LONG_CELL_LINES or unclosed or _whole_lines(text, rows, delimiter)


def _whole_lines(text: str, rows: list[list[str]], delimiter: str) -> bool:
    """Whether each line has as many cells as the first row: then no cell runs over two lines."""
    width = len(rows[0]) if rows else 0
    return width > 1 and all(
        line.count(delimiter) == width - 1 for line in _LINE.split(text) if line.strip()
    )


def _parse_line(line: str, delimiter: str, where: Where) -> list[str]:
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        try:
            row = next(csv.reader([line], delimiter=delimiter, quoting=quoting, strict=True), [])
        except csv.Error:
            continue
        return row
    if len(line) > csv.field_size_limit():
        raise TableError("cell_too_long", where=where)
    return line.split(delimiter)
