"""A look inside a workbook's parts before it is opened: its true size.

The spreadsheet library reads a sheet as a full rectangle: two cells at opposite corners of a small
file would take gigabytes. The parts are streamed once, and the rectangle measured.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

# All that reading a damaged or odd archive was seen to raise (found by mutating workbooks).
BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
_CHUNK = 4 * 2**20
_OVERLAP = 4096
_LONG_TEXT = 2_000
_CELL = re.compile(rb"""[<:]c\s(?:[^>]*?\s)?r=["']([A-Za-z]{1,3})(\d{1,7})["'](?:[^>]*[^/>])?>""")
# A cell may leave its place out: it follows the one before. No spreadsheet we know writes so.
_UNPLACED = re.compile(rb"""[<:]c(?:>|\s(?![^>]*\br=)[^>]*>)""")
_ANY_PLACE = re.compile(rb"""[<:]c\s(?:[^>]*?\s)?r=["']([A-Za-z]{1,3})(\d{1,7})["']""")
_ROW = re.compile(rb"""[<:]row\s(?:[^>]*?\s)?r=["'](\d{1,7})["']""")
_SHARED = re.compile(rb't="s"[^>]*><(?:\w+:)?v>(\d{1,8})<')
_SHARED_TEXT = re.compile(rb"<(?:\w+:)?si\b")
_DOCUMENT_TAG = re.compile(rb"<table:(table-row|(?:covered-)?table-cell|table)\b([^>]*)>")
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated=["'](\d{1,8})["']""")


@dataclass(slots=True)
class Extent:
    """The rectangle a sheet's filled cells span."""

    first_column: int = 0
    last_column: int = 0
    last_row: int = 0

    @property
    def width(self) -> int:
        """How many columns lie between the first and the last that are not empty."""
        return self.last_column - self.first_column + 1


def open_xml_extents(content: bytes) -> list[Extent]:
    """The extent of each part of an .xlsx file with cells.

    Every part is looked at: a workbook may call its sheets as it likes. Raises
    ``zipfile.BadZipFile`` when a part is not what the archive says.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        extents = [_extent_of_part(archive, name) for name in archive.namelist()]
    return [extent for extent in extents if extent.last_row]


def shared_text_bytes(content: bytes) -> int:
    """How many bytes the long shared texts of an .xlsx file make once repeated in its cells.

    A text is written once and cited by number: a small file can repeat a page a million times.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "xl/sharedStrings.xml" not in archive.namelist():
            return 0
        texts = _SHARED_TEXT.split(archive.read("xl/sharedStrings.xml"))[1:]
        long = {number: len(text) for number, text in enumerate(texts) if len(text) > _LONG_TEXT}
        if not long:
            return 0
        cited = Counter[int]()
        for name in archive.namelist():
            with archive.open(name) as part:
                for block in _blocks(part):
                    cited.update(map(int, _SHARED.findall(block)))
    return sum(size * cited[number] for number, size in long.items())


def _extent_of_part(archive: zipfile.ZipFile, name: str) -> Extent:
    extent, columns, unplaced = Extent(), set[bytes](), 0
    with archive.open(name) as part:
        for block in _blocks(part):
            bare = len(_UNPLACED.findall(block))
            unplaced += bare
            cells = (_ANY_PLACE if unplaced else _CELL).findall(block)
            columns.update(column for column, _ in cells)
            rows = [int(row) for _, row in cells]
            if bare:
                rows += map(int, _ROW.findall(block))
            extent.last_row = max(extent.last_row, max(rows, default=0) + bare)
    numbers = [_column(letters) for letters in columns]
    extent.first_column = min(numbers, default=0) if not unplaced else 0
    extent.last_column = max(numbers, default=0) + unplaced
    return extent


def _blocks(part: IO[bytes]) -> Iterator[bytes]:
    """The part by blocks that overlap, so that no cell is cut in two."""
    overlap = b""
    while chunk := part.read(_CHUNK):
        yield overlap + chunk
        overlap = chunk[-_OVERLAP:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


def open_document_extents(content: bytes) -> list[Extent]:
    """The extent of each table of an .ods file, its repeated rows and cells unfolded.

    A table starts at its first cell; what follows its last filled cell is left out. Another kind
    of archive has none.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "content.xml" not in archive.namelist():
            return []
        body = archive.read("content.xml")
    extents: list[Extent] = []
    row = column = 0
    for match in _DOCUMENT_TAG.finditer(body):
        kind, attributes = match.groups()
        times = _REPEATED.search(attributes) if b"-repeated" in attributes else None
        count = int(times[1]) if times else 1
        if kind == b"table" or not extents:
            extents.append(Extent())
            row = column = 0
        if kind == b"table-row":
            row, column = row + count, 0
        elif kind != b"table":
            column += count
            if b"office:" in attributes:
                extents[-1].last_row = row
                extents[-1].last_column = max(extents[-1].last_column, column - 1)
    return extents


def binary_sheet_extents(content: bytes) -> list[Extent]:
    """The extent of each sheet of an .xlsb file, from its records of rows and cells.

    Another kind of archive has none.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        return [_binary_extent(archive.read(name)) for name in parts if name.endswith(".bin")]


def _binary_extent(part: bytes) -> Extent:
    rows, columns, position = [0], [0], 0
    while position < len(part):
        kind, position = _variable(part, position, 2)
        size, position = _variable(part, position, 4)
        start = int.from_bytes(part[position : position + 4], "little")
        if kind == 0:
            rows.append(start + 1)
        elif kind in range(2, 12):
            columns.append(start)
        position += size
    return Extent(min(columns), max(columns), max(rows))


def _variable(part: bytes, position: int, most: int) -> tuple[int, int]:
    value = 0
    for shift in range(most):
        byte = part[position] if position < len(part) else 0
        position += 1
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            break
    return value, position
