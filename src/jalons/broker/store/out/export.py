"""Exports of a type and of its history: CSV, GeoJSON, Parquet, a little at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import msgspec

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.out import tables
from jalons.broker.engine.out.features import feature
from jalons.broker.engine.out.typed import ColumnType
from jalons.broker.engine.problems import bad
from jalons.broker.engine.query.request import EntityQuery, Page
from jalons.broker.engine.temporal.request import HistoryQuery, Series
from jalons.broker.store.paging import walked

from .offered_types import Offered
from .parquet import parquet

Format = Literal["csv", "geojson", "parquet"]
FORMATS: tuple[Format, ...] = ("csv", "geojson", "parquet")
TOGETHER = 1_000
HISTORIES = 20
encode = msgspec.json.encode
WIDE: dict[str, ColumnType] = {"id": "text", "longitude": "number", "latitude": "number"}
LONG: dict[str, ColumnType] = dict.fromkeys(("entity", "attribute", "dataset", "unit"), "text")
INSTANTS: dict[str, ColumnType] = dict.fromkeys(
    ("observedAt", "modifiedAt", "createdAt", "deletedAt"), "instant"
)


@dataclass(frozen=True, slots=True)
class Reads:
    """The two reads an export needs, of one tenant, as whoever exports may do them."""

    query: Callable[[EntityQuery], Page]
    history: Callable[[HistoryQuery], list[Series]]


@dataclass(frozen=True, slots=True)
class Export:
    """What to export: which entities, in which shape, the present or a period of history.

    ``start`` and ``end`` are microseconds since 1970; ``source`` is who answers for the data.
    """

    kind: Offered
    query: EntityQuery
    format: Format = "csv"
    long: bool = False
    past: bool = False
    start: int | None = None
    end: int | None = None
    separator: str = ","
    source: str = ""


def exported(export: Export, reads: Reads) -> Iterator[bytes]:
    """The bytes of an export. Raises ``Problem`` before the first when it cannot be made."""
    if export.format not in FORMATS:
        raise bad(f"an export is in {', '.join(FORMATS)}, not {export.format!r}")
    if export.past and export.format == "geojson":
        raise bad("a history is exported in csv or parquet, not in geojson")
    if export.start is not None and export.end is not None and export.start >= export.end:
        raise bad("the period ends before it starts")
    if export.separator not in (",", ";", "\t"):
        raise bad("the separator is a comma, a semicolon or a tabulation")
    parts = pages(export.query, reads)
    first = next(parts, [])
    docs = _with(first, parts)
    if export.format == "geojson":
        return _geojson(export, docs)
    records, names = _records(export, docs, reads)
    if export.format == "parquet":
        return _parquet(export, records, names)
    wide = not (export.long or export.past)
    units = tables.units(export.kind.columns, export.kind.model) if wide else {}
    lines = tables.csv_lines(
        records, names, separator=export.separator, units=units, source=export.source
    )
    return (line.encode() for line in lines)


def pages(query: EntityQuery, reads: Reads, *, size: int = TOGETHER) -> Iterator[list[Doc]]:
    """Every entity of a query, ``size`` at a time."""
    return (page.docs for page in walked(reads.query, query, size=size) if page.docs)


def _with(first: list[Doc], rest: Iterator[list[Doc]]) -> Iterator[list[Doc]]:
    yield first
    yield from rest


def _records(
    export: Export, docs: Iterator[list[Doc]], reads: Reads
) -> tuple[Iterator[tables.Record], list[str]]:
    kind = export.kind
    if export.past:
        return _history(export, docs, reads), list(tables.HISTORY)
    flat = (doc for part in docs for doc in part)
    if export.long:
        return tables.long(flat, kind.columns, kind.context), list(tables.LONG)
    return tables.wide(flat, kind.columns, kind.context), tables.heads(kind.columns)


def _history(export: Export, docs: Iterator[list[Doc]], reads: Reads) -> Iterator[tables.Record]:
    kind = export.kind
    for part in docs:
        for at in range(0, len(part), HISTORIES):
            ids = tuple(doc["id"] for doc in part[at : at + HISTORIES])
            query = HistoryQuery(entities=ids, start=export.start, end=export.end)
            yield from tables.history(reads.history(query), kind.columns, kind.context)


def _geojson(export: Export, docs: Iterator[list[Doc]]) -> Iterator[bytes]:
    kind = export.kind
    head = {"name": kind.name, "source": export.source, "attribution": attribution(kind)}
    yield b'{"type":"FeatureCollection",' + encode(head)[1:-1] + b',"features":['
    comma = b""
    for part in docs:
        lines = [encode(feature(doc, kind.columns, kind.context)) for doc in part]
        if lines:
            yield comma + b",\n".join(lines)
            comma = b",\n"
    yield b"]}\n"


def attribution(kind: Offered) -> str:
    """Whom the names of a type come from, empty when it has no model."""
    return kind.model.attribution if kind.model is not None else ""


def _parquet(export: Export, records: Iterator[tables.Record], names: list[str]) -> Iterator[bytes]:
    kind = export.kind
    known = kind.model.attributes if kind.model is not None else {}
    measures = {
        name
        for name, iri in kind.columns.iris.items()
        if iri in known and known[iri].json == "number"
    }
    metadata = {
        "type": kind.kind.iri,
        "source": export.source,
        "attribution": attribution(kind),
        "units": encode(tables.units(kind.columns, kind.model)).decode(),
    }
    usual = WIDE | INSTANTS
    if export.long or export.past:
        usual = LONG | INSTANTS | {"value": "text", "number": "number"}
        names, records = [*names, "number"], map(_with_number, records)
    measures |= {name for name, kind in usual.items() if kind == "number"}
    return parquet(records, names, usual=usual, numbers=frozenset(measures), metadata=metadata)


def _with_number(record: tables.Record) -> tables.Record:
    """A record with the number of a value that is one, apart: a column of Parquet has one type."""
    value = record["value"]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {**record, "number": float(value) if number else None}
