"""A policy says what is missing from it, who sees the type, and how precisely."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.broker.engine import operations
from jalons.broker.engine.instants import micros
from jalons.broker.engine.policies.policy import (
    Fault,
    TypePolicy,
    admitted,
    cell,
    coarsened,
    coarsened_series,
    faults,
    policy_of,
    snapped,
    together,
    visible,
)
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.temporal.history_rows import row_of
from jalons.broker.engine.temporal.request import Series

TYPE = "https://uri.etsi.org/ngsi-ld/default-context/Bench"
NAME = "https://uri.etsi.org/ngsi-ld/name"
PLACE = "https://uri.etsi.org/ngsi-ld/location"
LEVEL = "https://example.org/level"
POLICY = TypePolicy(
    type=TYPE,
    name="Bancs",
    purpose="Savoir quels bancs servent.",
    legal_basis="not_personal",
    owner="Direction des espaces verts",
    retention_days=365,
    audience="open",
)
DATES = {"createdAt": "2026-11-24T09:31:07Z", "modifiedAt": "2026-11-24T09:31:07Z"}
DOC: dict[str, Any] = {
    "id": "urn:ngsi-ld:Bench:1",
    "type": [TYPE],
    **DATES,
    "attrs": {
        NAME: [{"type": "Property", "value": "Chez Mme Martin", **DATES}],
        PLACE: [
            {
                "type": "GeoProperty",
                "value": {"type": "Point", "coordinates": [-1.2, 48.35]},
                **DATES,
            }
        ],
        LEVEL: [
            {
                "type": "Property",
                "value": 3,
                "observedAt": "2026-11-24T09:31:07.5Z",
                "subs": {LEVEL: [{"type": "Relationship", "value": "urn:person:1", **DATES}]},
                **DATES,
            }
        ],
        "https://example.org/of": [{"type": "Relationship", "value": "urn:person:1", **DATES}],
    },
}


def test_a_whole_policy_has_no_fault_and_survives_being_kept() -> None:
    assert faults(POLICY) == []
    assert policy_of({**POLICY.document(), "of_a_later_version": 1}) == POLICY


def test_an_empty_policy_says_everything_that_is_missing() -> None:
    assert {fault.field for fault in faults(TypePolicy(type=TYPE))} == {
        "name",
        "purpose",
        "owner",
        "legal_basis",
        "retention_days",
    }


def test_nothing_personal_is_open_and_its_legal_basis_is_one_of_the_law() -> None:
    personal = replace(POLICY, personal=True)
    assert faults(personal) == [
        Fault("legal_basis", "contradicts"),
        Fault("audience", "personal_open"),
    ]
    assert faults(replace(personal, legal_basis="public_task", audience="partners")) == []
    assert faults(replace(POLICY, legal_basis="legitimate"))[0].field == "legal_basis"


@pytest.mark.parametrize(
    ("audience", "seen"), [("open", {"a"}), ("partners", {"a", "b"}), ("nobody", set())]
)
def test_an_audience_sees_its_own_types_and_those_of_wider_ones(
    audience: str, seen: set[str]
) -> None:
    policies = [
        replace(POLICY, type="a"),
        replace(POLICY, type="b", audience="partners"),
        replace(POLICY, type="c", audience="internal"),
        TypePolicy(type="d", audience="open"),  # a draft opens nothing
    ]
    assert visible(policies, audience) == frozenset(seen)
    assert visible(policies, "internal") is None


def test_positions_are_put_on_a_grid_and_instants_cut() -> None:
    out = coarsened(DOC, replace(POLICY, position_metres=500, time_seconds=3600))
    lon, lat = out["attrs"][PLACE][0]["value"]["coordinates"]
    assert (lon, lat) != (-1.2, 48.35)
    assert abs(lat - 48.35) * 111_320 <= 250.1
    assert out["createdAt"] == "2026-11-24T09:00:00Z"
    assert out["attrs"][LEVEL][0]["observedAt"] == "2026-11-24T09:00:00Z"
    assert DOC["createdAt"] == "2026-11-24T09:31:07Z"  # what is kept does not change


def test_instants_inside_values_are_cut_too() -> None:
    doc = {
        **DOC,
        "attrs": {LEVEL: [{"type": "Property", "value": {"seen": ["2026-11-24T09:31:07Z"]}}]},
    }
    out = coarsened(doc, replace(POLICY, time_seconds=86_400))
    assert out["attrs"][LEVEL][0]["value"] == {"seen": ["2026-11-24T00:00:00Z"]}


def test_names_and_relationships_of_personal_data_stay_inside() -> None:
    policy = replace(POLICY, personal=True, legal_basis="public_task", audience="partners")
    out = coarsened(DOC, policy)
    assert set(out["attrs"]) == {PLACE, LEVEL}
    assert "subs" not in out["attrs"][LEVEL][0]


def test_a_hidden_attribute_stays_inside() -> None:
    assert LEVEL not in coarsened(DOC, replace(POLICY, hidden=(LEVEL,)))["attrs"]
    assert coarsened(DOC, POLICY) is DOC


def test_a_line_becomes_one_point_of_the_grid() -> None:
    line = {"type": "LineString", "coordinates": [[-1.21, 48.34], [-1.19, 48.36]]}
    collection = {"type": "GeometryCollection", "geometries": [line]}
    assert (
        snapped(collection, 100)
        == snapped(line, 100)
        == {
            "type": "Point",
            "coordinates": list(cell(-1.2, 48.35, 100)),
        }
    )


@given(st.floats(-179, 179), st.floats(-84, 84), st.integers(10, 50_000))
def test_a_cell_is_its_own_cell_and_near_its_places(lon: float, lat: float, metres: int) -> None:
    x, y = cell(lon, lat, metres)
    assert abs(y - lat) * 111_320 <= metres / 2 + 1
    if metres >= 100:  # centres are written to the decimetre
        again = cell(x, y, metres)
        assert again == pytest.approx((x, y), abs=2e-6)


def test_history_is_blurred_as_the_entity_is() -> None:
    rows = tuple(row_of(LEVEL, item) for item in DOC["attrs"][LEVEL])
    series = Series(DOC["id"], LEVEL, None, rows)
    out = coarsened_series(series, replace(POLICY, time_seconds=3600))
    assert out is not None
    assert out.rows[0].observed == micros("2026-11-24T09:00:00Z")
    assert out.rows[0].value == 3
    assert coarsened_series(series, replace(POLICY, hidden=(LEVEL,))) is None


def test_the_strictest_policy_wins_for_an_entity_of_two_types() -> None:
    other = replace(POLICY, audience="internal", position_metres=10, hidden=("x",))
    both = together([POLICY, other])
    assert (both.audience, both.position_metres, both.hidden) == ("internal", 10, ("x",))


def test_a_type_without_a_policy_is_refused_but_can_be_deleted() -> None:
    fragment = {"id": DOC["id"], "type": [TYPE], "attrs": {}}
    with pytest.raises(Problem, match="sheet") as refused:
        admitted(operations.create(fragment), {})(None, DATES["createdAt"])
    assert refused.value.status == 403
    assert admitted(operations.create(fragment), {TYPE: TypePolicy(type=TYPE)})(
        None, DATES["createdAt"]
    ).after
    assert admitted(operations.delete(), {})(DOC, DATES["createdAt"]).after is None
