"""Whatever is asked, both stores answer as the plain Python evaluator does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker.store.conftest import Making
from broker.store.samples import HOUR, NOON, iri
from jalons.broker.engine import operations
from jalons.broker.engine.entities import Doc, expand_entity
from jalons.broker.engine.query.geo import LOCATION, GeoQuery, distance
from jalons.broker.engine.query.leaves import CREATED, MODIFIED, OBSERVED, UNIT, shapes, values_at
from jalons.broker.engine.query.request import EntityQuery, Order, Page, selects
from jalons.broker.engine.query.tree import (
    FALSE,
    SCOPE,
    STEP,
    TRUE,
    TYPE,
    All,
    Compare,
    Either,
    Has,
    Not,
    Range,
    encoded,
)
from jalons.broker.store import paging
from jalons.broker.store.contexts import core
from jalons.broker.store.factory import opened
from jalons.broker.store.port import Step, Store
from jalons.broker.store.postgresql import dialect, geometry

NAMES = ("a", "b", "c")
TYPES = ("T", "U", "V")
SCOPES = ("/x", "/x/y", "/xy", "/z")
TEXTS = st.one_of(
    st.sampled_from(
        ["", "x", "xy", "é", "X", "Xy", "É", "10", "2026-11-24T12:00:00Z", "\x00", "\U0010ffff"]
    ),
    st.text(alphabet="axyé%_'\\", max_size=4),
    st.just("long" * 300),
)
NUMBERS = st.one_of(st.integers(-3, 3), st.sampled_from([0.5, -0.0, 1e300, 2**53 + 1]))
SCALARS = st.one_of(TEXTS, NUMBERS, st.booleans())
VALUES = st.one_of(
    SCALARS,
    st.lists(SCALARS, min_size=1, max_size=3),
    st.dictionaries(st.sampled_from(["m", "n", "\x00"]), SCALARS, min_size=1, max_size=2),
)
GRID = st.integers(-4, 4).map(float)


@st.composite
def _polygons(draw: st.DrawFn) -> dict[str, Any]:
    west, south = draw(GRID), draw(GRID)
    east, north = west + draw(st.integers(1, 4)), south + draw(st.integers(1, 4))
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


POINTS = st.tuples(GRID, GRID).map(lambda p: {"type": "Point", "coordinates": list(p)})
LINES = st.lists(st.tuples(GRID, GRID).map(list), min_size=2, max_size=3, unique_by=tuple).map(
    lambda points: {"type": "LineString", "coordinates": points}
)
BOW = [[0.0, 0.0], [2.0, 2.0], [2.0, 0.0], [0.0, 2.0], [0.0, 0.0]]  # crosses itself
TRIANGLE = [[0.1, 0.2], [3.3, 0.7], [1.1, 2.9], [0.1, 0.2]]
ODD: list[dict[str, Any]] = [
    {"type": "Polygon", "coordinates": [BOW]},
    {"type": "Polygon", "coordinates": [TRIANGLE]},
    {"coordinates": [1.0, 1.0], "type": "Point"},
    {"type": "Point", "coordinates": [1.0, 1.0, 30.0, 4.0]},
    {"type": "MultiPoint", "coordinates": [[1.0, 1.0], [1.0, 1.0]]},
    {"type": "LineString", "coordinates": [[1.0, 1.0], [1.0, 1.0]]},
    {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1.0, 1.0]}]},
]
GEOMETRIES = st.one_of(POINTS, _polygons(), LINES, st.sampled_from(ODD[:-1]))

MOMENTS = ("2026-11-24T10:00:00Z", "2026-11-24T12:00:00Z", "2026-11-24T13:00:00Z")
MEMBERS = st.fixed_dictionaries(
    {},
    optional={"observedAt": st.sampled_from(MOMENTS), "unitCode": st.sampled_from(["CEL", "P1"])},
)


@st.composite
def _attributes(draw: st.DrawFn) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in draw(st.sets(st.sampled_from(NAMES))):
        instance: dict[str, Any] = {"type": "Property", "value": draw(VALUES)}
        if draw(st.booleans()):
            instance["sub"] = {"type": "Property", "value": draw(SCALARS), **draw(MEMBERS)}
        found[name] = instance | draw(MEMBERS)
    if draw(st.integers(0, 5)) == 0:
        found[MODIFIED] = {"type": "Property", "value": draw(SCALARS)}
    if draw(st.booleans()):
        found["location"] = {"type": "GeoProperty", "value": draw(GEOMETRIES)}
    return found


@st.composite
def _entities(draw: st.DrawFn) -> list[dict[str, Any]]:
    size = draw(st.integers(0, 7))
    found = []
    for number in range(size):
        payload = {
            "id": f"urn:e:{draw(st.sampled_from('xyz'))}{number}",
            "type": draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=2, unique=True)),
            **draw(_attributes()),
        }
        scope = draw(st.lists(st.sampled_from(SCOPES), max_size=2, unique=True))
        found.append({**payload, "scope": scope} if scope else payload)
    return found


PLACES = st.sampled_from([
    *(iri(name) for name in NAMES), f"{iri('a')}[m]", f"{iri('b')}[\x00]", iri("nobody"),
    *(f"{iri(name)}{STEP}{iri('sub')}" for name in NAMES),
    *(f"{iri(name)}{STEP}{member}" for name in NAMES for member in (OBSERVED, UNIT)),
    f"{iri('a')}{STEP}{iri('sub')}{STEP}{OBSERVED}", CREATED, MODIFIED,
])  # fmt: skip
LEAVES = st.one_of(
    SCALARS.map(encoded),
    st.sampled_from([TRUE, FALSE, "CEL", *(encoded(moment) for moment in MOMENTS)]),
)
RANGES = st.builds(Range, LEAVES, LEAVES)
PATTERNS = st.sampled_from([
    "T1[0-2]:", "x", "^x", "y$", "[xé]+", "^$", ".", "a|y", "(?i)X", "", "^x.*", "^xy$", "^x(y|a)",
    "^1", "%", "_", "^é?y", "^\U0010ffff", "^long.*g$", "\\'", "^X", "X$", "[X-Z]", "^É$", "^XY",
])  # fmt: skip
COMPARED = st.one_of(
    st.builds(
        lambda place, operator, values: Compare(place, operator, tuple(values)),
        PLACES,
        st.sampled_from(["==", "!="]),
        st.lists(LEAVES | RANGES, min_size=1, max_size=3),
    ),
    st.builds(
        lambda place, operator, value: Compare(place, operator, (value,)),
        PLACES,
        st.sampled_from([">", ">=", "<", "<="]),
        LEAVES,
    ),
    st.builds(
        lambda place, operator, value: Compare(place, operator, (value,)),
        PLACES | st.just(SCOPE),
        st.sampled_from(["~=", "!~="]),
        PATTERNS,
    ),
    st.builds(lambda kind: Compare(TYPE, "==", (iri(kind),)), st.sampled_from(TYPES)),
    st.builds(
        lambda scope, operator: Compare(SCOPE, operator, (scope,)),
        st.sampled_from(SCOPES),
        st.sampled_from(["==", "starts"]),
    ),
    st.builds(Has, PLACES | st.just(SCOPE)),
)
TREES = st.recursive(
    COMPARED,
    lambda part: st.one_of(
        st.lists(part, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(part, min_size=2, max_size=3).map(lambda parts: Either(tuple(parts))),
        part.map(Not),
    ),
    max_leaves=5,
)
NEAR = st.builds(
    lambda geometry, least, most: GeoQuery("near", geometry, max_distance=most, min_distance=least),
    POINTS | _polygons(),
    st.none() | st.sampled_from([0.0, 120_000.0]),
    st.none() | st.sampled_from([0.0, 111_000.0, 400_000.0, 2e7]),
)
RELATED = st.builds(
    GeoQuery,
    st.sampled_from(["within", "contains", "intersects", "equals", "disjoint", "overlaps"]),
    GEOMETRIES,
)
FAR = st.builds(
    lambda geometry, descending: (Order(LOCATION, descending, geometry),),
    POINTS | _polygons() | st.sampled_from(ODD[:4]),
    st.booleans(),
)
ORDERED = ["@id", iri("a"), iri("nobody"), CREATED, MODIFIED, f"{iri('a')}{STEP}{OBSERVED}"]
ORDERS = st.lists(st.builds(Order, st.sampled_from(ORDERED), st.booleans()), max_size=2)
QUERIES = st.builds(
    EntityQuery,
    ids=st.lists(st.sampled_from(["urn:e:x0", "urn:e:y1", "urn:e:no"]), max_size=2).map(tuple),
    id_pattern=st.sampled_from(["", "", "^urn:e:x", "[yz]1$"]),
    where=st.none() | TREES,
    geo=st.none() | NEAR | RELATED,
    visible=st.none() | st.frozensets(st.sampled_from([iri(name) for name in TYPES])),
    order=ORDERS.map(tuple) | FAR,
)


@pytest.fixture
def shared(new_address: Making) -> Iterator[Store]:
    """One store for all the examples: each has a tenant of its own."""
    made = opened(new_address(), durability="off")
    yield made
    made.close()


def _filled(store: Store, tenant: str, payloads: list[dict[str, Any]]) -> list[Doc]:
    """Entities written with the attributes of another, then with theirs: no trace is left."""
    fragments = [expand_entity(payload, core()) for payload in payloads]
    old = [
        {**doc, "attrs": other["attrs"]}
        for doc, other in zip(fragments, fragments[::-1], strict=True)
    ]
    store.write(tenant, [Step(doc["id"], operations.create(doc)) for doc in old], now=NOON)
    steps = [Step(doc["id"], operations.replace(doc)) for doc in fragments]
    store.write(tenant, steps[::2], now=NOON)
    store.write(tenant, steps[1::2], now=NOON + HOUR)
    found = store.read(tenant, [doc["id"] for doc in fragments])
    return [found[doc["id"]] for doc in fragments]


_tenants = iter(range(10**9))


def _holds(store: Store, payloads: list[dict[str, Any]], queries: list[EntityQuery]) -> None:
    tenant = f"t{next(_tenants)}"
    docs = _filled(store, tenant, payloads)
    for query in queries:
        wanted = [doc for doc in docs if selects(query, doc)]
        whole = EntityQuery(**{**_members(query), "limit": 100, "counted": True})
        page = store.query(tenant, whole)
        assert {doc["id"] for doc in page.docs} == {doc["id"] for doc in wanted}, query
        assert (page.total, page.more) == (len(wanted), False)
        ordered = wanted
        for order in reversed(query.order):
            ordered = _ordered(ordered, order)
        assert [doc["id"] for doc in page.docs] == [doc["id"] for doc in ordered]
        small = EntityQuery(**{**_members(query), "order": ()})
        pages = paging.walked(lambda each: store.query(tenant, each), small, size=2)
        assert [doc["id"] for part in pages for doc in part.docs] == [doc["id"] for doc in wanted]
        second = EntityQuery(**{**_members(query), "limit": 2, "offset": 1})
        cut = store.query(tenant, second)
        assert cut.docs == page.docs[1:3]
        assert cut.more is (len(wanted) > 3)


def _ordered(docs: list[Doc], order: Order) -> list[Doc]:
    """Numbers before texts, entities without a value last whatever the way."""
    start = order.from_geometry
    if start is not None:
        far = {
            doc["id"]: min(
                (distance(start, each) for iri, each in shapes(doc) if iri == order.path),
                default=float("inf"),
            )
            for doc in docs
        }
        return sorted(docs, key=lambda doc: far[doc["id"]], reverse=order.descending)

    def rank(doc: Doc) -> tuple[bool, Any] | None:
        there = {doc["id"]} if order.path == "@id" else values_at(doc, order.path)
        ranks = sorted((isinstance(value, str), value) for value in there)
        return ranks[-1 if order.descending else 0] if ranks else None

    there = sorted(
        (doc for doc in docs if rank(doc) is not None),
        key=lambda doc: rank(doc) or (False, 0),
        reverse=order.descending,
    )
    return [*there, *(doc for doc in docs if rank(doc) is None)]


def _members(query: EntityQuery) -> dict[str, Any]:
    return {name: getattr(query, name) for name in EntityQuery.__slots__}


MIXED: list[Any] = [True, False, -1, 2, "", "a", "b", {"m": 1}, [True, "a", 1]]


@pytest.mark.parametrize("operator", ["==", "!=", ">", ">=", "<", "<="])
def test_numbers_texts_and_marks_are_never_less_or_more_than_each_other(
    shared: Store, operator: Any
) -> None:
    payloads = [
        {"id": f"urn:e:{n}", "type": "T", "a": {"type": "Property", "value": value}}
        for n, value in enumerate(MIXED)
    ]
    wanted = [TRUE, FALSE, "\x02", 1.0, encoded(""), "a", "b"]
    queries = [EntityQuery(where=Compare(iri("a"), operator, (value,))) for value in wanted]
    if operator == "==":
        pairs = [Range(low, high) for low in wanted for high in wanted]
        queries += [EntityQuery(where=Compare(iri("a"), "==", (pair,))) for pair in pairs]
    _holds(shared, payloads, queries)


@pytest.mark.parametrize("many", [False, True])
def test_a_store_selects_what_the_evaluator_selects(
    shared: Store, many: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if many:  # as if everything were too numerous to be found first
        bounds = ((paging, "FEW DEEP"), (geometry, "FEW FEWEST"), (dialect, "LISTED"))
        for where, name in ((module, each) for module, names in bounds for each in names.split()):
            monkeypatch.setattr(where, name, 0)

    @settings(suppress_health_check=[HealthCheck.too_slow])  # no test is judged by the clock
    @given(payloads=_entities(), queries=st.lists(QUERIES, min_size=1, max_size=5))
    def holds(payloads: list[dict[str, Any]], queries: list[EntityQuery]) -> None:
        _holds(shared, payloads, queries)

    holds()


def test_an_entity_with_two_places_is_found_once(
    shared: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geometry, "FEWEST", 0)
    here = {"type": "Point", "coordinates": [1.0, 1.0]}
    there = {"type": "Point", "coordinates": [1.1, 1.0]}
    places = [
        {"type": "GeoProperty", "value": here},
        {"type": "GeoProperty", "value": there, "datasetId": "urn:d:1"},
    ]
    payloads = [{"id": f"urn:e:{n}", "type": "T", "location": places} for n in range(3)]
    _holds(shared, payloads, [EntityQuery(geo=GeoQuery("near", here, max_distance=50_000.0))])


def test_a_page_follows_by_its_place_or_by_its_offset_and_none_the_last() -> None:
    query = EntityQuery(limit=2, offset=4)
    assert paging.following(query, Page(more=True)) == EntityQuery(limit=2, offset=6)
    assert paging.following(query, Page(more=True, place=9)) == EntityQuery(limit=2, after=9)
    assert paging.following(query, Page(place=9)) is None


def test_a_type_the_caller_may_not_see_counts_nothing(shared: Store) -> None:
    kind = Compare(TYPE, "==", (iri("T"),))
    queries = [EntityQuery(where=kind, visible=frozenset({iri(name)})) for name in ("T", "U")]
    _holds(shared, [{"id": "urn:e:1", "type": "T"}], queries)
