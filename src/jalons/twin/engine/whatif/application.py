"""A scenario applied to entities: documents and changes in, new documents out.

Each change applies to the result of the previous ones. Its report counts the entities it selected,
those it changed, and those it could not change, with the reason.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import Doc, Instance
from jalons.broker.engine.query.evaluate import index as index_of
from jalons.broker.engine.query.evaluate import matches
from jalons.broker.engine.query.language import parsed
from jalons.twin.engine.heat.entities import ROOM

from . import heating, lighting
from .change import Change, Dim, RouteHeat, Scale, Schedule, Selection, SetValue, WhatIfError
from .entity_values import context_of, is_a, is_number, named, short

type _Result = Doc | str  # the changed entity, or the code of why it cannot be changed


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """What a change did: entities selected, changed, not changeable.

    ``unable`` lists (code of the reason, number of entities), sorted by code.
    """

    change: Change
    found: int
    changed: tuple[str, ...]
    unable: tuple[tuple[str, int], ...]

    @property
    def same(self) -> int:
        """How many entities already were as the change sets them."""
        return self.found - len(self.changed) - sum(count for _, count in self.unable)


@dataclass(frozen=True, slots=True)
class AppliedScenario:
    """The entities after a scenario, in their order, and the report of each change."""

    docs: tuple[Doc, ...]
    reports: tuple[ChangeReport, ...]

    @property
    def touched(self) -> frozenset[str]:
        """The identifiers of all the entities changed."""
        return frozenset(identifier for report in self.reports for identifier in report.changed)


def apply_changes(docs: Iterable[Doc], changes: Sequence[Change]) -> AppliedScenario:
    """The entities after the changes of a scenario, and the report of each change.

    Raises ``Problem`` for a query ``q`` that cannot be read, ``WhatIfError`` for impossible hours.
    """
    current = list(docs)
    reports = []
    for change in changes:
        context = context_of(current)
        indexes = selected(current, change, context)
        transform = _transform(change, context, {doc["id"] for doc in current})
        changed: list[str] = []
        unable: Counter[str] = Counter()
        for index in indexes:
            result = transform(current[index])
            if isinstance(result, str):
                unable[result] += 1
            elif result != current[index]:
                changed.append(result["id"])
                current[index] = result
        reasons = tuple(sorted(unable.items()))
        reports.append(ChangeReport(change, len(indexes), tuple(changed), reasons))
    return AppliedScenario(tuple(current), tuple(reports))


def selected(docs: Sequence[Doc], change: Change, context: Context) -> list[int]:
    """The indexes of the entities a change is about."""
    if isinstance(change, RouteHeat):
        return [n for n, doc in enumerate(docs) if doc["id"] == change.room]
    return matching(docs, change.where, context)


def matching(docs: Sequence[Doc], where: Selection, context: Context) -> list[int]:
    """The indexes of the entities of a selection; ``q`` uses the short names in use."""
    node = parsed(where.q, context) if where.q.strip() else None
    return [
        n
        for n, doc in enumerate(docs)
        if is_a(doc, where.type) and (node is None or matches(index_of(doc), node))
    ]


def _transform(change: Change, context: Context, known: set[str]) -> Callable[[Doc], _Result]:
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
            return lambda doc: _heat_routed(doc, change, known)


def _with(doc: Doc, iri: str, instances: list[Instance]) -> Doc:
    """A copy of an entity with another value of one attribute."""
    return {**doc, "attrs": {**doc["attrs"], iri: instances}}


def _set(doc: Doc, change: SetValue, context: Context) -> _Result:
    names = named(doc, change.attribute)
    if not names:
        return _with(doc, context.expand(change.attribute), [_property(change.value)])
    result = doc
    for iri in names:
        found = doc["attrs"][iri]
        if any(each["type"] != "Property" for each in found):
            return "not_a_value"
        result = _with(result, iri, [{**each, "value": change.value} for each in found])
    return result


def _scaled(doc: Doc, change: Scale) -> _Result:
    names = named(doc, change.attribute)
    if not names:
        return "attribute_missing"
    result = doc
    for iri in names:
        found = []
        for each in doc["attrs"][iri]:
            if not is_number(each.get("value")):
                return "not_a_number"
            value = each["value"] * change.factor if change.factor != 1 else each["value"]
            if not math.isfinite(value):
                return "too_large"
            found.append({**each, "value": value})
        result = _with(result, iri, found)
    return result


def _refused(doc: Doc) -> str:
    """Why the hours of an entity cannot change, empty when they can."""
    if not is_a(doc, lighting.KIND):
        return "not_a_light"
    try:
        lighting.programme_of(doc)
    except WhatIfError:
        return "programme_unreadable"
    return ""


def _dimmed(doc: Doc, change: Dim) -> _Result:
    if reason := _refused(doc):
        return reason
    entry = {**change.span.document(), "level": change.level}
    return _listed(doc, lighting.DIMMING, [*lighting.listed_values(doc, lighting.DIMMING), entry])


def _scheduled(doc: Doc, change: Schedule) -> _Result:
    if reason := _refused(doc):
        return reason
    present = lighting.spans(doc, lighting.OFF)
    spans = sorted({*present, *change.off} if change.adds else set(change.off))
    return _listed(doc, lighting.OFF, [span.document() for span in spans])


def _listed(doc: Doc, iri: str, value: list[Any]) -> Doc:
    names = named(doc, short(iri)) or named(doc, iri)
    if not names and not value:
        return doc
    return _with(doc, names[0] if names else iri, [_property(value)])


def _heat_routed(doc: Doc, change: RouteHeat, known: set[str]) -> _Result:
    if change.need not in known:
        return "need_missing"
    if not is_a(doc, ROOM):
        return "not_a_room"
    return _with(doc, heating.SERVES, [{"type": "Relationship", "value": change.need}])


def _property(value: Any) -> Instance:
    return {"type": "Property", "value": value}
