"""Each operation goes from one document to the next, and says what changed."""

from __future__ import annotations

from typing import Any

import pytest

from jalons.broker.engine import operations
from jalons.broker.engine.entities import NULL, expand_entity
from jalons.broker.engine.problems import Problem
from jalons.broker.store.contexts import core

D = "https://uri.etsi.org/ngsi-ld/default-context/"
T1, T2 = "2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z"


def fragment(**members: Any) -> dict[str, Any]:
    return expand_entity({"id": "urn:x:1", **members}, core(), fragment=True, nulls=True)


@pytest.fixture
def doc() -> dict[str, Any]:
    made = expand_entity(
        {
            "id": "urn:x:1",
            "type": "Sensor",
            "level": [{"value": 1, "unitCode": "P1"}, {"value": 2, "datasetId": "urn:d:roof"}],
            "name": {"languageMap": {"fr": "Toit", "en": "Roof"}},
            "state": {"value": {"a": 1, "b": {"c": 2}}},
        },
        core(),
    )
    after = operations.create(made)(None, T1).after
    assert after is not None
    return after


def value(after: Any, name: str, dataset: str | None = None) -> Any:
    for instance in after["attrs"].get(D + name, []):
        if instance.get("datasetId") == dataset:
            return instance["value"]
    return None


def test_an_entity_is_created_once(doc: dict[str, Any]) -> None:
    with pytest.raises(Problem, match="already exists"):
        operations.create(doc)(doc, T2)


def test_creation_dates_what_it_creates(doc: dict[str, Any]) -> None:
    assert doc["createdAt"] == doc["modifiedAt"] == T1
    assert all(i["createdAt"] == T1 for items in doc["attrs"].values() for i in items)


def test_append_adds_and_replaces_and_keeps_the_date_of_creation(doc: dict[str, Any]) -> None:
    effect = operations.append(fragment(level={"value": 9}, humidity={"value": 5}))(doc, T2)
    assert value(effect.after, "level") == 9
    assert value(effect.after, "level", "urn:d:roof") == 2
    assert value(effect.after, "humidity") == 5
    level = effect.after["attrs"][D + "level"][0]  # type: ignore[index]
    assert (level["createdAt"], level["modifiedAt"]) == (T1, T2)
    assert [c.kind for c in effect.changes] == ["updated", "created"]
    assert value(doc, "level") == 1  # the document before is left as it was


def test_append_without_overwriting_leaves_what_is_there_and_says_so(doc: dict[str, Any]) -> None:
    operation = operations.append(
        fragment(level={"value": 9}, humidity={"value": 5}), overwrite=False
    )
    effect = operation(doc, T2)
    assert value(effect.after, "level") == 1
    assert value(effect.after, "humidity") == 5
    assert list(effect.left) == [D + "level"]


def test_update_changes_what_exists_and_adds_the_rest(doc: dict[str, Any]) -> None:
    effect = operations.update(fragment(level={"value": 9}, humidity={"value": 5}))(doc, T2)
    assert value(effect.after, "level") == 9
    assert value(effect.after, "humidity") == 5
    assert [change.kind for change in effect.changes] == ["updated", "created"]


def test_update_cannot_delete_what_is_not_there(doc: dict[str, Any]) -> None:
    effect = operations.update(fragment(humidity=NULL))(doc, T2)
    assert list(effect.left) == [D + "humidity"]
    assert not effect.changes


def test_a_null_in_an_update_deletes(doc: dict[str, Any]) -> None:
    effect = operations.update(fragment(level=NULL))(doc, T2)
    assert value(effect.after, "level") is None
    assert value(effect.after, "level", "urn:d:roof") == 2
    (change,) = effect.changes
    assert change.kind == "deleted"
    assert change.instance["deletedAt"] == T2


def test_merge_goes_into_objects_and_languages(doc: dict[str, Any]) -> None:
    patch = fragment(
        state={"value": {"b": {"c": NULL, "d": 3}}}, name={"languageMap": {"br": "Toenn"}}
    )
    after = operations.merge(patch)(doc, T2).after
    assert value(after, "state") == {"a": 1, "b": {"d": 3}}
    assert value(after, "name") == {"fr": "Toit", "en": "Roof", "br": "Toenn"}


def test_merge_dates_a_simplified_fragment(doc: dict[str, Any]) -> None:
    after = operations.merge(fragment(level=4), observed=T2)(doc, T2).after
    level = after["attrs"][D + "level"][0]  # type: ignore[index]
    assert (level["value"], level["observedAt"], level["unitCode"]) == (4, T2, "P1")


def test_replace_keeps_nothing_but_the_date_of_creation(doc: dict[str, Any]) -> None:
    new = expand_entity({"id": "urn:x:1", "type": "Sensor", "level": 7}, core())
    effect = operations.replace(new)(doc, T2)
    assert list(effect.after["attrs"]) == [D + "level"]  # type: ignore[index]
    assert effect.after["createdAt"] == T1  # type: ignore[index]
    assert {c.kind for c in effect.changes} == {"updated", "deleted"}


def test_a_partial_update_changes_members_not_the_kind(doc: dict[str, Any]) -> None:
    iri = D + "level"
    after = operations.patch_attribute(iri, {"value": 5}, name="level")(doc, T2).after
    assert after["attrs"][iri][0]["unitCode"] == "P1"  # type: ignore[index]
    with pytest.raises(Problem, match="is a Property"):
        operations.patch_attribute(iri, {"type": "Relationship", "value": "urn:x:2"}, name="level")(
            doc, T2
        )
    with pytest.raises(Problem, match="not known"):
        operations.patch_attribute(iri, {"value": 1, "datasetId": "urn:d:no"}, name="level")(
            doc, T2
        )


def test_deleting_an_attribute_is_of_one_dataset_or_of_all(doc: dict[str, Any]) -> None:
    iri = D + "level"
    one = operations.delete_attribute(iri, name="level", dataset="urn:d:roof")(doc, T2)
    assert value(one.after, "level") == 1
    every = operations.delete_attribute(iri, name="level", every=True)(doc, T2)
    assert iri not in every.after["attrs"]  # type: ignore[index]
    assert len(every.changes) == 2
    with pytest.raises(Problem, match="not known"):
        operations.delete_attribute(D + "nothing", name="nothing")(doc, T2)


@pytest.mark.parametrize(
    "operation",
    [
        operations.update({"id": "urn:x:1", "attrs": {}}),
        operations.append({"id": "urn:x:1", "attrs": {}}),
        operations.merge({"id": "urn:x:1", "attrs": {}}),
        operations.replace({"id": "urn:x:1", "attrs": {}}),
        operations.delete(),
        operations.delete_scope(),
        operations.drop(frozenset(), keep=False),
    ],
)
def test_what_is_not_there_cannot_change(operation: operations.Operation) -> None:
    with pytest.raises(Problem) as caught:
        operation(None, T2)
    assert caught.value.kind == "ResourceNotFound"


def test_dropping_or_keeping_attributes(doc: dict[str, Any]) -> None:
    kept = operations.drop(frozenset({D + "name"}), keep=True)(doc, T2).after
    assert list(kept["attrs"]) == [D + "name"]  # type: ignore[index]
    left = operations.drop(frozenset({D + "name"}), keep=False)(doc, T2).after
    assert D + "name" not in left["attrs"]  # type: ignore[index]
