"""What a change of an entity changes in the tables, found in one pass over its attributes.

An attribute with one instance whose value is a scalar or a geometry, without attributes of its own,
has one leaf: it is compared at once. Any other has its leaves read as ``leaves`` reads them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jalons.broker.engine.entities import Doc, Instance
from jalons.broker.engine.query.leaves import attribute_leaves, shapes
from jalons.broker.engine.query.tree import PRESENT, SCOPE, TYPE, Scalar, encoded

from .indexing import indexed

Uses = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
"""The types of an entity, and the kind of each of its attributes."""
Rows = list[tuple[int, int, Scalar]]
Place = Callable[[str], int]


@dataclass(slots=True)
class Differences:
    """Rows of leaves to add and to remove, geometries in the place of others, types counted."""

    place: Place
    gained: Rows = field(default_factory=list)
    lost: Rows = field(default_factory=list)
    unplaced: list[tuple[int]] = field(default_factory=list)
    placed: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    counted: Counter[Uses] = field(default_factory=Counter)

    def born(self, pk: int, after: Doc) -> None:
        """A new entity."""
        gained, place = self.gained, self.place
        for iri, value in _heading(after):
            gained.append((pk, place(iri), value))
        uses = []
        for iri, instances in after["attrs"].items():
            kind = instances[0]["type"]
            uses.append((iri, kind))
            leaf = _only_leaf(instances)
            if leaf is None:
                self._leaves(pk, iri, instances, self.gained)
            else:
                gained.append((pk, place(iri), leaf))
            if leaf is None or kind == "GeoProperty":
                self.placed += [(pk, iri, geometry) for geometry in _geometries(instances)]
        self.counted[tuple(after["type"]), tuple(uses)] += 1

    def gone(self, pk: int, before: Doc) -> None:
        """An entity deleted; its leaves go all at once."""
        self.unplaced.append((pk,))
        self.counted[_uses(before)] -= 1

    def changed(self, pk: int, before: Doc, after: Doc) -> None:
        """An entity that is not what it was."""
        moved = recount = False
        if before["type"] != after["type"] or before.get("scope") != after.get("scope"):
            was, now = set(_heading(before)), set(_heading(after))
            self.lost += [(pk, self.place(iri), value) for iri, value in was - now]
            self.gained += [(pk, self.place(iri), value) for iri, value in now - was]
            recount = before["type"] != after["type"]
        old, new = before["attrs"], after["attrs"]
        for iri, instances in new.items():
            former = old.get(iri)
            if former is instances:
                continue
            self._attribute(pk, iri, former, instances)
            recount = recount or not former or former[0]["type"] != instances[0]["type"]
            moved = moved or _geometries(former or ()) != _geometries(instances)
        if len(old) != len(new) or recount:
            for iri, instances in old.items():
                if iri not in new:
                    self._leaves(pk, iri, instances, self.lost)
                    recount = True
                    moved = moved or bool(_geometries(instances))
        if moved:
            self.unplaced.append((pk,))
            self.placed += [(pk, iri, geometry) for iri, geometry in shapes(after)]
        if recount:
            self.counted[_uses(before)] -= 1
            self.counted[_uses(after)] += 1

    def _attribute(
        self, pk: int, iri: str, former: list[Instance] | None, instances: list[Instance]
    ) -> None:
        now = _only_leaf(instances)
        was = _only_leaf(former) if former else None
        if now is None or (former and was is None):
            before = attribute_leaves(iri, former or [])
            after = attribute_leaves(iri, instances)
            self._numbered(pk, after - before, self.gained)
            self._numbered(pk, before - after, self.lost)
        elif now != was:
            place = self.place(iri)
            self.gained.append((pk, place, now))
            if was is not None:
                self.lost.append((pk, place, was))

    def _leaves(self, pk: int, iri: str, instances: list[Instance], rows: Rows) -> None:
        self._numbered(pk, attribute_leaves(iri, instances), rows)

    def _numbered(self, pk: int, leaves: set[tuple[str, Scalar]], rows: Rows) -> None:
        rows += [(pk, self.place(path), value) for path, value in leaves if indexed(path)]


def _only_leaf(instances: list[Instance]) -> Scalar | None:
    """The leaf of an attribute that has this one alone, whatever its dates; None for others."""
    if len(instances) != 1:
        return None
    instance = instances[0]
    if "subs" in instance or "datasetId" in instance:
        return None
    value = instance["value"]
    kind = type(value)
    if kind is float:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return float(value)
    if kind is str or kind is bool:
        return encoded(value)
    return PRESENT if instance["type"] == "GeoProperty" else None


def _geometries(instances: list[Instance] | tuple[()]) -> list[dict[str, Any]]:
    return [instance["value"] for instance in instances if instance["type"] == "GeoProperty"]


def _heading(doc: Doc) -> list[tuple[str, Scalar]]:
    """The leaves of an entity that are of no attribute, without its dates."""
    found: list[tuple[str, Scalar]] = [(TYPE, kind) for kind in doc["type"]]
    return found + [(SCOPE, scope) for scope in doc["scope"]] if "scope" in doc else found


def _uses(doc: Doc) -> Uses:
    attrs = [(iri, instances[0]["type"]) for iri, instances in doc["attrs"].items()]
    return tuple(doc["type"]), tuple(attrs)
