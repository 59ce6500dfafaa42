"""Entities joined with those their relationships lead to, inline or flat.

Source: ETSI GS CIM 009 V1.9.1, clause 4.5.23.
"""

from __future__ import annotations

from typing import Any

from jalons.twin.engine.entities import Doc, Instance
from jalons.twin.engine.problems import bad
from jalons.twin.engine.rendering import Projection, View, entity

from .call import Call

MOST_LEVELS = 8
MOST_JOINED = 5_000


async def joined(call: Call, docs: list[Doc], view: View) -> list[dict[str, Any]]:
    """Entities as JSON, with those they lead to up to ``joinLevel`` (1 unless told)."""
    how = call.params.get("join")
    if how not in ("inline", "flat"):
        raise bad(f"join is inline, flat or @none, not {how!r}")
    levels = min(call.number("joinLevel", 1, least=1) or 1, MOST_LEVELS)
    excluded = frozenset(call.names("containedBy"))
    found = await _linked(call, docs, levels, view)
    if how == "inline":
        return [_inline(doc, found, levels, view, excluded | {doc["id"]}) for doc in docs]
    flat = [entity(doc, view) for doc in docs]
    there = {doc["id"] for doc in docs}
    nested = _nested(view.projection)
    flat += [
        entity(doc, view, projection=nested)
        for key, doc in found.items()
        if key not in there and key not in excluded
    ]
    return flat


def _nested(projection: Projection) -> Projection:
    return next(iter(projection.nested.values()), Projection())


async def _linked(call: Call, docs: list[Doc], levels: int, view: View) -> dict[str, Doc]:
    """The entities within reach, by id, level by level."""
    found: dict[str, Doc] = {}
    front = docs
    for _ in range(levels):
        wanted = {
            target
            for doc in front
            for iri, instances in doc["attrs"].items()
            if view.projection.shows(iri) or front is not docs
            for instance in instances
            for target in targets(instance)
        }
        ids = sorted(wanted - found.keys())[:MOST_JOINED]
        read = await call.reading(call.broker.store.read, call.tenant, ids)
        found |= read
        front = list(read.values())
        if not front:
            break
    return found


def targets(instance: Instance) -> list[str]:
    """The entities an instance of a relationship leads to."""
    if instance["type"] not in ("Relationship", "ListRelationship"):
        return []
    value = instance["value"]
    return value if isinstance(value, list) else [value]


def _inline(
    doc: Doc,
    found: dict[str, Doc],
    levels: int,
    view: View,
    seen: frozenset[str],
    projection: Projection | None = None,
) -> dict[str, Any]:
    shown = projection or view.projection
    attrs = {}
    for iri, instances in doc["attrs"].items():
        attrs[iri] = [
            _with_entity(instance, iri, found, levels, view, seen, shown) for instance in instances
        ]
    return entity({**doc, "attrs": attrs}, view, projection=shown)


def _with_entity(
    instance: Instance,
    iri: str,
    found: dict[str, Doc],
    levels: int,
    view: View,
    seen: frozenset[str],
    shown: Projection,
) -> Instance:
    there = [key for key in targets(instance) if key in found and key not in seen]
    if not there or not levels:
        return instance
    inner = [
        _inline(
            found[key],
            found,
            levels - 1,
            view,
            seen | {key},
            shown.nested.get(iri, Projection()),
        )
        for key in there
    ]
    many = isinstance(instance["value"], list)
    return {**instance, "entity": inner if many else inner[0]}
