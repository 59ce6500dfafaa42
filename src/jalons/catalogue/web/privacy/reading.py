"""The tables of a stored file one after the other, whatever its format: for the worker."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jalons.catalogue.capture.tables import data_tables
from jalons.kernel import Where
from jalons.tabular import DEFAULT_LIMITS, TableError
from jalons.tabular.files.lines import lines_of

TEXTS = {".csv", ".tsv", ".txt"}
LONGEST = 4 * 2**30  # bytes of a text, read line by line
GEOJSON = 200 * 2**20  # bytes, read whole


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: its headings, then its rows."""

    headings: tuple[str, ...]
    rows: Iterable[list[str]]


def rows_of(path: Path, file_name: str) -> Iterator[Rows]:
    """The tables of a file. Raises ``TableError`` when it has none that can be read."""
    suffix = Path(file_name).suffix.lower()
    if suffix in TEXTS:
        limits = replace(DEFAULT_LIMITS, bytes=LONGEST)
        lines = (cells for _number, cells, _share in lines_of(path, file_name, limits))
        headings = next((cells for cells in lines if any(cells)), [])
        yield Rows(tuple(headings), lines)
    elif suffix in {".geojson", ".json"}:
        yield _geojson(path, file_name)
    elif suffix == ".parquet":
        yield _parquet(path, file_name)
    else:
        for each in data_tables(path, file_name):
            yield Rows(each.headings, each.rows)


def _geojson(path: Path, file_name: str) -> Rows:
    """The properties of the features of a GeoJSON, or the objects of a list."""
    replace(DEFAULT_LIMITS, bytes=GEOJSON).check_size(Where(file=file_name), path.stat().st_size)
    try:
        found = json.loads(path.read_bytes())
    except ValueError:
        raise _unreadable(file_name) from None
    features = found.get("features") if isinstance(found, dict) else found
    if not isinstance(features, list):
        raise _unreadable(file_name)
    records = [each.get("properties", each) or {} for each in features if isinstance(each, dict)]
    records = [each for each in records if isinstance(each, dict)]
    headings = tuple(dict.fromkeys(name for each in records for name in each))
    return Rows(headings, ([_text(each.get(name)) for name in headings] for each in records))


def _parquet(path: Path, file_name: str) -> Rows:
    import polars  # heavy: the worker alone comes here

    try:
        frame = polars.read_parquet(path)
    except polars.exceptions.PolarsError:
        raise TableError("file_damaged", where=Where(file=file_name)) from None
    return Rows(tuple(frame.columns), ([_text(cell) for cell in row] for row in frame.iter_rows()))


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _unreadable(file_name: str) -> TableError:
    return TableError("file_unknown", where=Where(file=file_name))
