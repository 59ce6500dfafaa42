"""Entities and their history as tables: wide (a row an entity) or long (a row a value).

A wide table has a column an attribute; a long one, the unit, dataset and date of each value.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import Doc, Instance
from jalons.broker.engine.instants import written
from jalons.broker.engine.models import Model
from jalons.broker.engine.temporal.request import Row, Series
from jalons.kernel.cells import harmless

from .flat import Columns, place, plain, row, short

LONG = ("entity", "attribute", "dataset", "observedAt", "value", "unit")
HISTORY = (*LONG, "createdAt", "deletedAt")
Record = dict[str, Any]


def heads(columns: Columns) -> list[str]:
    """The columns of a wide table, in order."""
    names = ("id", *sorted(columns.iris), "longitude", "latitude", "observedAt", "modifiedAt")
    return list(dict.fromkeys(names))  # an attribute may be called longitude


def units(columns: Columns, model: Model | None) -> dict[str, str]:
    """The usual unit of each column that has one, by its symbol."""
    if model is None:
        return {}
    known = {name: model.attributes.get(iri) for name, iri in columns.iris.items()}
    return {name: item.unit or item.code for name, item in known.items() if item and item.code}


def wide(docs: Iterable[Doc], columns: Columns, context: Context) -> Iterator[Record]:
    """A row an entity: the value that stands for each attribute, the place of a point."""
    for doc in docs:
        record = {"id": doc["id"], **row(doc, columns, context)}
        shape = place(doc)
        if shape is not None and shape["type"] == "Point":
            record["longitude"], record["latitude"] = shape["coordinates"][:2]
        elif shape is not None:
            record.setdefault("location", shape)
        yield record


def long(docs: Iterable[Doc], columns: Columns, context: Context) -> Iterator[Record]:
    """A row a value of an entity: every dataset of every attribute."""
    for doc in docs:
        for iri, instances in doc["attrs"].items():
            name = columns.names.get(iri) or short(iri, context)
            for instance in instances:
                yield _value(doc["id"], name, instance, context)


def _value(entity: str, name: str, instance: Instance, context: Context) -> Record:
    return {
        "entity": entity,
        "attribute": name,
        "dataset": instance.get("datasetId"),
        "observedAt": instance.get("observedAt"),
        "value": plain(instance, context),
        "unit": instance.get("unitCode"),
    }


def history(series: Iterable[Series], columns: Columns, context: Context) -> Iterator[Record]:
    """A row a value that was: when it was observed, written, and removed if it was."""
    for one in series:
        name = columns.names.get(one.attr) or short(one.attr, context)
        for each in one.rows:
            yield {
                **_value(one.entity, name, instance_of(each), context),
                "createdAt": written(each.created),
                "deletedAt": None if each.deleted is None else written(each.deleted),
            }


def instance_of(each: Row) -> Instance:
    """A row of history as the instance it was."""
    out = {"type": "Property", **(each.rest or {}), "value": each.value}
    if each.dataset is not None:
        out["datasetId"] = each.dataset
    if each.observed is not None:
        out["observedAt"] = written(each.observed)
    return out


def csv_lines(
    records: Iterable[Record],
    names: list[str],
    *,
    separator: str = ",",
    units: Mapping[str, str] | None = None,
    source: str = "",
) -> Iterator[str]:
    """The lines of a CSV file; a unit follows its column in brackets, ``source`` ends each row.

    A text a spreadsheet would run is made harmless.
    """
    unit_of = units or {}
    headers = [f"{name} ({unit_of[name]})" if name in unit_of else name for name in names]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow([*headers, "source"] if source else headers)
    for record in records:
        cells = [cell(record.get(name)) for name in names]
        writer.writerow([*cells, harmless(source)] if source else cells)
        if out.tell() > 32_768:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def cell(value: Any) -> str:
    """A value as a cell of CSV: numbers with a point, truths as true or false, the rest as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value}"
    return harmless(msgspec.json.encode(value).decode())
