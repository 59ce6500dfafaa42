"""The tables of a file of data: their headings and rows of text, as they stand in the file."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from jalons.catalogue.capture.archives import members
from jalons.catalogue.capture.features import FeatureFile
from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.engine.statistics.positions import Survey, kind_of
from jalons.catalogue.engine.statistics.streams import TableStream
from jalons.catalogue.engine.statistics.values import Box
from jalons.kernel import JalonsError, Where
from jalons.tabular import (
    DEFAULT_LIMITS,
    FileKind,
    Limits,
    OpenedTable,
    TableError,
    file_kind,
    open_tables,
)
from jalons.tabular.files.lines import Line, lines_of
from jalons.tabular.files.text_files import decoded, find_delimiter

BIG = Limits(bytes=3 * 2**30)  # texts are read by lines, Parquet by pieces
MOST_COLUMNS = 900
MOST_CELLS = 10**9  # of a Parquet file: a few bytes may stand for many rows
PIECE = 50_000  # rows
_START, _SEEN, _TITLES = 2**18, 2_000, 20  # bytes and rows from which a text is known; titles
GEOMETRY = ("geometry", "x", "y")  # the kind of a geometry, the middle of its bounds


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of a file: the sheet or the archived file it is (``name``), its headings, its rows.

    ``first_row`` is the number in the file of the first of ``rows``; ``encoding`` and
    ``delimiter`` are those of a text.
    """

    name: str
    headings: tuple[str, ...]
    rows: list[list[str]]
    first_row: int
    encoding: str = ""
    delimiter: str = ""


def data_tables(path: Path, file_name: str) -> list[DataTable]:
    """The tables of a text, a workbook, GeoJSON, Parquet, or of an archive of them, in memory.

    Raises ``TableError`` or ``CatalogueError`` when it has none that can be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        return [
            DataTable(each.name, each.headings, list(each.rows), each.first_row, each.encoding,
                      each.delimiter)
            for each in table_streams(path, file_name, Path(folder), limits=DEFAULT_LIMITS)
            if each.problem is None
        ]  # fmt: skip


def whole_tables(
    path: Path, file_name: str, folder: Path
) -> Iterator[tuple[tuple[str, ...], Iterator[list[str]]]]:
    """The headings of each table and every cell of it: lines above, cells under no heading too.

    Places are left out. A table that cannot be read refuses the whole file.
    """
    for each in table_streams(path, file_name, folder, squared=False):
        if each.problem:
            raise each.problem
        end = -len(GEOMETRY) if each.survey else None
        rows = chain(each.above, each.rows)
        yield each.headings[:end], (row[:end] for row in rows) if end else rows


def table_streams(  # noqa: PLR0913  (each one said by name)
    path: Path, file_name: str, folder: Path, *, extents: Sequence[Box] = (), limits: Limits = BIG,
    squared: bool = True,
) -> Iterator[TableStream]:  # fmt: skip
    """The tables of a file, to be read in turn; ``folder`` receives what is unfolded.

    ``extents`` are boxes of France; rows that are not ``squared`` have all their cells. Raises as
    ``data_tables``.
    """
    if not path.stat().st_size:
        raise TableError("file_empty", where=Where(file=file_name))
    for name, inner in members(path, file_name, folder):
        alone = name in {file_name, file_name.removesuffix(".gz")}
        try:
            if isinstance(inner, CatalogueError):
                raise inner
            for stream in _streams(inner, name, limits, extents, squared=squared):
                if not alone:
                    stream.name = f"{name} · {stream.name}" if stream.name else name
                yield stream
        except JalonsError as error:
            if alone:
                raise
            yield TableStream(name, "", problem=error)


def _streams(
    path: Path, name: str, limits: Limits, extents: Sequence[Box], *, squared: bool
) -> Iterable[TableStream]:
    where = Where(file=name)
    limits.check_size(where, path.stat().st_size)
    with path.open("rb") as file:
        start = file.read(_START)
    if start.startswith(b"PAR1"):
        return [_parquet(path)]
    is_document = start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
    kind = None if is_document else file_kind(start, where, limits)
    if kind is FileKind.JSON or start.lstrip().startswith(b"{"):  # even a JSON that is cut
        return [_features(path, extents)]
    if kind is FileKind.TEXT:
        return [_text(path, name, start, limits, squared=squared)]
    return _whole(path, name)


def _whole(path: Path, name: str) -> list[TableStream]:
    """The sheets of a workbook, or the table of a text that is not too long to be opened whole."""
    found = open_tables(path.read_bytes(), name, DEFAULT_LIMITS)
    if all(each.is_empty for each in found):
        raise TableError("file_empty", where=Where(file=name))
    return [_opened(each) for each in found if not each.is_empty]


def _opened(opened: OpenedTable) -> TableStream:
    at, end = _heading_row(opened.rows), max(n for n, row in enumerate(opened.rows) if any(row))
    return TableStream(
        opened.name, "csv" if opened.delimiter else "workbook", _headings(opened.rows[at]),
        iter(opened.rows[at + 1 : end + 1]), at + 2, opened.encoding, opened.delimiter,
        above=opened.rows[:at],
    )  # fmt: skip


def _heading_row(rows: Sequence[Sequence[str]]) -> int:
    """Where the headings are: the first row that is filled, titles above them aside."""
    filled = [sum(map(bool, row)) for row in rows]
    titled = [n for n, count in enumerate(filled[:_TITLES]) if count > 1]
    return titled[0] if titled else next(n for n, count in enumerate(filled) if count)


def _headings(names: Iterable[str]) -> tuple[str, ...]:
    found = tuple(names)
    if not found:
        raise TableError("file_empty")
    if len(found) > MOST_COLUMNS:
        raise TableError("too_many_columns", columns=len(found), limit=MOST_COLUMNS)
    return found


def _text(path: Path, name: str, start: bytes, limits: Limits, *, squared: bool) -> TableStream:
    """A delimited text read by lines; opened whole when it is small, or a quote never closes."""
    lines = lines_of(path, name, limits)
    try:
        if path.stat().st_size <= _START:
            return _whole(path, name)[0]
        first = list(islice(lines, _SEEN))
    except TableError as error:
        if error.code != "quote_open" or path.stat().st_size > DEFAULT_LIMITS.bytes:
            raise
        return _whole(path, name)[0]
    if not any(any(row) for _number, row, _share in first):
        raise TableError("file_empty", where=Where(file=name))
    number, headings, _share = first[_heading_row([row for _number, row, _share in first])]
    width = max(len(row) for _number, row, _share in first)
    known = decoded(start[: start.rfind(b"\n") + 1] or start)
    stream = TableStream(
        "", "csv", _headings(headings + [""] * (width - len(headings))), first_row=number + 1,
        encoding=known.encoding, delimiter=find_delimiter(known.text, otherwise=";"),
    )  # fmt: skip
    stream.above = [row for line, row, _share in first if line < number]
    below = (each for each in chain(first, lines) if each[0] > number)
    stream.rows = _squared(stream, below) if squared else (row for _line, row, _share in below)
    return stream


def _squared(stream: TableStream, lines: Iterable[Line]) -> Iterator[list[str]]:
    """Rows as wide as the headings, blank ones at the end left out."""
    width, blank = len(stream.headings), 0
    for _number, row, stream.share in lines:
        if not any(row):
            blank += 1
            continue
        yield from ([""] * width for _each in range(blank))
        blank = 0
        stream.wider += any(row[width:])
        yield row[:width] + [""] * (width - len(row))


def _features(path: Path, extents: Sequence[Box]) -> TableStream:
    """The features of a GeoJSON file, or the records of a list; read once before for their names.

    UTF-8 as the standard wants, else Windows-1252.
    """
    file = FeatureFile(path)
    try:
        names, count = _names(file)
    except UnicodeDecodeError:
        file.encoding = "cp1252"
        names, count = _names(file)
    stream = TableStream("", "json", names, encoding=file.encoding.removesuffix("-sig"))
    if file.is_geographic:
        stream.format = "geojson"
        stream.survey = Survey(extents, projected=file.is_projected)
    stream.rows = _records(stream, file, count)
    return stream


def _properties(record: dict[str, Any]) -> dict[str, Any]:
    """The properties of a feature, or the record itself."""
    found = record.get("properties") if record.get("type") == "Feature" else record
    return found if isinstance(found, dict) else {}


def _names(file: FeatureFile) -> tuple[tuple[str, ...], int]:
    names: dict[str, None] = {}
    count = 0
    for count, record in enumerate(file.records(), start=1):  # noqa: B007
        names.update(dict.fromkeys(_properties(record)))
        if len(names) > MOST_COLUMNS:
            break
    return _headings((*names, *GEOMETRY) if file.is_geographic else names), count


def _records(stream: TableStream, file: FeatureFile, count: int) -> Iterator[list[str]]:
    names = stream.headings[: -len(GEOMETRY)] if stream.survey else stream.headings
    for rank, record in enumerate(file.records(), start=1):
        stream.share, values = rank / count, _properties(record)
        row = [_cell(values.get(name)) for name in names]
        if stream.survey:
            found = record.get("geometry")
            geometry = found if isinstance(found, dict) else {}
            middle = stream.survey.add(geometry)
            row.append(kind_of(geometry) if middle else "")
            row += [str(round(each, 7)) for each in middle or ()] or ["", ""]
        yield row


def _cell(value: Any) -> str:
    """A value of JSON as a cell."""
    if value is None or isinstance(value, str):
        return (value or "").strip()
    return str(value) if type(value) is int else json.dumps(value, ensure_ascii=False)


def _parquet(path: Path) -> TableStream:
    import polars as pl  # only in the worker

    def text(name: str, kind: pl.DataType) -> pl.Expr:
        if kind == pl.Binary:  # a geometry, a picture: its weight
            return pl.col(name).bin.size().cast(pl.String) + " B"
        if kind == pl.Duration:
            return pl.col(name).dt.to_string()
        nested = pl.struct(name).struct.json_encode().alias(name)
        return nested if kind.is_nested() else pl.col(name).cast(pl.String)

    with _sound():
        frame = pl.scan_parquet(path, glob=False)
        schema = frame.collect_schema()
        count = int(frame.select(pl.len()).collect().item())
    if count * len(schema) > MOST_CELLS:
        raise TableError("too_many_cells", rows=count, columns=len(schema))
    stream = TableStream("", "parquet", _headings(schema))

    def rows() -> Iterator[list[str]]:
        size = max(1, min(PIECE, 2_000_000 // len(schema)))
        for start in range(0, count, size):
            with _sound():
                piece = frame.slice(start, size).select(text(*each) for each in schema.items())
                found = piece.collect().fill_null("")
            stream.share = start / count
            yield from map(list, found.iter_rows())

    stream.rows = rows()
    return stream


@contextmanager
def _sound() -> Iterator[None]:
    """Say of what Polars cannot read that it is damaged; it may panic, outside of Exception."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise CatalogueError("parquet_damaged") from error
        raise
