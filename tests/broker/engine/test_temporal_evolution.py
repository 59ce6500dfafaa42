"""Evolutions as they come in, as they make the present, as they are cut and as they go out."""

from __future__ import annotations

from typing import Any

import pytest

from jalons.broker.engine.instants import written
from jalons.broker.engine.operations import delete
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.rendering import View
from jalons.broker.engine.temporal import current, evolution, history_rows, paging
from jalons.broker.engine.temporal.evolution_input import evolution as expanded
from jalons.broker.engine.temporal.parameters import Aggregation, Interval
from jalons.broker.engine.temporal.request import HistoryQuery, Points, Row, Series
from jalons.broker.store.contexts import core

SPACE = "https://uri.etsi.org/ngsi-ld/default-context/"
NOW, LATER = "2026-11-24T12:00:00Z", "2026-11-24T13:00:00Z"
SECOND = 1_000_000
VIEW = View(context=core())


def at(second: int) -> str:
    return written(second * SECOND)


def instance(value: Any, second: int, **more: Any) -> dict[str, Any]:
    return {"type": "Property", "value": value, "observedAt": at(second), **more}


def series(name: str, seconds: list[int]) -> Series:
    rows = tuple(
        Row(SPACE + name, None, s * SECOND, s * SECOND, 1, 1, None, s, None, f"urn:i:{s}")
        for s in seconds
    )
    return Series("urn:x:1", SPACE + name, None, rows)


def test_every_instance_is_a_row_and_the_latest_of_each_dataset_is_the_present() -> None:
    level = [instance(3, 30), instance(1, 10), instance(9, 5, datasetId="urn:d:1")]
    found = expanded({"id": "urn:x:1", "type": "T", "level": level}, core())
    assert [row.value for row in found.rows(NOW)] == [3, 1, 9]
    assert [item["value"] for item in found.latest["attrs"][f"{SPACE}level"]] == [3, 9]


def test_a_null_among_instances_says_there_was_no_value_any_more() -> None:
    level = [instance(3, 30), instance("urn:ngsi-ld:null", 40)]
    found = expanded({"id": "urn:x:1", "type": "T", "level": level}, core())
    assert len(found.rows(NOW)) == 2
    assert found.latest["attrs"] == {}
    points = Points("urn:x:1", f"{SPACE}level", None, "Property", [1, 2], [3, "urn:ngsi-ld:null"])
    doc = {"id": "urn:x:1", "type": [f"{SPACE}T"]}
    asked = Aggregation(("totalCount", "max"))
    body = evolution.aggregates(doc, [points], VIEW, interval=Interval(), aggregation=asked)
    assert body["level"]["totalCount"][0][0] == 1
    assert body["level"]["max"][0][0] == 3


def test_a_scope_of_an_evolution_is_the_last_of_its_instances() -> None:
    scope = [
        {"type": "Property", "value": "/b", "observedAt": at(9)},
        {"type": "Property", "value": ["/a"], "observedAt": at(3)},
    ]
    found = expanded({"id": "urn:x:1", "type": "T", "scope": scope}, core())
    assert found.latest["scope"] == ["/b"]
    assert [(row.value, row.observed) for row in found.rows(NOW)] == [
        (["/a"], 3 * SECOND),
        (["/b"], 9 * SECOND),
    ]


@pytest.mark.parametrize(
    "payload",
    [
        [],
        {"type": "T"},
        {"id": "urn:x:1", "type": "T", "level": [instance(1, 1), {"type": "Property"}]},
        {
            "id": "urn:x:1",
            "type": "T",
            "level": [instance(1, 1), {"type": "Relationship", "object": "urn:x:2"}],
        },
        {"id": "urn:x:1", "type": "T", "expiresAt": "urn:ngsi-ld:null"},
    ],
)
def test_an_evolution_that_is_not_one_is_refused(payload: Any) -> None:
    with pytest.raises(Problem):
        expanded(payload, core())


def test_the_present_takes_what_is_later_and_leaves_what_is_older() -> None:
    first = expanded({"id": "urn:x:1", "type": "T", "level": [instance(3, 30)]}, core())
    doc = current.upsert(first.latest)(None, NOW).after
    assert doc is not None
    older = expanded({"id": "urn:x:1", "level": [instance(1, 10)]}, core(), fragment=True)
    newer = expanded({"id": "urn:x:1", "level": [instance(4, 40)]}, core(), fragment=True)
    kept = current.upsert(older.latest, creates=False)(doc, LATER).after
    moved = current.upsert(newer.latest, creates=False)(doc, LATER).after
    assert kept is not None
    assert moved is not None
    assert kept["attrs"][f"{SPACE}level"][0]["value"] == 3
    assert moved["attrs"][f"{SPACE}level"][0]["value"] == 4
    with pytest.raises(Problem, match="urn:x:1"):
        current.upsert(newer.latest, creates=False)(None, NOW)


def test_forgetting_history_deletes_only_the_entity_it_made() -> None:
    made = expanded({"id": "urn:x:1", "type": "T", "level": [instance(3, 30)]}, core())
    born = current.upsert(made.latest)(None, NOW).after
    assert current.forget("urn:x:1")(born, LATER).after is None
    other = {key: value for key, value in (born or {}).items() if key != current.ORIGIN}
    assert current.forget("urn:x:1")(other, LATER).after is other
    with pytest.raises(Problem):
        current.forget("urn:x:1")(None, LATER)


def test_a_deletion_leaves_a_row_without_an_observation() -> None:
    made = expanded({"id": "urn:x:1", "type": "T", "level": [instance(3, 30)]}, core())
    born = current.upsert(made.latest)(None, NOW).after
    (row,) = history_rows.rows(delete()(born, LATER))
    assert (row.observed, written(row.deleted or 0), written(row.stamp)) == (None, LATER, LATER)


def test_a_change_of_scope_leaves_a_row_observed_when_it_was_made() -> None:
    made = expanded({"id": "urn:x:1", "type": "T", "scope": "/a"}, core())
    (row,) = history_rows.rows(current.upsert(made.latest)(None, NOW))
    assert (row.attr, row.value, written(row.observed or 0)) == ("scope", ["/a"], NOW)


def test_a_history_that_fits_is_shown_whole_and_says_no_range() -> None:
    found = paging.part([series("a", [1, 2])], Interval(), most=2, last=None)
    assert found.content_range is None
    assert len(found.series[0].rows) == 2


def test_a_long_history_is_cut_at_one_instant_for_every_attribute() -> None:
    all_ = [series("a", [1, 2, 3, 4]), series("b", [2, 3, 9]), series("c", [5, 6, 7, 8])]
    found = paging.part(all_, Interval(start=0), most=3, last=None)
    assert [[row.value for row in item.rows] for item in found.series] == [[1, 2, 3], [2, 3], []]
    assert found.content_range == f"date-time {at(0)}-{at(3)}/*"


def test_the_last_instances_are_cut_backwards() -> None:
    all_ = [series("a", [1, 2, 3, 4]), series("b", [1, 9]), series("c", [5, 6, 7, 8])]
    found = paging.part(all_, Interval(end=20 * SECOND), most=3, last=10)
    assert [[row.value for row in item.rows] for item in found.series] == [[], [9], [6, 7, 8]]
    assert found.content_range == f"date-time {at(20)}-{at(6)}/10"


def test_an_answer_asks_the_store_for_one_row_more_than_it_holds() -> None:
    assert paging.bounded(HistoryQuery(("urn:x:1",)), most=5).first == 6
    assert paging.bounded(HistoryQuery(("urn:x:1",), last=2), most=5).last == 2
    assert paging.bounded(HistoryQuery(("urn:x:1",), last=9), most=5).last == 6


@pytest.mark.parametrize(
    ("kind", "value", "member", "pair"),
    [
        ("Relationship", "urn:x:2", "objects", "urn:x:2"),
        ("LanguageProperty", {"fr": "a"}, "languageMaps", {"languageMap": {"fr": "a"}}),
        ("JsonProperty", {"k": 1}, "jsons", {"json": {"k": 1}}),
        ("ListProperty", [1, 2], "valueLists", [1, 2]),
        ("ListRelationship", ["urn:x:2"], "objectLists", ["urn:x:2"]),
        ("VocabProperty", f"{SPACE}open", "vocabs", {"vocab": "open"}),
    ],
)
def test_pairs_of_values_stand_under_the_member_of_their_kind(
    kind: str, value: Any, member: str, pair: Any
) -> None:
    row = Row(f"{SPACE}a", None, SECOND, SECOND, 1, 1, None, value, {"type": kind})
    doc = {"id": "urn:x:1", "type": [f"{SPACE}T"]}
    one = [Series("urn:x:1", f"{SPACE}a", None, (row,))]
    assert evolution.values(doc, one, VIEW, Interval())["a"] == {
        "type": kind,
        member: [[pair, at(1)]],
    }


@pytest.mark.parametrize(
    ("kind", "member", "gone"),
    [
        ("Property", "value", "urn:ngsi-ld:null"),
        ("Relationship", "object", "urn:ngsi-ld:null"),
        ("LanguageProperty", "languageMap", {"@none": "urn:ngsi-ld:null"}),
    ],
)
def test_an_instance_deleted_is_a_null_with_its_date(kind: str, member: str, gone: Any) -> None:
    row = Row(f"{SPACE}a", None, SECOND, None, 1, 1, SECOND, 3, {"type": kind}, "urn:i:1")
    doc = {"id": "urn:x:1", "type": [f"{SPACE}T"]}
    found = evolution.full(doc, [Series("urn:x:1", f"{SPACE}a", None, (row,))], VIEW)
    assert found["a"] == [{"type": kind, member: gone, "deletedAt": at(1), "instanceId": "urn:i:1"}]
