"""The preview of a file, made: each table read once, its columns described, its rows stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from itertools import batched
from pathlib import Path

import polars as pl

from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.engine.personal.columns import scan
from jalons.catalogue.engine.statistics.columns import day_of, describe, is_code, number_of
from jalons.catalogue.engine.statistics.streams import TableStream
from jalons.catalogue.engine.statistics.values import (
    ColumnStatistics,
    ColumnType,
    Contents,
    LeftOut,
    TableStatistics,
)
from jalons.kernel import JalonsError

PIECE, MOST_CELLS, MOST_TABLES = 50_000, 2_000_000, 100  # rows and cells at once; tables
type Progress = Callable[[float, str], None]
_WORDS = "content='', detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 2'"


def write(
    target: Path, streams: Iterable[TableStream], folder: Path, progress: Progress
) -> Contents:
    """Write the tables of a file to ``target``; ``folder`` is for what does not stay.

    ``progress`` receives how far a table is, 0 to 1, and its name. Raises what the reading raises,
    and ``CatalogueError`` (``preview_empty``) when a file has no table.
    """
    tables: list[TableStatistics] = []
    left: list[LeftOut] = []
    why: JalonsError | None = None
    with closing(sqlite3.connect(target, isolation_level=None)) as base:
        base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
        for stream in streams:
            try:
                if len(tables) == MOST_TABLES:
                    raise CatalogueError("preview_crowded", most=MOST_TABLES)
                tables.append(_table(base, len(tables) + 1, stream, folder, progress))
            except JalonsError as error:
                why = error
                left.append(LeftOut(stream.name, why.package, why.code, why.params))
        base.execute("COMMIT")
    if not tables:
        raise why or CatalogueError("preview_empty")
    return Contents(tuple(tables), tuple(left))


def _table(
    base: sqlite3.Connection, number: int, stream: TableStream, folder: Path,
    progress: Progress
) -> TableStatistics:  # fmt: skip
    if stream.problem:
        raise stream.problem
    names = [f"c{rank}" for rank in range(1, len(stream.headings) + 1)]
    size = min(PIECE, MOST_CELLS // len(names))
    pieces, rows = [], 0
    for rank, piece in enumerate(batched(stream.rows, size)):
        pieces.append(folder / f"rows-{number}-{rank}.parquet")
        columns = dict(zip(names, zip(*piece, strict=True), strict=True))
        pl.DataFrame(columns, dict.fromkeys(names, pl.String)).write_parquet(pieces[-1])
        rows += len(piece)
        progress(stream.share / 2, stream.name)
    if pieces:
        frame = pl.scan_parquet(pieces)
    else:
        frame = pl.LazyFrame(schema=dict.fromkeys(names, pl.String))
    columns_found = []
    for rank, (name, heading) in enumerate(zip(names, stream.headings, strict=True)):
        columns_found.append(_described(frame.select(c=pl.col(name)), heading, rows))
        progress(0.5 + 0.1 * rank / len(names), stream.name)
    _create(base, number, columns_found)
    for rank, path in enumerate(pieces):
        _store(base, number, columns_found, pl.read_parquet(path), rank * size)
        path.unlink()
        progress(0.6 + 0.4 * (rank + 1) / len(pieces), stream.name)
    geometry = stream.survey.statistics() if stream.survey else None
    return TableStatistics(
        stream.name, stream.format, rows, tuple(columns_found), stream.encoding, stream.delimiter,
        stream.wider, max(0, stream.first_row - 2), geometry,
    )  # fmt: skip


def _described(texts: pl.LazyFrame, heading: str, rows: int) -> ColumnStatistics:
    return describe(texts, heading, rows, lambda values: bool(scan((heading,), zip(values))),
                    code=is_code(heading))  # fmt: skip


def _create(base: sqlite3.Connection, number: int, columns: list[ColumnStatistics]) -> None:
    fields = ["n INTEGER PRIMARY KEY"]
    for rank, column in enumerate(columns, start=1):
        fields.append(f"c{rank} {'INTEGER' if column.exact else 'TEXT'}")
        if column.typed:
            fields.append(f"v{rank} {'TEXT' if column.kind is ColumnType.DATE else 'NUMERIC'}")
    base.execute(f"CREATE TABLE t{number} ({', '.join(fields)})")
    base.execute(f"CREATE VIRTUAL TABLE f{number} USING fts5(words, {_WORDS})")


def _store(
    base: sqlite3.Connection, number: int, columns: list[ColumnStatistics], piece: pl.DataFrame,
    before: int,
) -> None:  # fmt: skip
    """Store rows: nothing as NULL, the text of each cell, and its value where there is one."""
    fields = [pl.int_range(before + 1, before + 1 + pl.len()).alias("n")]
    for rank, column in enumerate(columns, start=1):
        text = pl.col(f"c{rank}")
        fields.append(pl.when(text != "").then(text).alias(f"c{rank}"))
        if column.typed:
            days = column.kind is ColumnType.DATE
            value = day_of(text).cast(pl.String) if days else number_of(text)
            fields.append(value.alias(f"v{rank}"))
    marks = ", ".join("?" * len(fields))
    stored = piece.select(fields)
    base.executemany(f"INSERT INTO t{number} VALUES ({marks})", stored.iter_rows())  # noqa: S608
    words = stored.select(
        "n", pl.concat_str([f"c{rank}" for rank in range(1, len(columns) + 1)], separator=" ",
                           ignore_nulls=True),
    )  # fmt: skip
    base.executemany(f"INSERT INTO f{number} (rowid, words) VALUES (?, ?)", words.iter_rows())  # noqa: S608
