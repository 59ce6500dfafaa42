"""What one pass finds changed is what the whole leaves, shapes and counts of both documents say."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jalons.broker.engine import operations
from jalons.broker.engine.entities import Doc, expand_entity
from jalons.broker.engine.query.leaves import CREATED, MODIFIED, leaves, shapes
from jalons.broker.store.contexts import core
from jalons.broker.store.sqlite.differences import Differences
from jalons.broker.store.sqlite.indexing import indexed

POINTS = st.sampled_from([[1.0, 2.0], [3.0, 4.0]]).map(
    lambda position: {"type": "Point", "coordinates": position}
)
SCALARS = st.sampled_from([0, 1, 1.0, True, False, "", "1", "x", -0.0, "2026-11-24T10:00:00Z"])
MEMBERS = st.fixed_dictionaries(
    {},
    optional={
        "observedAt": st.sampled_from(["2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z"]),
        "unitCode": st.sampled_from(["CEL", "P1"]),
        "sub": st.builds(lambda v: {"type": "Property", "value": v, "unitCode": "P1"}, SCALARS),
    },
)
VALUES = st.one_of(
    SCALARS, SCALARS, st.lists(SCALARS, min_size=1, max_size=2), st.just({"m": 1, "n": ["x"]})
)
ATTRIBUTES = st.one_of(
    st.builds(lambda v, m: {"type": "Property", "value": v} | m, VALUES, MEMBERS),
    st.builds(lambda v: {"type": "Relationship", "object": f"urn:o:{v}"}, st.integers(0, 2)),
    st.builds(lambda v, m: {"type": "GeoProperty", "value": v} | m, POINTS, MEMBERS),
    st.builds(lambda v: {"type": "LanguageProperty", "languageMap": {"fr": f"{v}"}}, SCALARS),
    st.builds(
        lambda one, two: [
            {"type": "Property", "value": one},
            {"type": "Property", "value": two, "datasetId": "urn:d:1"},
        ],
        SCALARS,
        SCALARS,
    ),
    st.builds(
        lambda one: [{"type": "GeoProperty", "value": one, "datasetId": "urn:d:1"}], POINTS
    ),
)  # fmt: skip
ENTITIES = st.builds(
    lambda types, scope, attributes: {"id": "urn:e:1", "type": types} | scope | attributes,
    st.lists(st.sampled_from("TUV"), min_size=1, max_size=2, unique=True),
    st.sampled_from([{}, {"scope": "/x"}, {"scope": ["/x", "/y"]}]),
    st.dictionaries(st.sampled_from("abc"), ATTRIBUTES, max_size=3),
).map(lambda payload: expand_entity(payload, core()))


def _stored(doc: Doc | None) -> set[tuple[str, Any]]:
    found = leaves(doc) if doc is not None else set()
    return {leaf for leaf in found if indexed(leaf[0]) and leaf[0] not in (CREATED, MODIFIED)}


def _uses(doc: Doc | None) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for kind in doc["type"] if doc is not None else ():
        found[kind] += 1
        for iri, instances in (doc or {})["attrs"].items():
            found[kind, iri, instances[0]["type"]] += 1
    return found


class Tables:
    """The rows of one entity, to which differences are applied as the store applies them."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.leaves: set[tuple[str, Any]] = set()
        self.shapes: list[Any] = []
        self.uses: Counter[Any] = Counter()

    def place(self, text: str) -> int:
        if text not in self.names:
            self.names.append(text)
        return self.names.index(text)

    def take(self, found: Differences) -> None:
        lost = {(self.names[place], value) for _, place, value in found.lost}
        assert lost <= self.leaves
        self.leaves -= lost
        self.leaves |= {(self.names[place], value) for _, place, value in found.gained}
        if found.unplaced:
            self.shapes = []
        self.shapes += [(iri, geometry) for _, iri, geometry in found.placed]
        for (types, attrs), count in found.counted.items():
            for kind in types:
                self.uses[kind] += count
                for attr in attrs:
                    self.uses[kind, *attr] += count
        self.uses = +self.uses


def _same_kinds(one: set[tuple[str, Any]], other: set[tuple[str, Any]]) -> bool:
    """Equal, and a number nowhere stands for a text or a truth."""
    kinds = [{(path, type(value), value) for path, value in each} for each in (one, other)]
    return kinds[0] == kinds[1]


@given(st.lists(st.tuples(ENTITIES, st.booleans()), min_size=1, max_size=5))
def test_the_rows_of_an_entity_follow_it_through_its_changes(steps: list[tuple[Doc, bool]]) -> None:
    tables = Tables()
    doc: Doc | None = None
    for number, (fragment, updating) in enumerate(steps):
        moment = f"2026-11-24T10:00:0{number}Z"
        after = operations.upsert(fragment, updating=updating)(doc, moment).after
        assert after is not None
        found = Differences(tables.place)
        if doc is None:
            found.born(7, after)
        else:
            found.changed(7, doc, after)
        tables.take(found)
        doc = after
        assert _same_kinds(tables.leaves, _stored(doc))
        assert sorted(map(repr, tables.shapes)) == sorted(map(repr, shapes(doc)))
        assert tables.uses == _uses(doc)
    assert doc is not None
    last = Differences(tables.place)
    last.gone(7, doc)
    tables.leaves = set()
    tables.take(last)
    assert (tables.shapes, tables.uses) == ([], Counter())
