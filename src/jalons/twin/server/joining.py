"""Entities joined with those their relationships lead to, inline or flat.

Source: ETSI GS CIM 009 V1.9.1, clause 4.5.23.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from jalons.twin.engine.entities import Doc, Instance
from jalons.twin.engine.problems import bad
from jalons.twin.engine.rendering import Projection, View, entity

from .call import Call

MOST_LEVELS = 8
MOST_JOINED = 5_000
Read = Callable[[list[str]], Awaitable[dict[str, Doc]]]


async def joined(call: Call, docs: list[Doc], view: View) -> list[dict[str, Any]]:
    """Entities as JSON, with those they lead to up to ``joinLevel`` (1 unless told)."""
    how = call.params.get("join")
    if how not in ("inline", "flat"):
        raise bad(f"join is inline, flat or @none, not {how!r}")

    async def read(ids: list[str]) -> dict[str, Doc]:
        return await call.reading(call.broker.store.read, call.tenant, ids)

    return await linked_with(
        read,
        docs,
        view,
        inline=how == "inline",
        levels=call.number("joinLevel", 1, least=1) or 1,
        excluded=frozenset(call.names("containedBy")),
    )


async def linked_with(
    read: Read,
    docs: list[Doc],
    view: View,
    *,
    inline: bool,
    levels: int,
    excluded: frozenset[str] = frozenset(),
) -> list[dict[str, Any]]:
    """Entities as JSON, with those within ``levels`` relationships: inside them, or after them."""
    levels = min(levels, MOST_LEVELS)
    found = await _linked(read, docs, levels, view)
    if inline:
        return [_inline(doc, found, levels, view, excluded | {doc["id"]}) for doc in docs]
    there = {doc["id"] for doc in docs} | excluded
    return [entity(doc, view) for doc in docs] + [
        entity(doc, view, projection=shown)
        for key, (doc, shown) in found.items()
        if key not in there
    ]


async def _linked(
    read: Read, docs: list[Doc], levels: int, view: View
) -> dict[str, tuple[Doc, Projection]]:
    """The entities within reach, by id, level by level, each with what is shown of it."""
    found: dict[str, tuple[Doc, Projection]] = {}
    front = [(doc, view.projection) for doc in docs]
    for _ in range(levels):
        wanted: dict[str, Projection] = {}
        for doc, shown in front:
            for iri, instances in doc["attrs"].items():
                if shown.shows(iri):
                    for target in (key for instance in instances for key in targets(instance)):
                        wanted.setdefault(target, shown.nested.get(iri, Projection()))
        ids = [key for key in wanted if key not in found][:MOST_JOINED]
        there = await read(ids)
        front = [(there[key], wanted[key]) for key in ids if key in there]
        found |= {doc["id"]: (doc, shown) for doc, shown in front}
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
    found: dict[str, tuple[Doc, Projection]],
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
    found: dict[str, tuple[Doc, Projection]],
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
            found[key][0],
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
