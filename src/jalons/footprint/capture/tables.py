"""Long tables on disk, read batch by batch: CSV, CSV in gzip, Parquet."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO

import polars as pl

from jalons.footprint.engine.inventory.line import FileError, FootprintError, Notice
from jalons.footprint.engine.streaming import Batch, OpenBatches, delimited_batches
from jalons.footprint.engine.streaming.batches import rows_per_batch, texts
from jalons.kernel import Where
from jalons.tabular import DEFAULT_LIMITS, Limits

# Below, a file is read whole: every row can then be shown and chosen.
STREAMED_BYTES = DEFAULT_LIMITS.bytes
_CHUNK = 4 * 2**20
_PARQUET, _GZIP = b"PAR1", b"\x1f\x8b"
_TEXT_NAMES = frozenset({".csv", ".txt", ".tsv"})


def is_streamed(path: Path) -> bool:
    """Whether a file is read batch by batch: Parquet, text in gzip, or a long text table."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        start = file.read(4)
    if start == _PARQUET or start.startswith(_GZIP):
        return True
    return path.suffix.lower() in _TEXT_NAMES and path.stat().st_size > STREAMED_BYTES


def batches_of(path: Path, limits: Limits = DEFAULT_LIMITS) -> OpenBatches:
    """What opens a table and yields its rows, batch by batch, from the first one at each call.

    While they are read, raises ``FootprintError`` with the row where a file stops or is broken
    (``stream_truncated``, ``stream_broken``), ``file_damaged``, and ``OSError``.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start == _PARQUET:
        return partial(_parquet, path, limits)
    return partial(_delimited, path, limits, packed=start.startswith(_GZIP))


def _delimited(path: Path, limits: Limits, *, packed: bool) -> Iterator[Batch]:
    where, row = Where(file=path.name), 0
    with path.open("rb") as file:
        try:
            for batch in delimited_batches(_chunks(file, path, packed=packed), where, limits):
                row = batch.first_row + batch.cells.height - 1
                yield batch
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise FootprintError(
                "stream_truncated", where=Where(path.name, "", row or None), row=row
            ) from error


def _chunks(file: IO[bytes], path: Path, *, packed: bool) -> Iterator[tuple[bytes, float]]:
    size = max(1, path.stat().st_size)
    source = gzip.GzipFile(fileobj=file) if packed else file
    while content := source.read(_CHUNK):
        yield content, min(1.0, file.tell() / size)


def _parquet(path: Path, limits: Limits) -> Iterator[Batch]:
    where = Where(file=path.name)
    try:
        table = pl.scan_parquet(path)
        schema = table.collect_schema()
        rows = int(table.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError) as error:
        raise FileError("file_damaged", where=where) from error
    if len(schema) > limits.columns:
        params = {"columns": len(schema), "limit": limits.columns}
        raise FileError("too_many_columns", where=where, **params)
    names = [f"{at}" for at in range(len(schema))]
    head = pl.DataFrame([list(schema)], schema=dict.fromkeys(names, pl.String), orient="row")
    nested = [name for name, kind in schema.items() if kind.is_nested() or kind == pl.Binary]
    notices = [Notice("stream_nested", where, {"columns": ", ".join(nested)})] if nested else []
    first, done = head, 0
    parts = table.collect_batches(
        chunk_size=rows_per_batch(len(schema)), maintain_order=True, lazy=True
    )
    try:
        for part in parts:
            cells = pl.concat([first, texts(part)]) if first.height else texts(part)
            done += part.height
            yield Batch(
                cells,
                1 if first.height else done - part.height + 2,
                done / max(1, rows),
                tuple(notices),
            )
            first, notices = head.clear(), []
    except (pl.exceptions.PolarsError, OSError) as error:
        raise FootprintError(
            "stream_broken", where=Where(path.name, "", done + 2), row=done + 2
        ) from error
    if first.height:
        yield Batch(head, 1, 1.0, tuple(notices))
