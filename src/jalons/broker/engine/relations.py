"""The entities that relationships lead to, and documents without those a reader may not see.

An id reveals that there is a camera, and where a lamp leads to it. What an audience may not see is
not shown as a target either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace

from .entities import Doc, Instance
from .temporal.request import Points, Row, Series

RELATIONS = frozenset({"Relationship", "ListRelationship"})


def targets(instance: Instance) -> list[str]:
    """The entities an instance of a relationship leads to."""
    if instance["type"] not in RELATIONS:
        return []
    value = instance["value"]
    return value if isinstance(value, list) else [value]


def targets_of(doc: Doc) -> set[str]:
    """Every entity the relationships of a document lead to, at any depth."""
    return {key for found in doc["attrs"].values() for key in _all(found)}


def _all(instances: Iterable[Instance]) -> Iterator[str]:
    for instance in instances:
        yield from targets(instance)
        previous = instance.get("previous")
        if instance["type"] in RELATIONS and previous is not None:
            yield from previous if isinstance(previous, list) else [previous]
        for inner in instance.get("subs", {}).values():
            yield from _all(inner)


def without(doc: Doc, shut: Set[str]) -> Doc:
    """A document whose relationships lead to none of some entities."""
    if not shut:
        return doc
    attrs = {iri: _left(instances, shut) for iri, instances in doc["attrs"].items()}
    return {**doc, "attrs": {iri: remaining for iri, remaining in attrs.items() if remaining}}


def _left(instances: list[Instance], shut: Set[str]) -> list[Instance]:
    found = (_instance(instance, shut) for instance in instances)
    return [instance for instance in found if instance is not None]


def _instance(instance: Instance, shut: Set[str]) -> Instance | None:
    """An instance without what leads to some entities; None when nothing of it is left."""
    out = instance
    leads = targets(instance)
    if not shut.isdisjoint(leads):
        remaining = [key for key in leads if key not in shut]
        if not remaining:
            return None
        whole = isinstance(instance["value"], list)
        out = {**instance, "value": remaining if whole else remaining[0]}
    if instance["type"] in RELATIONS and "previous" in instance:
        before = instance["previous"]
        if not shut.isdisjoint(before if isinstance(before, list) else [before]):
            out = {name: value for name, value in out.items() if name != "previous"}
    if "subs" in instance:
        subs = {iri: _left(inner, shut) for iri, inner in instance["subs"].items()}
        out = {**out, "subs": {iri: inner for iri, inner in subs.items() if inner}}
    return out


def as_instance(row: Row) -> Instance:
    """A row of history as an instance: its kind, value and attributes."""
    return {"type": "Property", **(row.rest or {}), "value": row.value}


def targets_of_series(series: Series) -> set[str]:
    """Every entity the rows of a series lead to."""
    return set(_all(as_instance(row) for row in series.rows if row.deleted is None))


def series_without(series: Series, shut: Set[str]) -> Series | None:
    """A series whose rows lead to none of some entities; None when nothing of it is left."""
    if not shut:
        return series
    rows = tuple(row for row in (_row(row, shut) for row in series.rows) if row is not None)
    return replace(series, rows=rows) if rows else None


def _row(row: Row, shut: Set[str]) -> Row | None:
    instance = as_instance(row)
    remaining = _instance(instance, shut) if row.deleted is None else instance
    if remaining is None or remaining is instance:
        return None if remaining is None else row
    rest = {name: value for name, value in remaining.items() if name != "value"}
    if "type" not in (row.rest or {}):
        del rest["type"]
    return row._replace(value=remaining["value"], rest=rest or None)


def targets_of_points(points: Points) -> set[str]:
    """Every entity the values of a relationship lead to."""
    if points.kind not in RELATIONS:
        return set()
    return {key for v in points.values for key in (v if isinstance(v, list) else [v])}


def points_without(points: Points, shut: Set[str]) -> Points | None:
    """Points of which none leads to some entities; None when nothing is left."""
    if points.kind not in RELATIONS or not shut:
        return points
    remaining = [
        (stamp, value)
        for stamp, value in zip(points.stamps, points.values, strict=True)
        if shut.isdisjoint(value if isinstance(value, list) else [value])
    ]
    if not remaining:
        return None
    return replace(
        points, stamps=[stamp for stamp, _ in remaining], values=[v for _, v in remaining]
    )
