"""Entities joined with those their relationships lead to, inline or flat.

Source: ETSI GS CIM 009 V1.9.1, clause 4.5.23.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from jalons.broker.engine.entities import Doc, Instance
from jalons.broker.engine.problems import bad
from jalons.broker.engine.relations import targets
from jalons.broker.engine.rendering import Projection, View, entity
from jalons.broker.server.call import Call

MOST_LEVELS = 8
MOST_JOINED = 5_000
Read = Callable[[list[str]], Awaitable[dict[str, Doc]]]


async def joined(call: Call, docs: list[Doc], view: View) -> list[dict[str, Any]]:
    """Entities as JSON, with those they lead to up to ``joinLevel`` (1 by default)."""
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


async def linked_with(  # noqa: PLR0913 - named, and all needed
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
        reach = _Reach(found, view, levels, excluded)
        return [
            _inline(doc, replace(reach, seen=excluded | {doc["id"]}), view.projection)
            for doc in docs
        ]
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


@dataclass(frozen=True, slots=True)
class _Reach:
    """What may still be joined: the entities found, how many levels, those already on the way."""

    found: dict[str, tuple[Doc, Projection]]
    view: View
    levels: int
    seen: frozenset[str]

    def inside(self, key: str) -> _Reach:
        return replace(self, levels=self.levels - 1, seen=self.seen | {key})


def _inline(doc: Doc, reach: _Reach, shown: Projection) -> dict[str, Any]:
    attrs = {
        iri: [_with_entity(item, reach, shown.nested.get(iri, Projection())) for item in instances]
        for iri, instances in doc["attrs"].items()
    }
    return entity({**doc, "attrs": attrs}, reach.view, projection=shown)


def _with_entity(instance: Instance, reach: _Reach, nested: Projection) -> Instance:
    there = [key for key in targets(instance) if key in reach.found and key not in reach.seen]
    if not there or not reach.levels:
        return instance
    inner = [_inline(reach.found[key][0], reach.inside(key), nested) for key in there]
    return {**instance, "entity": inner if isinstance(instance["value"], list) else inner[0]}
