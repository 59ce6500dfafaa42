"""Tables written as text: any delimiter, any usual encoding, quoted or not, ragged or not."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import log2

from jalons.footprint.engine.inventory import FootprintError, Notice
from jalons.footprint.engine.reading.sheet import Limits, Sheet, check_size, frame_of
from jalons.kernel import Where

DELIMITERS = ";,\t|"
_NO_DELIMITER = "\x1f"
_SAMPLE_LINES = 200
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1e\x7f\ufffd]")
_LINE = re.compile(r"\r\n|\n|\r")
_SEP_HINT = re.compile(r"\ufeff?sep=(.)\s*", re.IGNORECASE)
_LONG_CELL_LINES = 40


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding that fitted it."""

    text: str
    encoding: str


def read_delimited(content: bytes, where: Where, limits: Limits) -> Sheet:
    """The sheet a delimited text holds; ``FootprintError`` when it is no text or too large."""
    decoded = decode(content, where)
    text, notices = decoded.text, []
    if decoded.encoding == "cp1252":
        notices.append(Notice("encoding_assumed", where, {"encoding": "Windows-1252"}))
    if "\x00" in text:
        text = text.replace("\x00", "")
        notices.append(Notice("nul_removed", where))
    refuse_binary(text, where)
    check_size(where, limits, rows=text.count("\n"), columns=1)
    delimiter = find_delimiter(text)
    rows, balanced = parse(text, delimiter, where)
    if not balanced:
        notices.append(Notice("quotes_unbalanced", where))
    check_size(where, limits, rows=len(rows), columns=max(map(len, rows), default=0))
    return Sheet("", frame_of(rows), where.file, notices=tuple(notices))


def decode(content: bytes, where: Where) -> Decoded:
    """The text of ``content``: BOM first, then UTF-8, UTF-16 without BOM, Windows-1252."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return Decoded(content.decode("utf-16"), "utf-16")
        if content[:4000].count(0) * 3 > len(content[:4000]):
            order = (
                "utf-16-le" if content[1:400:2].count(0) > content[:400:2].count(0) else "utf-16-be"
            )
            return Decoded(content.decode(order), order)
    except UnicodeDecodeError as error:
        raise FootprintError("file_unknown", where=where) from error
    try:
        return Decoded(content.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError:
        return Decoded(content.decode("cp1252", errors="replace"), "cp1252")


def refuse_binary(text: str, where: Where) -> None:
    """Refuse a text that is none, or blank: ``FootprintError`` file_unknown or file_empty."""
    sample = text[:65_536]
    if len(_CONTROL.findall(sample)) * 50 > len(sample):
        raise FootprintError("file_unknown", where=where)
    if not text.strip():
        raise FootprintError("file_empty", where=where)


def find_delimiter(text: str) -> str:
    """The character that cuts most lines into the same number of cells; a unit separator if none.

    An Excel hint (``sep=;`` on the first line) decides.
    """
    if hint := _SEP_HINT.match(text):
        return hint[1]
    lines = [line for line in islice(_lines(text[:262_144]), _SAMPLE_LINES) if line.strip()]
    scores = {delimiter: _regularity(lines, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0 else _NO_DELIMITER


def _regularity(lines: list[str], delimiter: str) -> float:
    """How regularly ``delimiter`` cuts ``lines``: 0 when it does not."""
    try:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return 0.0
    cut = Counter(count for count in counts if count > 1)
    if not cut:
        return 0.0
    width, frequency = cut.most_common(1)[0]
    share = frequency / len(counts)
    return share**2 * log2(width) if share >= 0.3 or len(counts) < 4 else share**2 / 10


def _lines(text: str) -> Iterator[str]:
    return iter(io.StringIO(text, newline=""))


def parse(text: str, delimiter: str, where: Where) -> tuple[list[list[str]], bool]:
    """The rows of ``text``, and whether its quotes were balanced.

    An inch mark opening a cell (« "14 pouces ») would swallow the rows below it: when a quoted cell
    never ends, or runs over more lines than a cell does, every line is read on its own.
    """
    hinted = _SEP_HINT.match(text)
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
        raise FootprintError("cell_too_long", where=where)
    return line.split(delimiter)
