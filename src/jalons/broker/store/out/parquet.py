"""A table as a Parquet file: each column of the type that loses nothing of its values.

Records wait in a file while the types are found out, so that one block of them is in memory.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from jalons.broker.engine.instants import micros
from jalons.broker.engine.out.typed import ColumnType, column_type, value_kind
from jalons.broker.engine.problems import Problem

if TYPE_CHECKING:
    import polars as pl

MOST_ROWS = 5_000_000
BLOCK = 100_000
CHUNK = 1 << 16
Record = Mapping[str, Any]
encode, decode = msgspec.json.encode, msgspec.json.decode


def parquet(
    records: Iterable[Record],
    names: Sequence[str],
    *,
    usual: Mapping[str, ColumnType],
    numbers: frozenset[str] = frozenset(),
    metadata: Mapping[str, str],
) -> Iterator[bytes]:
    """The bytes of a Parquet file of some columns; ``usual`` types those without any value.

    ``numbers`` are measures: whole numbers are written as doubles there. The metadata of the file
    say under ``columns`` what each column is; ``mixed`` is a text because its values have several
    kinds. Raises ``Problem`` beyond ``MOST_ROWS``.
    """
    import polars as pl  # loaded when first needed: it costs memory

    with tempfile.TemporaryDirectory() as folder:
        waiting, path = Path(folder) / "records.jsonl", Path(folder) / "export.parquet"
        kinds = _set_aside(records, names, waiting)
        types = {
            name: _type(kinds[name], usual.get(name), number=name in numbers) for name in names
        }
        table = pl.concat(list(_frames(waiting, types)))
        table.write_parquet(path, metadata={**metadata, "columns": encode(types).decode()})
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                yield chunk


def _type(kinds: set[str], usual: ColumnType | None, *, number: bool) -> ColumnType:
    found = column_type(kinds, number=number)
    if usual == "text" or (found == "empty" and usual):
        return usual
    return "number" if found == "empty" and number else found


def _set_aside(records: Iterable[Record], names: Sequence[str], path: Path) -> dict[str, set[str]]:
    """Write each record on a line of a file; the kinds of values each column has."""
    kinds: dict[str, set[str]] = {name: set() for name in names}
    with path.open("wb") as stream:
        for rows, record in enumerate(records):
            if rows >= MOST_ROWS:
                detail = f"more than {MOST_ROWS} rows: ask for a shorter period"
                raise Problem("TooManyResults", detail)
            values = [record.get(name) for name in names]
            for name, value in zip(names, values, strict=True):
                if value is not None:
                    kinds[name].add(value_kind(value))
            stream.write(encode(values) + b"\n")
    return kinds


def _frames(path: Path, types: Mapping[str, ColumnType]) -> Iterator[pl.DataFrame]:
    import polars as pl

    forms: dict[str, tuple[Any, Callable[[Any], Any]]] = {
        "integer": (pl.Int64, int),
        "number": (pl.Float64, float),
        "boolean": (pl.Boolean, bool),
        "instant": (pl.Datetime("us", "UTC"), micros),
        "date": (pl.Date, date.fromisoformat),
    }
    chosen = [forms.get(kind, (pl.String, _text)) for kind in types.values()]
    schema = {name: form for name, (form, _) in zip(types, chosen, strict=True)}
    made = [make for _, make in chosen]
    with path.open("rb") as stream:
        block: list[list[Any]] = []
        for line in stream:
            values = zip(made, decode(line), strict=True)
            block.append([None if value is None else make(value) for make, value in values])
            if len(block) == BLOCK:
                yield pl.DataFrame(block, schema=schema, orient="row")
                block = []
        yield pl.DataFrame(block, schema=schema, orient="row")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else encode(value).decode()
