"""A plain entity read in one pass is the one the whole reading makes, and nothing else is plain."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.broker.engine.entities import expand_entity
from jalons.broker.engine.plain import expanded, plain_entity
from jalons.broker.engine.problems import Problem
from jalons.broker.store.contexts import core

NULL = "urn:ngsi-ld:null"
MOMENTS = st.sampled_from(["2026-11-24T10:00:00Z", "2026-11-24T12:00:00+02:00", "2026-11-24"])
BOUNDS = [2**1024, -(2**1024), int(1.7e308), float("inf"), float("nan"), 1e308, 2**70]
SCALARS = st.one_of(
    st.integers(-5, 5), st.floats(), st.booleans(), st.text(max_size=3), st.sampled_from(BOUNDS),
    st.sampled_from([NULL, None, "", "\ud800", [], {}, [1], {"@value": 1}, {"type": "Point"}]),
)  # fmt: skip
URIS = st.sampled_from(
    ["urn:a:1", "urn:a:\u200b", "no uri", NULL, "http://é/x", "", None, 3, ["urn:a"]]
)
DEEP: Any = 1
for _ in range(70):
    DEEP = [DEEP]
POSITIONS = st.sampled_from([
    [1, 2], [1.5, -2.5], [181, 0], [0, 91], [1], [1, 2, 3], [True, 1], ["1", 2], "x", None,
    [float("nan"), 1], [2**1024, 1], [1, 2, 2**1024], DEEP,
])  # fmt: skip
POINTS = st.builds(
    lambda kind, position, more: {"type": kind, "coordinates": position} | more,
    st.sampled_from(["Point", "Point", "LineString", "point"]),
    POSITIONS,
    st.sampled_from([{}, {}, {"bbox": [1, 2]}]),
)
MEMBERS = st.fixed_dictionaries(
    {},
    optional={
        "observedAt": MOMENTS
        | st.sampled_from([None, "", NULL, 5, {"@value": "2026-11-24T10:00:00Z"}]),
        "unitCode": st.sampled_from(["CEL", "", None, 3, NULL]),
        "datasetId": st.sampled_from(["urn:d:1", "@none", None]),
        "sub": st.just({"type": "Property", "value": 1}),
        "createdAt": st.just("2020-01-01T00:00:00Z"),
        "object": URIS,
        "value": SCALARS,
    },
)
ATTRIBUTES = st.one_of(
    st.builds(lambda v, m: {"type": "Property", "value": v} | m, SCALARS, MEMBERS),
    st.builds(lambda v, m: {"type": "Relationship", "object": v} | m, URIS, MEMBERS),
    st.builds(lambda v, m: {"type": "GeoProperty", "value": v} | m, POINTS, MEMBERS),
    st.builds(
        lambda v, k: {"type": k, "value": v},
        SCALARS,
        st.sampled_from(["JsonProperty", "X", None, []]),
    ),
    SCALARS,
    st.just(DEEP),
)
NAMES = st.sampled_from([
    "a", "b", "c", "observedAt", "scope", "expiresAt", "createdAt", "@context", "with space", "é",
    "", "https://uri.etsi.org/ngsi-ld/default-context/a", "datasetId", "@id", "@type", "x" * 200,
])  # fmt: skip
HEADS = st.fixed_dictionaries(
    {},
    optional={
        "id": URIS,
        "type": st.sampled_from(["T", "id", "", "with space", None, ["T", "U"], 3, NULL]),
    },
)
PLAIN_HEAD = {"id": "urn:a:1", "type": "T"}
SOUND = st.one_of(
    st.builds(
        lambda v, m: {"type": "Property", "value": v} | m,
        st.one_of(st.integers(-9, 9), st.floats(-9, 9), st.booleans(), st.text("aé", max_size=3)),
        st.fixed_dictionaries(
            {}, optional={"observedAt": st.just("2026-11-24T10:00:00Z"), "unitCode": st.just("CEL")}
        ),
    ),
    st.just(
        {"type": "Relationship", "object": "urn:a:2", "observedAt": "2026-11-24T10:00:00+01:00"}
    ),
    st.just({"type": "GeoProperty", "value": {"type": "Point", "coordinates": [1, 48.5]}}),
)


def _made(payload: Any, **how: bool) -> Any:
    try:
        return expand_entity(payload, core(), **how)
    except Problem as problem:
        return problem.document()


def _fused(payload: Any, **how: bool) -> Any:
    try:
        return expanded(payload, core(), **how)
    except Problem as problem:
        return problem.document()


def _same(one: Any, other: Any) -> bool:
    return repr(one) == repr(other)  # the order of members, and NaN, count too


@given(
    HEADS | st.just(PLAIN_HEAD),
    st.dictionaries(NAMES, ATTRIBUTES | SOUND, max_size=4),
    st.booleans(),
    st.booleans(),
)
def test_whatever_comes_is_read_or_refused_alike(
    head: dict[str, Any], attributes: dict[str, Any], fragment: bool, nulls: bool
) -> None:
    payload = head | attributes
    assert _same(
        _fused(payload, fragment=fragment, nulls=nulls),
        _made(payload, fragment=fragment, nulls=nulls),
    )


BAD_VALUES = [*BOUNDS, NULL, None, "", "\ud800", [], {}, [1], {"@value": 1}, [NULL], DEEP]
BAD_URIS = ["urn:a:\u200b", "no uri", NULL, "http://é/x", "", None, 3, ["urn:a"], [], "urn:a b"]
BAD_POSITIONS = [
    [181, 0], [0, -91], [1], [], [1, 2, 3], [1, 2, 2**1024], [True, 1], ["1", 2], "x", None, DEEP,
    [float("nan"), 1], [1, float("inf")], [2**1024, 1], [[1, 2]],
]  # fmt: skip
ONE = [
    *({"type": "Property", "value": value} for value in BAD_VALUES),
    *({"type": "Relationship", "object": value} for value in BAD_URIS),
    *(
        {"type": "GeoProperty", "value": {"type": "Point", "coordinates": position}}
        for position in BAD_POSITIONS
    ),
    *(
        {"type": "Property", "value": 1, member: value}
        for member in ("observedAt", "unitCode", "datasetId", "expiresAt", "object", "languageMap")
        for value in (*BAD_VALUES, "2026-11-24T10:00:00Z", "0001-01-01T00:00:00+23:00", "urn:d:1")
    ),
    {"type": "Relationship", "object": "urn:a:1", "unitCode": "CEL"},
    {"type": "Relationship", "value": "urn:a:1"},
    {"type": "Property"},
]


@pytest.mark.parametrize("number", range(len(ONE)))
def test_one_odd_attribute_among_sound_ones_is_read_or_refused_alike(number: int) -> None:
    for name in ("b", "with space", "scope", "observedAt", "x" * 200):
        payload = PLAIN_HEAD | {"a": {"type": "Property", "value": 1}, name: ONE[number]}
        for fragment in (False, True):
            for nulls in (False, True):
                how = {"fragment": fragment, "nulls": nulls}
                assert _same(_fused(payload, **how), _made(payload, **how)), (name, how)


@given(st.dictionaries(st.sampled_from(["a", "b", "c", "é"]), SOUND, max_size=4), st.booleans())
def test_what_sensors_send_takes_the_one_pass(attributes: dict[str, Any], fragment: bool) -> None:
    payload = PLAIN_HEAD | attributes
    assert plain_entity(payload, core(), fragment=fragment) == _made(payload, fragment=fragment)
    assert plain_entity(attributes, core(), fragment=True) == _made(attributes, fragment=True)


@pytest.mark.parametrize(
    "payload", [None, [], "x", 3, {}, {"id": "urn:a:1"}, {"@id": "urn:a:1", "type": "T"}]
)
def test_what_is_no_whole_entity_is_left_to_the_whole_reading(payload: Any) -> None:
    assert plain_entity(payload, core()) is None
    assert _same(_fused(payload), _made(payload))
