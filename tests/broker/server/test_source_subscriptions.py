"""Subscriptions to registrations are kept, changed, forgotten, and told of what they are about."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from broker.server.gates import NamedGate
from jalons.broker.server.active_subscriptions import SOURCES, STATES
from living_broker import Living, living

from .subscribers import (
    MOSQUITTO,
    PATIENCE,
    Received,
    Subscriber,
    mosquitto,
    subscribing,
    until,
)

ID = "urn:x:subscription:1"
PATH = f"/csourceSubscriptions/{ID}"
SUBSCRIPTION: dict[str, Any] = {
    "id": ID,
    "type": "Subscription",
    "entities": [{"type": "Building"}],
    "notification": {"endpoint": {"uri": "https://example.org/told", "accept": "application/json"}},
}


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Living]:
    with living(tmp_path) as one:
        yield one


@pytest.fixture
def kept(broker: Living) -> Living:
    answer = broker.ask("POST", "/csourceSubscriptions", SUBSCRIPTION)
    assert (answer.status, answer.headers["Location"]) == (201, f"/ngsi-ld/v1{PATH}")
    return broker


def test_a_subscription_comes_back_with_its_status(kept: Living) -> None:
    found = kept.ask("GET", PATH).body
    assert found == SUBSCRIPTION | {"status": "active"}


def test_a_subscription_is_kept_once_and_forgotten_once(kept: Living) -> None:
    assert kept.ask("POST", "/csourceSubscriptions", SUBSCRIPTION).status == 409
    assert kept.ask("DELETE", PATH).status == 204
    assert kept.ask("DELETE", PATH).status == 404
    assert kept.ask("GET", "/csourceSubscriptions").body == []


def test_it_is_no_subscription_to_entities(kept: Living) -> None:
    assert kept.ask("GET", "/subscriptions").body == []


def test_a_fragment_changes_what_it_names(kept: Living) -> None:
    assert kept.ask("PATCH", PATH, {"isActive": False, "description": "Écoles"}).status == 204
    found = kept.ask("GET", PATH).body
    assert (found["status"], found["description"]) == ("paused", "Écoles")
    assert kept.ask("PATCH", PATH, {"entities": None}).status == 400
    assert kept.ask("PATCH", PATH, {"id": "urn:x:other"}).status == 400
    assert kept.ask("GET", PATH).body == found


def test_subscriptions_come_by_pages(kept: Living) -> None:
    kept.ask("POST", "/csourceSubscriptions", SUBSCRIPTION | {"id": "urn:x:subscription:2"})
    page = kept.ask("GET", "/csourceSubscriptions?limit=1&count=true")
    assert [found["id"] for found in page.body] == [ID]
    assert page.headers["NGSILD-Results-Count"] == "2"


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "Other"},
        {"id": "no uri"},
        {"notification": None},
        {"notification": {"endpoint": {"uri": "http://127.0.0.1/"}}},
        {"q": "(", "watchedAttributes": ["a"]},
        {"watchedAttributes": []},
        {"expiresAt": "2020-01-01T00:00:00Z"},
        {"csf": "("},
        {"temporalQ": "2026"},
        {"temporalQ": {"timerel": "after"}},
        {"temporalQ": {"timerel": "after", "timeAt": 2026}},
        {"geoQ": {"georel": "near;maxDistance==1"}},
    ],
    ids=str,
)
def test_what_is_wrong_is_told_and_not_kept(broker: Living, wrong: dict[str, Any]) -> None:
    answer = broker.ask("POST", "/csourceSubscriptions", SUBSCRIPTION | wrong)
    assert (answer.status, answer.body["title"]) == (400, "BadRequestData")
    assert broker.ask("GET", "/csourceSubscriptions").body == []


# What is sent.

BUILDINGS = {"entities": [{"type": "Building"}]}
PARKS = {"entities": [{"type": "Park"}], "propertyNames": ["name"]}


@pytest.fixture
def telling(tmp_path: Path) -> Iterator[Living]:
    with living(tmp_path, open_test_mode=True) as one:
        yield one


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    with subscribing() as one:
        yield one


def subscribed(broker: Living, uri: str, **more: Any) -> None:
    endpoint = {"uri": uri, **more.pop("endpoint", {})}
    notification = {"endpoint": endpoint, **more.pop("notification", {})}
    body = {**SUBSCRIPTION, "notification": notification, **more}
    answer = broker.ask("POST", "/csourceSubscriptions", body)
    assert answer.status == 201, answer.raw


def registered(broker: Living, name: str, *information: dict[str, Any], **more: Any) -> None:
    body = {
        "id": f"urn:x:source:{name}",
        "type": "ContextSourceRegistration",
        "information": list(information or [BUILDINGS]),
        "endpoint": "https://example.org",
        **more,
    }
    answer = broker.ask("POST", "/csourceRegistrations", body)
    assert answer.status == 201, answer.raw


def changed(broker: Living, name: str, **fragment: Any) -> None:
    answer = broker.ask("PATCH", f"/csourceRegistrations/urn:x:source:{name}", fragment)
    assert answer.status == 204, answer.raw


def forgotten(broker: Living, name: str) -> None:
    assert broker.ask("DELETE", f"/csourceRegistrations/urn:x:source:{name}").status == 204


def heard(received: Received) -> tuple[str, list[str]]:
    """The reason of a notification, and the names of the registrations it tells."""
    names = [each["id"].rpartition(":")[2] for each in received.body["data"]]
    return received.body["triggerReason"], names


def test_who_subscribes_is_told_of_what_matches_already(
    telling: Living, subscriber: Subscriber
) -> None:
    registered(telling, "a")
    registered(telling, "b", PARKS)
    registered(telling, "c", PARKS, BUILDINGS)
    subscribed(telling, f"{subscriber.address}/ok")
    received = subscriber.next()
    assert heard(received) == ("newlyMatching", ["a", "c"])
    assert received.headers["content-type"] == "application/json"
    assert "json-ld#context" in received.headers["link"]
    body = received.body
    assert (body["type"], body["subscriptionId"]) == ("ContextSourceNotification", ID)
    assert body["id"].startswith("urn:ngsi-ld:Notification:")
    assert body["notifiedAt"].endswith("Z")
    assert body["data"][1]["information"] == [BUILDINGS], "what matters alone is told"


def test_a_registration_is_told_as_it_comes_changes_and_goes(
    telling: Living, subscriber: Subscriber
) -> None:
    subscribed(telling, f"{subscriber.address}/ok")
    registered(telling, "other", PARKS)
    registered(telling, "a")
    assert heard(subscriber.next()) == ("newlyMatching", ["a"])
    changed(telling, "a", description="Écoles")
    received = subscriber.next()
    assert heard(received) == ("updated", ["a"])
    assert received.body["data"][0]["description"] == "Écoles"
    changed(telling, "a", information=[PARKS])
    assert heard(subscriber.next()) == ("noLongerMatching", ["a"])
    changed(telling, "a", information=[BUILDINGS])
    assert heard(subscriber.next()) == ("newlyMatching", ["a"])
    forgotten(telling, "other")
    forgotten(telling, "a")
    received = subscriber.next()
    assert heard(received) == ("noLongerMatching", ["a"])
    assert received.body["data"][0]["information"] == [BUILDINGS]
    assert subscriber.nothing_more()


@pytest.mark.parametrize(
    ("wanted", "match", "other"),
    [
        (
            {"entities": [{"type": "Building", "id": "urn:x:1"}]},
            {"information": [{"entities": [{"type": "Building", "idPattern": "^urn:x:"}]}]},
            {"information": [{"entities": [{"type": "Building", "id": "urn:x:2"}]}]},
        ),
        (
            {"entities": [{"type": "Building", "idPattern": "school"}]},
            {"information": [{"entities": [{"type": "Building", "id": "urn:x:school:1"}]}]},
            {"information": [{"entities": [{"type": "Building", "id": "urn:x:hall"}]}]},
        ),
        (
            {"watchedAttributes": ["name", "height"]},
            {"information": [BUILDINGS | {"propertyNames": ["name"]}]},
            {"information": [BUILDINGS | {"propertyNames": ["colour"]}]},
        ),
        (
            {"watchedAttributes": ["name"], "notification": {"attributes": ["colour"]}},
            {"information": [BUILDINGS | {"propertyNames": ["colour"]}]},
            {"information": [BUILDINGS | {"propertyNames": ["height"]}]},
        ),
        (
            {
                "geoQ": {
                    "georel": "near;maxDistance==2000",
                    "geometry": "Point",
                    "coordinates": [-1.2, 48.1],
                }
            },
            {"location": {"type": "Point", "coordinates": [-1.201, 48.1]}},
            {"location": {"type": "Point", "coordinates": [-1.3, 48.1]}},
        ),
        (
            {"temporalQ": {"timerel": "after", "timeAt": "2026-01-01T00:00:00Z"}},
            {"observationInterval": {"startAt": "2025-01-01T00:00:00Z"}},
            {},
        ),
        (
            {
                "temporalQ": {
                    "timerel": "before",
                    "timeAt": "2026-01-01T00:00:00Z",
                    "timeproperty": "createdAt",
                }
            },
            {"managementInterval": {"startAt": "2025-01-01T00:00:00Z"}},
            {"observationInterval": {"startAt": "2025-01-01T00:00:00Z"}},
        ),
        ({"csf": 'owner=="Redon"'}, {"owner": "Redon"}, {"owner": "Fougères"}),
        ({}, {}, {"observationInterval": {"startAt": "2025-01-01T00:00:00Z"}}),
    ],
    ids=["id", "pattern", "watched", "to tell", "place", "time", "kept", "source", "present"],
)
def test_only_sources_that_may_have_what_is_wanted_are_told(
    telling: Living,
    subscriber: Subscriber,
    wanted: dict[str, Any],
    match: dict[str, Any],
    other: dict[str, Any],
) -> None:
    subscribed(telling, f"{subscriber.address}/ok", **wanted)
    for name, more in (("other", other), ("match", match)):
        members = dict(more)
        registered(telling, name, *members.pop("information", [BUILDINGS]), **members)
    assert heard(subscriber.next()) == ("newlyMatching", ["match"])
    assert subscriber.nothing_more()


def test_a_subscription_paused_or_over_hears_nothing(
    telling: Living, subscriber: Subscriber
) -> None:
    subscribed(telling, f"{subscriber.address}/ok", isActive=False)
    subscribed(telling, f"{subscriber.address}/ok", id="urn:x:over")
    kept = telling.broker.store.get("", SOURCES, "urn:x:over")
    assert kept is not None
    kept["body"]["expiresAt"] = "2020-01-01T00:00:00Z"
    telling.broker.store.put("", SOURCES, "urn:x:over", kept)
    registered(telling, "a")
    subscribed(telling, f"{subscriber.address}/ok", id="urn:x:last")
    assert subscriber.next().body["subscriptionId"] == "urn:x:last"
    assert telling.ask("PATCH", PATH, {"isActive": True}).status == 204
    received = subscriber.next()
    assert received.body["subscriptionId"] == ID
    assert heard(received) == ("newlyMatching", ["a"]), "who wakes up is told where things stand"
    assert subscriber.nothing_more()


def test_a_subscription_changed_is_told_of_what_matches_now(
    telling: Living, subscriber: Subscriber
) -> None:
    registered(telling, "a", PARKS)
    subscribed(telling, f"{subscriber.address}/ok")
    assert telling.ask("PATCH", PATH, {"entities": [{"type": "Park"}]}).status == 204
    assert heard(subscriber.next()) == ("newlyMatching", ["a"])


def test_a_fragment_without_a_context_leaves_the_names_as_they_were(
    telling: Living, subscriber: Subscriber
) -> None:
    terms = {"School": "https://example.org/School", "owner": "https://example.org/owner"}
    media = {"Content-Type": "application/ld+json"}
    source = {
        "id": "urn:x:source:a",
        "type": "ContextSourceRegistration",
        "information": [{"entities": [{"type": "School"}]}],
        "endpoint": "https://example.org",
        "owner": "Redon",
        "@context": terms,
    }
    assert telling.ask("POST", "/csourceRegistrations", source, media).status == 201
    wanted = {
        **SUBSCRIPTION,
        "entities": [{"type": "School"}],
        "csf": 'owner=="Redon"',
        "notification": {
            "endpoint": {"uri": f"{subscriber.address}/ok", "accept": "application/ld+json"}
        },
        "@context": terms,
    }
    assert telling.ask("POST", "/csourceSubscriptions", wanted, media).status == 201
    first = subscriber.next().body["data"]
    assert first[0]["information"] == [{"entities": [{"type": "School"}]}]
    assert telling.ask("PATCH", PATH, {"description": "Écoles"}).status == 204
    assert subscriber.next().body["data"] == first


def test_throttling_leaves_out_what_comes_too_soon(telling: Living, subscriber: Subscriber) -> None:
    registered(telling, "a")
    subscribed(telling, f"{subscriber.address}/ok", throttling=3600)
    assert heard(subscriber.next()) == ("newlyMatching", ["a"])
    registered(telling, "b")
    subscribed(telling, f"{subscriber.address}/ok", id="urn:x:last")
    assert subscriber.next().body["subscriptionId"] == "urn:x:last"
    assert subscriber.nothing_more()


def test_a_subscription_with_an_interval_is_told_again_and_again(
    telling: Living, subscriber: Subscriber
) -> None:
    registered(telling, "a")
    subscribed(telling, f"{subscriber.address}/ok", timeInterval=0.1)
    assert heard(subscriber.next()) == ("newlyMatching", ["a"])
    assert heard(subscriber.next()) == ("updated", ["a"])
    assert heard(subscriber.next()) == ("updated", ["a"])


def test_it_says_what_became_of_its_notifications(telling: Living, subscriber: Subscriber) -> None:
    registered(telling, "a")
    subscribed(telling, f"{subscriber.address}/gone")
    subscribed(telling, f"{subscriber.address}/ok", id="urn:x:well")

    def told(identifier: str) -> Any:
        notification = telling.ask("GET", f"/csourceSubscriptions/{identifier}").body[
            "notification"
        ]
        return notification if "timesSent" in notification else None

    failed = until(lambda: told(ID), "the one that fails is counted")
    assert (failed["status"], failed["timesSent"], failed["timesFailed"]) == ("failed", 1, 1)
    assert "lastFailure" in failed
    well = until(lambda: told("urn:x:well"), "the one that is well is counted")
    assert (well["status"], well["timesSent"], well["timesFailed"]) == ("ok", 1, 0)
    assert well["lastSuccess"] == well["lastNotification"]
    store = telling.broker.store
    until(lambda: store.get("", STATES[SOURCES], ID), "the count is kept in the store")
    assert telling.ask("DELETE", PATH).status == 204
    subscribed(telling, f"{subscriber.address}/ok", isActive=False)
    assert told(ID) is None, "who is forgotten leaves no count"


def test_one_id_names_a_subscription_of_each_kind(telling: Living, subscriber: Subscriber) -> None:
    endpoint = {"endpoint": {"uri": f"{subscriber.address}/ok"}}
    entities = {"id": ID, "type": "Subscription", "entities": [{"type": "Building"}]}
    answer = telling.ask("POST", "/subscriptions", entities | {"notification": endpoint})
    assert answer.status == 201
    subscribed(telling, f"{subscriber.address}/ok")
    registered(telling, "a")
    assert subscriber.next().body["type"] == "ContextSourceNotification"
    hall = {"id": "urn:x:hall", "type": "Building", "name": {"type": "Property", "value": "Hall"}}
    assert telling.ask("POST", "/entities", hall).status == 201
    assert subscriber.next().body["type"] == "Notification"
    assert telling.ask("DELETE", PATH).status == 204
    assert telling.ask("GET", f"/subscriptions/{ID}").status == 200
    assert subscriber.nothing_more()


def test_what_is_owed_is_kept_with_the_change_and_outlives_the_broker(tmp_path: Path) -> None:
    with subscribing() as subscriber:
        with living(tmp_path, open_test_mode=True) as broker:
            subscribed(broker, f"{subscriber.address}/fails")
            registered(broker, "a")
            until(lambda: subscriber.asked, "a first attempt failed")
        subscriber.failing = False
        with living(tmp_path, open_test_mode=True) as again:
            assert heard(subscriber.next()) == ("newlyMatching", ["a"])
            changed(again, "a", description="after the start")
            assert heard(subscriber.next()) == ("updated", ["a"])


def test_a_subscription_another_broker_made_is_told(telling: Living, tmp_path: Path) -> None:
    with subscribing() as subscriber, living(tmp_path, open_test_mode=True) as other:
        subscribed(other, f"{subscriber.address}/ok")
        registered(telling, "a")
        assert heard(subscriber.next()) == ("newlyMatching", ["a"])
        assert other.ask("DELETE", PATH).status == 204
        forgotten(telling, "a")
        subscribed(telling, f"{subscriber.address}/ok", id="urn:x:last")
        registered(telling, "b")
        assert subscriber.next().body["subscriptionId"] == "urn:x:last"
        assert subscriber.nothing_more()


def test_a_token_revoked_stops_what_it_subscribed(telling: Living, subscriber: Subscriber) -> None:
    gate = NamedGate()
    telling.broker.gate = gate
    subscribed(telling, f"{subscriber.address}/ok")
    gate.now["internal"] = None
    registered(telling, "a")
    found = until(
        lambda: (body := telling.ask("GET", PATH).body)["status"] == "paused" and body,
        "the subscription is paused",
    )
    assert "opens nothing" in found["pausedBecause"]
    assert subscriber.nothing_more()


def test_json_ld_carries_its_context_inside(telling: Living, subscriber: Subscriber) -> None:
    uri = f"{subscriber.address}/ok"
    subscribed(telling, uri, endpoint={"accept": "application/ld+json"})
    registered(telling, "a")
    received = subscriber.next()
    assert received.headers["content-type"] == "application/ld+json"
    assert received.body["@context"] == received.body["data"][0]["@context"]
    assert "link" not in received.headers


def test_headers_asked_for_and_dates_come_along(telling: Living, subscriber: Subscriber) -> None:
    info = [{"key": "X-Town", "value": "Redon"}]
    uri = f"{subscriber.address}/ok"
    subscribed(telling, uri, endpoint={"receiverInfo": info}, notification={"sysAttrs": True})
    registered(telling, "a")
    received = subscriber.next()
    assert received.headers["x-town"] == "Redon"
    assert {"createdAt", "modifiedAt"} <= received.body["data"][0].keys()


@pytest.mark.skipif(MOSQUITTO is None, reason="mosquitto is not here")
def test_mqtt_carries_it_too(telling: Living, tmp_path: Path) -> None:
    async def listened(port: int) -> Any:
        import aiomqtt

        async with aiomqtt.Client("127.0.0.1", port, username="town", password="secret") as client:
            await client.subscribe("sources")
            uri = f"mqtt://town:secret@127.0.0.1:{port}/sources"
            await asyncio.to_thread(subscribed, telling, uri)
            await asyncio.to_thread(registered, telling, "a")
            async with asyncio.timeout(PATIENCE):
                message = await anext(aiter(client.messages))
            return json.loads(bytes(message.payload))  # type: ignore[arg-type]

    with mosquitto(tmp_path) as port:
        message = asyncio.run(listened(port))
    assert message["body"]["triggerReason"] == "newlyMatching"
    assert message["metadata"]["Content-Type"] == "application/json"


def test_geojson_is_refused(broker: Living) -> None:
    endpoint = {"uri": "https://example.org/told", "accept": "application/geo+json"}
    wrong = SUBSCRIPTION | {"notification": {"endpoint": endpoint}}
    assert broker.ask("POST", "/csourceSubscriptions", wrong).status == 400
