"""A scenario applied to entities: documents and changes in, documents out, the originals untouched.

Each change sees what the ones before it did. It tells how many entities it found, which it changed,
and which it could not, with why.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import Doc, Instance
from jalons.broker.engine.query.evaluate import index, matches
from jalons.broker.engine.query.language import parsed
from jalons.twin.engine.heat.entities import ROOM

from . import heating, lighting
from .change import Change, Dim, RouteHeat, Scale, Schedule, Selection, SetValue, WhatIfError
from .entity_values import context_of, is_a, is_number, named, short

type _Made = Doc | str


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """What a change did: how many entities it found, which it changed, how many it could not.

    ``unable`` holds (code of the reason, how many entities), in the order of codes.
    """

    change: Change
    found: int
    changed: tuple[str, ...]
    unable: tuple[tuple[str, int], ...]

    @property
    def same(self) -> int:
        """How many were already as the change wants them."""
        return self.found - len(self.changed) - sum(count for _, count in self.unable)


@dataclass(frozen=True, slots=True)
class Applied:
    """The entities after a scenario, in their order, and what each change did."""

    docs: tuple[Doc, ...]
    told: tuple[ChangeReport, ...]

    @property
    def touched(self) -> frozenset[str]:
        """The identifiers of every entity changed."""
        return frozenset(identifier for told in self.told for identifier in told.changed)


def applied(docs: Iterable[Doc], changes: Sequence[Change]) -> Applied:
    """The entities as a scenario makes them, and what each change did.

    Raises ``Problem`` for a query ``q`` that cannot be read, ``WhatIfError`` for hours that cannot.
    """
    held = list(docs)
    told = []
    for change in changes:
        context = context_of(held)
        chosen = selected(held, change, context)
        make = _maker(change, context, {doc["id"] for doc in held})
        changed: list[str] = []
        unable: Counter[str] = Counter()
        for position in chosen:
            made = make(held[position])
            if isinstance(made, str):
                unable[made] += 1
            elif made != held[position]:
                changed.append(made["id"])
                held[position] = made
        told.append(
            ChangeReport(change, len(chosen), tuple(changed), tuple(sorted(unable.items())))
        )
    return Applied(tuple(held), tuple(told))


def selected(docs: Sequence[Doc], change: Change, context: Context) -> list[int]:
    """The places, among entities, of those a change is about."""
    if isinstance(change, RouteHeat):
        return [place for place, doc in enumerate(docs) if doc["id"] == change.room]
    return chosen(docs, change.where, context)


def chosen(docs: Sequence[Doc], where: Selection, context: Context) -> list[int]:
    """The places of the entities of a selection; names in ``q`` are short names in use."""
    node = parsed(where.q, context) if where.q.strip() else None
    return [
        place
        for place, doc in enumerate(docs)
        if is_a(doc, where.type) and (node is None or matches(index(doc), node))
    ]


def _maker(change: Change, context: Context, known: set[str]) -> Callable[[Doc], _Made]:
    match change:
        case SetValue():
            return lambda doc: _set(doc, change, context)
        case Scale():
            return lambda doc: _scaled(doc, change)
        case Dim():
            return lambda doc: _dimmed(doc, change)
        case Schedule():
            return lambda doc: _scheduled(doc, change)
        case RouteHeat():
            return lambda doc: _routed(doc, change, known)


def _with(doc: Doc, iri: str, found: list[Instance]) -> Doc:
    """A copy of an entity with an attribute in place of its own."""
    return {**doc, "attrs": {**doc["attrs"], iri: found}}


def _set(doc: Doc, change: SetValue, context: Context) -> _Made:
    names = named(doc, change.attribute)
    if not names:
        return _with(doc, context.expand(change.attribute), [_property(change.value)])
    made = doc
    for iri in names:
        found = doc["attrs"][iri]
        if any(each["type"] != "Property" for each in found):
            return "not_a_value"
        made = _with(made, iri, [{**each, "value": change.value} for each in found])
    return made


def _scaled(doc: Doc, change: Scale) -> _Made:
    names = named(doc, change.attribute)
    if not names:
        return "attribute_missing"
    made = doc
    for iri in names:
        found = []
        for each in doc["attrs"][iri]:
            if not is_number(each.get("value")):
                return "not_a_number"
            value = each["value"] * change.factor if change.factor != 1 else each["value"]
            if not math.isfinite(value):
                return "too_large"
            found.append({**each, "value": value})
        made = _with(made, iri, found)
    return made


def _dimmed(doc: Doc, change: Dim) -> _Made:
    if not is_a(doc, lighting.KIND):
        return "not_a_light"
    try:
        lighting.programme_of(doc)
    except WhatIfError:
        return "programme_unreadable"
    entry = {**change.span.document(), "level": change.level}
    return _listed(doc, lighting.DIMMING, [*lighting.held(doc, lighting.DIMMING), entry])


def _scheduled(doc: Doc, change: Schedule) -> _Made:
    if not is_a(doc, lighting.KIND):
        return "not_a_light"
    try:
        lighting.programme_of(doc)
    except WhatIfError:
        return "programme_unreadable"
    present = lighting.spans(doc, lighting.OFF)
    spans = sorted({*present, *change.off} if change.adds else set(change.off))
    return _listed(doc, lighting.OFF, [span.document() for span in spans])


def _listed(doc: Doc, iri: str, value: list[Any]) -> Doc:
    names = named(doc, short(iri)) or named(doc, iri)
    if not names and not value:
        return doc
    return _with(doc, names[0] if names else iri, [_property(value)])


def _routed(doc: Doc, change: RouteHeat, known: set[str]) -> _Made:
    if change.need not in known:
        return "need_missing"
    if not is_a(doc, ROOM):
        return "not_a_room"
    return _with(doc, heating.SERVES, [{"type": "Relationship", "value": change.need}])


def _property(value: Any) -> Instance:
    return {"type": "Property", "value": value}
