"""Subscriptions: read, refused, merged, matched with what operations did, told."""

from __future__ import annotations

from typing import Any

import pytest

from jalons.broker.engine import operations
from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import NULL, expand_entity
from jalons.broker.engine.operations import Effect
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.rendering import entity
from jalons.broker.engine.subscriptions.matching import notified_entity
from jalons.broker.engine.subscriptions.notification import ready, shown, view_of
from jalons.broker.engine.subscriptions.subscription import Subscription, compiled, status
from jalons.broker.engine.subscriptions.validation import (
    checked,
    checked_fragment,
    expanded,
    merged,
)

TERMS = {
    "Lamp": "https://example.org/Lamp",
    "power": "https://example.org/power",
    "colour": "https://example.org/colour",
    "location": "https://uri.etsi.org/ngsi-ld/location",
}
CONTEXT = Context(terms=TERMS, vocab="https://example.org/default/", source="https://x.org/c")
NOW = 1_800_000_000_000_000
FIRST, THEN = "2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z"
LAMP = "urn:ngsi-ld:Lamp:1"


def payload(**members: Any) -> dict[str, Any]:
    endpoint = {"uri": "https://town.example/notify", **members.pop("endpoint", {})}
    notification = {"endpoint": endpoint, **members.pop("notification", {})}
    base = {"type": "Subscription", "entities": [{"type": "Lamp"}], "notification": notification}
    return {**base, **members}


def read(**members: Any) -> dict[str, Any]:
    return checked(expanded(payload(**members), CONTEXT), now=NOW)


def subscription(**members: Any) -> Subscription:
    kept = {"id": "urn:s:1", "body": read(**members), "context": CONTEXT.source}
    return compiled(kept, lambda _: CONTEXT)


def fragment(identifier: str = LAMP, kind: str = "Lamp", **attrs: Any) -> dict[str, Any]:
    return expand_entity({"id": identifier, "type": kind, **attrs}, CONTEXT, nulls=True)


def born(**more: Any) -> Effect:
    return operations.create(fragment(**{"power": 5, "colour": "red", **more}))(None, FIRST)


def changed(operation: operations.Operation) -> Effect:
    return operation(born().after, THEN)


def update(**attrs: Any) -> Effect:
    return changed(operations.update(fragment(**attrs)))


def deletion() -> Effect:
    return changed(operations.delete())


def written(one: Subscription, effect: Effect) -> dict[str, Any]:
    doc = notified_entity(one, effect)
    assert doc is not None
    view = view_of(one, one.context)
    return entity(ready(doc, view), view)


@pytest.mark.parametrize(
    ("members", "told_why"),
    [
        ({"type": "Thing"}, "type"),
        ({"id": "no uri"}, "id"),
        ({"entities": []}, "entities"),
        ({"entities": [{"id": LAMP}]}, "type"),
        ({"entities": None, "watchedAttributes": None}, "names entities"),
        ({"throttling": -1}, "throttling"),
        ({"throttling": 10**300}, "throttling"),
        ({"timeInterval": 1e300}, "timeInterval"),
        ({"endpoint": {"cooldown": 10**300}}, "cooldown"),
        ({"throttling": True}, "throttling"),
        ({"throttling": 5, "timeInterval": 5}, "timeInterval"),
        ({"timeInterval": 5, "watchedAttributes": ["power"]}, "timeInterval"),
        ({"notificationTrigger": ["entityVanished"]}, "entityVanished"),
        ({"expiresAt": "2001-01-01T00:00:00Z"}, "past"),
        ({"expiresAt": "soon"}, "date"),
        ({"endpoint": {"receiverInfo": [{"key": "X", "value": 3}]}}, "receiverInfo"),
        ({"isActive": "yes"}, "isActive"),
        ({"datasetId": ["not a uri"]}, "datasetId"),
        ({"jsonldContext": "nowhere"}, "jsonldContext"),
        ({"notification": {"format": "verbose"}}, "format"),
        ({"notification": {"attributes": ["power"], "pick": ["power"]}}, "pick"),
        ({"notification": {"pick": ["power"], "omit": ["power"]}}, "both"),
        ({"notification": {"pick": ["power{"]}}, "brace"),
        ({"notification": {"format": "keyValues", "showChanges": True}}, "showChanges"),
        ({"notification": {"join": "all"}}, "join"),
        ({"notification": {"joinLevel": 0}}, "joinLevel"),
        ({"endpoint": {"uri": "ftp://town.example/x"}}, "http"),
        ({"endpoint": {"uri": "http:///x"}}, "host"),
        ({"endpoint": {"uri": "http://h:99999/"}}, "uri"),
        ({"endpoint": {"uri": "mqtt://town.example"}}, "topic"),
        ({"endpoint": {"uri": "mqtt://town.example/a/%23"}}, "wildcard"),
        ({"endpoint": {"accept": "text/html"}}, "accept"),
        ({"endpoint": {"timeout": 0}}, "timeout"),
        ({"endpoint": {"receiverInfo": [{"key": "Host", "value": "x"}]}}, "Host"),
        ({"endpoint": {"receiverInfo": [{"key": "X", "value": "a\r\nB: c"}]}}, "header"),
        ({"endpoint": {"receiverInfo": {"X": "a"}}}, "receiverInfo"),
        ({"endpoint": {"notifierInfo": [{"key": "MQTT-QoS", "value": "7"}]}}, "QoS"),
        ({"endpoint": {"notifierInfo": [{"key": "MQTT-Version", "value": "4"}]}}, "Version"),
    ],
)
def test_what_is_wrong_in_a_subscription_is_told(members: dict[str, Any], told_why: str) -> None:
    with pytest.raises(Problem) as caught:
        checked(merged({}, expanded(payload(**members), CONTEXT)), now=NOW)
    assert caught.value.kind == "BadRequestData"
    assert told_why in caught.value.detail


@pytest.mark.parametrize("payload", [None, [], "x", {"notification": []}, {"entities": {}}])
def test_what_is_no_subscription_is_refused(payload: Any) -> None:
    with pytest.raises(Problem):
        checked(merged({}, expanded(payload, CONTEXT)), now=NOW)


@pytest.mark.parametrize("member", ["q", "csf", "scopeQ", "geoQ"])
def test_a_query_that_cannot_be_read_is_refused_at_once(member: str) -> None:
    wrong = {"q": "power>=(", "csf": "((", "scopeQ": "/a#/b", "geoQ": {"georel": "near"}}[member]
    with pytest.raises(Problem):
        subscription(**{member: wrong})


def test_names_are_expanded_and_come_back_in_the_terms_of_the_reader() -> None:
    body = read(
        entities=[{"type": "(Lamp|Pole)"}],
        watchedAttributes=["power"],
        notification={"pick": ["id", "power{colour}"]},
    )
    assert body["watchedAttributes"] == ["https://example.org/power"]
    assert body["entities"][0]["type"] == (
        "(https://example.org/Lamp|https://example.org/default/Pole)"
    )
    kept = {"id": "urn:s:1", "body": body, "createdAt": FIRST, "modifiedAt": FIRST}
    out = shown(kept, CONTEXT, now=NOW, state={"timesSent": 3})
    assert out["entities"] == [{"type": "(Lamp|Pole)"}]
    assert out["watchedAttributes"] == ["power"]
    assert out["notification"]["pick"] == ["id", "power{colour}"]
    assert out["notification"]["timesSent"] == 3
    assert out["status"] == "active"


def test_what_is_no_member_is_left_out_and_what_the_broker_counts_is_not_taken() -> None:
    body = read(colour="red", status="expired", notification={"timesSent": 42, "x": 1})
    assert not {"colour", "status"} & body.keys()
    assert body["notification"].keys() == {"endpoint"}


def test_a_patch_merges_objects_replaces_lists_and_removes_nulls() -> None:
    before = read(throttling=5, notification={"attributes": ["power"]})
    patch = expanded(
        {
            "throttling": NULL,
            "notification": {"format": "concise", "endpoint": {"uri": "https://x.org/"}},
            "isActive": False,
        },
        CONTEXT,
    )
    checked_fragment(patch)
    after = checked(merged(before, patch), now=NOW)
    assert "throttling" not in after
    assert after["notification"]["format"] == "concise"
    assert after["notification"]["attributes"] == ["https://example.org/power"]
    assert status(after, NOW) == "paused"
    with pytest.raises(Problem):
        checked(merged(before, expanded({"notification": None}, CONTEXT)), now=NOW)
    with pytest.raises(Problem, match="endpoint"):
        checked_fragment({"notification": {"format": "concise"}})


def test_an_expired_subscription_says_so_and_is_not_live() -> None:
    one = subscription(expiresAt="2030-01-01T00:00:00Z")
    assert one.live(NOW)
    assert not one.live(one.expires)
    assert status(read(expiresAt="2030-01-01T00:00:00Z"), one.expires) == "expired"


TRIGGERED = [
    ("attributeCreated", "born", True),
    ("entityCreated", "born", True),
    ("entityUpdated", "born", True),
    ("attributeUpdated", "born", False),
    ("entityDeleted", "born", False),
    ("attributeUpdated", "update", True),
    ("entityUpdated", "update", True),
    ("entityCreated", "update", False),
    ("attributeCreated", "update", False),
    ("attributeDeleted", "drop", True),
    ("entityUpdated", "drop", True),
    ("attributeUpdated", "drop", False),
    ("entityDeleted", "deletion", True),
    ("entityUpdated", "deletion", True),
    ("attributeDeleted", "deletion", True),
]


@pytest.mark.parametrize(("trigger", "what", "tells"), TRIGGERED)
def test_each_trigger_answers_to_its_own_change(trigger: str, what: str, tells: bool) -> None:
    effect = {
        "born": born,
        "update": lambda: update(power=6),
        "drop": lambda: changed(operations.delete_attribute(TERMS["power"], name="power")),
        "deletion": deletion,
    }[what]()
    one = subscription(notificationTrigger=[trigger])
    assert (notified_entity(one, effect) is not None) is tells


def test_without_triggers_creations_and_updates_are_told_and_deletions_are_not() -> None:
    assert notified_entity(subscription(), born()) is not None
    assert notified_entity(subscription(), update(power=6)) is not None
    assert notified_entity(subscription(), deletion()) is None


def test_only_the_attributes_watched_are_told_of() -> None:
    one = subscription(watchedAttributes=["power"])
    assert notified_entity(one, update(power=6)) is not None
    assert notified_entity(one, update(colour="blue")) is None
    assert notified_entity(one, born()) is not None
    absent = subscription(watchedAttributes=["glow"], notificationTrigger=["entityCreated"])
    assert notified_entity(absent, born()) is None


@pytest.mark.parametrize(
    ("members", "tells"),
    [
        ({"entities": [{"type": "Pole"}]}, False),
        ({"entities": [{"type": "(Pole|Lamp)"}]}, True),
        ({"entities": [{"type": "*"}]}, True),
        ({"entities": [{"type": "Lamp", "id": LAMP}]}, True),
        ({"entities": [{"type": "Lamp", "id": "urn:other"}]}, False),
        ({"entities": [{"type": "Lamp", "idPattern": "Lamp:[0-9]$"}]}, True),
        ({"entities": [{"type": "Lamp", "idPattern": "^Pole"}]}, False),
        ({"entities": [{"type": "Pole"}, {"type": "Lamp"}]}, True),
        ({"q": "power>5"}, True),
        ({"q": "power>6"}, False),
        ({"q": 'colour=="red"'}, True),
        ({"scopeQ": "/Rennes/#"}, False),
        ({"timeInterval": 5}, False),
    ],
)
def test_the_entities_a_subscription_is_about(members: dict[str, Any], tells: bool) -> None:
    assert (notified_entity(subscription(**members), update(power=6)) is not None) is tells


def test_a_geo_query_narrows() -> None:
    here = {"type": "Point", "coordinates": [-1.68, 48.11]}

    def near(*coordinates: float) -> Subscription:
        query = {"georel": "near;maxDistance==1000", "geometry": "Point"}
        return subscription(geoQ=query | {"coordinates": [*coordinates]})

    effect = born(location=here)
    assert notified_entity(near(-1.68, 48.11), effect) is not None
    assert notified_entity(near(2.35, 48.85), effect) is None
    assert notified_entity(near(-1.68, 48.11), born()) is None


def test_an_attribute_deleted_is_told_as_a_null_with_what_it_was() -> None:
    drop = changed(operations.delete_attribute(TERMS["power"], name="power"))
    one = subscription(notificationTrigger=["attributeDeleted"], notification={"showChanges": True})
    out = written(one, drop)
    assert out["power"] == {"type": "Property", "value": NULL, "previousValue": 5}
    assert out["colour"] == {"type": "Property", "value": "red"}


def test_an_attribute_gone_with_all_its_datasets_is_one_null() -> None:
    several = [{"value": 5}, {"value": 6, "datasetId": "urn:d:1"}]
    drop = operations.delete_attribute(TERMS["power"], name="power", every=True)
    effect = drop(born(power=several).after, THEN)
    one = subscription(notificationTrigger=["attributeDeleted"])
    assert written(one, effect)["power"] == {"type": "Property", "value": NULL}
    shown_too = subscription(
        notificationTrigger=["attributeDeleted"], notification={"showChanges": True}
    )
    assert [item["previousValue"] for item in written(shown_too, effect)["power"]] == [5, 6]


def test_a_deleted_entity_is_told_by_its_head_and_what_is_watched() -> None:
    bare = notified_entity(subscription(notificationTrigger=["entityDeleted"]), deletion())
    assert bare is not None
    assert bare["attrs"] == {}
    assert bare["deletedAt"] == THEN
    one = subscription(notificationTrigger=["entityDeleted"], watchedAttributes=["power"])
    assert written(one, deletion())["power"] == {"type": "Property", "value": NULL}


def test_changes_are_shown_where_they_happened_only() -> None:
    out = written(subscription(notification={"showChanges": True}), update(power=6))
    assert out["power"] == {"type": "Property", "value": 6, "previousValue": 5}
    assert out["colour"] == {"type": "Property", "value": "red"}
    assert "previousValue" not in str(
        written(subscription(notification={"showChanges": True}), born())
    )


def test_the_form_the_attributes_and_the_dates_are_those_asked_for() -> None:
    simple = subscription(notification={"format": "keyValues", "attributes": ["power"]})
    assert written(simple, born()) == {"id": LAMP, "type": "Lamp", "power": 5}
    dated = written(subscription(notification={"sysAttrs": True}), born())
    assert dated["createdAt"] == FIRST
    assert dated["power"]["createdAt"] == FIRST
    left = written(subscription(notification={"omit": ["colour"]}), born())
    assert "colour" not in left


def test_the_past_of_the_entity_is_left_as_it_was() -> None:
    effect = update(power=6)
    assert effect.after is not None
    notified_entity(subscription(notification={"showChanges": True}), effect)
    assert "previous" not in effect.after["attrs"][TERMS["power"]][0]
