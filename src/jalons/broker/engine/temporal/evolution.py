"""Temporal evolutions as they leave the broker: in full, as pairs of values, or aggregated.

Source: ETSI GS CIM 009 V1.9.1, clauses 4.5.6 to 4.5.9 and 4.5.19.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from jalons.broker.engine.entities import NULL, VALUE, Doc, Instance
from jalons.broker.engine.instants import written
from jalons.broker.engine.rendering import View, attribute, simple_value

from .aggregates import aggregated
from .history_rows import SCOPE
from .paging import when
from .parameters import Aggregation, Interval
from .request import Points, Row, Series
from .summaries import Periods, Summed
from .summaries import cells as summed_cells

MANY = {
    "Property": "values",
    "Relationship": "objects",
    "GeoProperty": "values",
    "LanguageProperty": "languageMaps",
    "VocabProperty": "vocabs",
    "JsonProperty": "jsons",
    "ListProperty": "valueLists",
    "ListRelationship": "objectLists",
}
Written = dict[str, Any]


def instance_of(row: Row) -> Instance:
    """The instance a row keeps, with its dates and its address."""
    instance: Instance = {"type": "Property", **(row.rest or {}), "value": row.value}
    if row.dataset is not None:
        instance["datasetId"] = row.dataset
    if row.observed is not None:
        instance["observedAt"] = written(row.observed)
    instance["createdAt"] = written(row.created)
    instance["modifiedAt"] = written(row.modified)
    if row.deleted is not None:
        instance["deletedAt"] = written(row.deleted)
    if row.instance:
        instance["instanceId"] = row.instance
    return instance


def headed(doc: Doc, view: View) -> Written:
    """The members of an entity that stand before its attributes: id, type and its own dates."""
    shown, compact = view.projection, view.context.compact
    out: Written = {}
    if shown.shows("id"):
        out["id"] = doc["id"]
    if shown.shows("type"):
        types = [compact(kind) for kind in doc["type"]]
        out["type"] = types[0] if len(types) == 1 else types
    if view.sys_attrs:
        out.update({n: doc[n] for n in ("createdAt", "modifiedAt") if n in doc and shown.shows(n)})
    return out


def full(doc: Doc, series: Iterable[Series], view: View) -> Written:
    """The normalized or concise evolution of an entity: a list of instances by attribute."""
    out = headed(doc, view)
    for attr, items in _by_attribute(series, view):
        out[_name(attr, view)] = [_instance(row, view) for item in items for row in item.rows]
    return out


def _instance(row: Row, view: View) -> Any:
    if row.attr == SCOPE:
        return _scope(row, view)
    instance = instance_of(row)
    if row.deleted is not None:
        return _deleted(instance, view)
    single = replace(view, datasets=None)
    body = attribute([instance], single)
    if not isinstance(body, dict) or body is instance["value"]:
        body = {"value": body}
    return body


def _deleted(instance: Instance, view: View) -> Written:
    kind = instance["type"]
    gone: Any = {"@none": NULL} if kind == "LanguageProperty" else NULL
    out: Written = {"type": kind} if view.form == "normalized" else {}
    out |= {VALUE[kind]: gone, "deletedAt": instance["deletedAt"]}
    members = ("datasetId", "instanceId", *(("createdAt", "modifiedAt") if view.sys_attrs else ()))
    return out | {name: instance[name] for name in members if name in instance}


def _scope(row: Row, view: View) -> Written:
    value = row.value[0] if len(row.value) == 1 else row.value
    out: Written = {"type": "Property", "value": value}
    if row.deleted is not None:
        out["deletedAt"] = written(row.deleted)
    elif row.observed is not None:
        out["observedAt"] = written(row.observed)
    if view.sys_attrs:
        out |= {"createdAt": written(row.created), "modifiedAt": written(row.modified)}
    return out


def values(doc: Doc, series: Iterable[Series], view: View, interval: Interval) -> Written:
    """The simplified evolution of an entity: pairs of a value and an instant, by attribute."""
    out = headed(doc, view)
    simple = replace(view, form="simplified")
    for attr, items in _by_attribute(series, view):
        written_items = [_pairs(item, simple, interval) for item in items]
        out[_name(attr, view)] = written_items[0] if len(written_items) == 1 else written_items
    return out


def _pairs(series: Series, view: View, interval: Interval) -> Written:
    kind = "Property"
    pairs: list[list[Any]] = []
    for row in series.rows:
        kind = row.rest.get("type", "Property") if row.rest else "Property"
        pairs.append([_simple(row, kind, view), written(when(row, interval.time))])
    if kind == "LanguageProperty" and view.lang:
        kind = "Property"
    out: Written = {"type": kind}
    if series.dataset is not None:
        out["datasetId"] = series.dataset
    out[MANY[kind]] = pairs
    return out


def _simple(row: Row, kind: str, view: View) -> Any:
    if row.rest is None and row.deleted is None and row.attr != SCOPE:
        return row.value
    if row.attr == SCOPE:
        return row.value[0] if len(row.value) == 1 else row.value
    if row.deleted is not None:
        return {"languageMap": {"@none": NULL}} if kind == "LanguageProperty" else NULL
    if kind in ("ListProperty", "ListRelationship"):
        return row.value
    return simple_value({"type": kind, "value": row.value}, view)


def aggregates(  # noqa: PLR0913 - the request, and what it is made of
    doc: Doc,
    points: Sequence[Points | Summed],
    view: View,
    *,
    interval: Interval,
    aggregation: Aggregation,
    periods: Periods | None = None,
) -> Written:
    """The aggregated evolution of an entity: by attribute and method, a value for each period.

    Periods start where the interval does or, when it has no start, at the first point shown.
    ``periods`` are those of what the store summed.
    """
    out = headed(doc, view)
    shown = [item for item in points if item.attr != SCOPE and view.projection.shows(item.attr)]
    if not shown:
        return out
    origin = interval.start
    if origin is None:
        origin = min(item.stamps[0] for item in shown if isinstance(item, Points))
    end = interval.end if interval.end is not None else max(map(_last, shown))
    for item in shown:
        if isinstance(item, Points):
            stamps, known = _known(item)
            cells = aggregated(stamps, known, aggregation, origin=origin, end=end)
        else:
            cells = summed_cells(item, periods or Periods(origin), aggregation, end=end)
        body: Written = {"type": item.kind}
        if item.dataset is not None:
            body["datasetId"] = item.dataset
        body |= cells
        name = _name(item.attr, view)
        before = out.get(name)
        if before is None:
            out[name] = body
        else:
            out[name] = [*(before if isinstance(before, list) else [before]), body]
    return out


def _last(item: Points | Summed) -> int:
    return item.stamps[-1] if isinstance(item, Points) else item.summaries[-1].last


def _known(points: Points) -> tuple[list[int], list[Any]]:
    """The instants and values of points, without those that say there was no value."""
    if NULL not in points.values:
        return points.stamps, points.values
    pairs = zip(points.stamps, points.values, strict=True)
    known = [(stamp, value) for stamp, value in pairs if value != NULL]
    return [stamp for stamp, _ in known], [value for _, value in known]


def _by_attribute(series: Iterable[Series], view: View) -> list[tuple[str, list[Series]]]:
    """The series to show, by attribute; instances that were deleted come with the others."""
    found: dict[str, list[Series]] = {}
    for item in series:
        if view.projection.shows(item.attr):
            found.setdefault(item.attr, []).append(item)
    return list(found.items())


def _name(attr: str, view: View) -> str:
    return attr if attr == SCOPE else view.context.compact(attr)
