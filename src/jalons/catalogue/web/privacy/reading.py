"""The tables of a stored file one after the other, whatever its format: for the worker."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from jalons.catalogue.capture.tables import data_tables
from jalons.kernel import Where
from jalons.tabular import DEFAULT_LIMITS, TableError
from jalons.tabular.files.lines import lines_of

LONGEST, GEOJSON = 4 * 2**30, 200 * 2**20  # bytes of a text read line by line, of one read whole
type Rows = tuple[tuple[str, ...], Iterable[list[str]]]  # the headings of a table, then its rows


def rows_of(path: Path, name: str) -> Iterator[Rows]:
    """The tables of a file. Raises ``TableError`` when it has none that can be read."""
    suffix = Path(name).suffix.lower()
    if suffix in {".csv", ".tsv", ".txt"}:
        lines = lines_of(path, name, replace(DEFAULT_LIMITS, bytes=LONGEST))
        rows = (cells for _number, cells, _share in lines)
        yield tuple(next((cells for cells in rows if any(cells)), [])), rows
    elif suffix in {".geojson", ".json"}:
        replace(DEFAULT_LIMITS, bytes=GEOJSON).check_size(Where(file=name), path.stat().st_size)
        yield _records(path, name)
    elif suffix == ".parquet":
        import polars  # heavy: the worker alone comes here

        try:
            frame = polars.read_parquet(path)
        except polars.exceptions.PolarsError:
            raise TableError("file_damaged", where=Where(file=name)) from None
        yield tuple(frame.columns), (list(map(_text, row)) for row in frame.iter_rows())
    else:
        yield from ((each.headings, each.rows) for each in data_tables(path, name))


def _records(path: Path, name: str) -> Rows:
    """The properties of the features of a GeoJSON, or the objects of a list."""
    try:
        found = json.loads(path.read_bytes())
    except ValueError:
        found = None
    features = found.get("features") if isinstance(found, dict) else found
    if not isinstance(features, list):
        raise TableError("file_unknown", where=Where(file=name))
    found = [each.get("properties", each) for each in features if isinstance(each, dict)]
    records = [each for each in found if isinstance(each, dict)]
    headings = tuple(dict.fromkeys(key for each in records for key in each))
    return headings, ([_text(each.get(key)) for key in headings] for each in records)


def _text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, default=str)
