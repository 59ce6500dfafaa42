"""What no store can keep and no reader can walk is refused when it comes, as a problem."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jalons.broker.engine.entities import expand_attribute, expand_entity
from jalons.broker.engine.geometry import checked
from jalons.broker.engine.instants import canonical, sortable, span
from jalons.broker.engine.out import cql, odata
from jalons.broker.engine.policies.policy import TypePolicy, coarsened
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query import geo, language
from jalons.broker.store.contexts import core

HUGE = 10**400
IRIS = {"a": "urn:a", "place": "urn:place"}
HERE = {"type": "Point", "coordinates": [-1.68, 48.11]}


def nested(times: int, inside: Any = 1) -> Any:
    for turn in range(times):
        inside = [inside] if turn % 2 else {"a": inside}
    return inside


def collections(times: int) -> dict[str, Any]:
    shape: dict[str, Any] = HERE
    for _ in range(times):
        shape = {"type": "GeometryCollection", "geometries": [shape]}
    return shape


def status_of(read: Callable[[], Any]) -> int:
    with pytest.raises(Problem) as found:
        read()
    return found.value.status


@pytest.mark.parametrize(
    "attribute",
    [
        HUGE,
        -HUGE,
        {"value": HUGE},
        {"type": "Property", "value": float("nan")},
        {"type": "Property", "value": float("inf")},
        {"value": [1, {"deep": {"er": [HUGE]}}]},
        {"value": 1, "accuracy": {"value": HUGE}},
        {"json": {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": {"i": HUGE}}}}}}}}}},
        {"valueList": [1, HUGE]},
        {"@value": HUGE},
        {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [1, 2, HUGE]}},
        {"value": 1, "datasetId": HUGE},
        {"value": 1, "observedAt": "0001-01-01T00:00:00+23:00"},
        {"value": 1, "observedAt": "9999-12-31T23:59:59-23:00"},
        {"value": nested(65)},
        {"value": nested(5_000)},
        {"json": nested(5_000)},
        {"type": "GeoProperty", "value": collections(2_000)},
        {"value": 1, "observedAt": nested(5_000)},
        {"value": 1, "datasetId": nested(5_000)},
        nested(5_000),
    ],
    ids=range(21),
)
def test_what_cannot_be_kept_is_refused_at_expansion(attribute: Any) -> None:
    entity = {"id": "urn:t:a", "type": "Lamp", "power": attribute}
    assert status_of(lambda: expand_entity(entity, core())) == 400
    assert status_of(lambda: expand_attribute("power", attribute, core())) == 400


def test_the_greatest_double_and_a_value_64_deep_are_kept() -> None:
    for value in (int(1.7976931348623157e308), 2**70, -1.5e308, nested(50)):
        doc = expand_entity({"id": "urn:t:a", "type": "Lamp", "power": {"value": value}}, core())
        assert doc["attrs"][core().expand("power")][0]["value"] == value


def test_instants_out_of_the_years_1_to_9999_are_no_instants() -> None:
    for text in ("0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-00:01"):
        assert status_of(lambda text=text: canonical(text)) == 400
        assert sortable(text) == text
    assert canonical("0001-01-01T00:00:00Z") == "0001-01-01T00:00:00Z"
    assert canonical("9999-12-31T23:59:59Z") == "9999-12-31T23:59:59Z"


def test_a_duration_beyond_ten_thousand_years_is_no_duration() -> None:
    for text in (f"P{'9' * 5_000}Y", f"P{'9' * 20}D", f"PT{'9' * 400}S", "P10001Y"):
        assert status_of(lambda text=text: span(text)) == 400
    assert span("P9999Y") == (119_988, 0)


def test_the_first_instant_there_is_blurs_to_itself() -> None:
    policy = TypePolicy(
        type="urn:Lamp", name="", purpose="", legal_basis="", owner="", retention_days=1,
        audience="open", time_seconds=604_800,
    )  # fmt: skip
    doc = {"id": "urn:t:a", "type": ["urn:Lamp"], "createdAt": "0001-01-01T00:00:00Z", "attrs": {}}
    assert coarsened(doc, policy)["createdAt"] == "0001-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        ("q", "power==" + ",".join(map(str, range(2_000)))),
        ("q", "|".join(["power==" + ",".join(map(str, range(40)))] * 60)),
        ("q", "(" * 3_000 + "power" + ")" * 3_000),
        ("cql", "NOT " * 3_000 + "a = 1"),
        ("cql", "NOT(" * 3_000 + "a = 1" + ")" * 3_000),
        ("cql", "a IN (" + ",".join(map(str, range(2_000))) + ")"),
        ("cql", "a = " + "DATE(" * 3_000 + "'x'" + ")" * 3_000),
        ("cql", "S_WITHIN(place, " + "GEOMETRYCOLLECTION(" * 3_000 + ")" * 3_000 + ")"),
        ("odata", "not " * 3_000 + "result eq 1"),
        ("odata", "(" * 3_000 + "result eq 1" + ")" * 3_000),
        ("odata", "toupper(" * 3_000 + "name" + ")" * 3_000 + " eq 'A'"),
    ],
    ids=range(11),
)
def test_a_filter_that_is_too_much_is_refused_in_words(reader: str, text: str) -> None:
    readers: dict[str, Callable[[], Any]] = {
        "q": lambda: language.parsed(text, core()),
        "cql": lambda: cql.parsed(text, IRIS),
        "odata": lambda: odata.filtered(text),
    }
    assert status_of(readers[reader]) in (400, 403)


def test_some_hundred_values_and_a_few_not_are_still_read() -> None:
    language.parsed("power==" + ",".join(map(str, range(400))), core())
    cql.parsed("NOT NOT NOT a = DATE('2026-11-24')", IRIS)
    cql.parsed("S_WITHIN(place, GEOMETRYCOLLECTION(POLYGON((0 0, 1 0, 1 1, 0 0))))", IRIS)


def test_coordinates_too_deep_are_refused() -> None:
    deep = "[" * 5_000 + "]" * 5_000
    parts = {"georel": "within", "geometry": "Polygon", "coordinates": deep}
    assert status_of(lambda: geo.parsed(parts, core())) == 400
    text = '{"type":"GeometryCollection","geometries":[' * 2_000 + "]}" * 2_000
    assert status_of(lambda: checked(text)) == 400
    assert status_of(lambda: checked("[" * 30_000)) == 400
    assert status_of(lambda: checked("\ud800")) == 400
