"""Subscriptions over HTTP, and their notifications to real subscribers, well behaved or not."""

from __future__ import annotations

import asyncio
import json
import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jalons.broker.engine import operations
from jalons.broker.server import active_subscriptions as watching
from jalons.broker.server.alone import made
from jalons.broker.server.subscriptions import delivery
from jalons.broker.server.subscriptions.transport import Parcel, sent
from jalons.broker.store.port import Note, Step
from jalons.broker.store.sqlite import SqliteStore
from jalons.kernel.network.addresses import Reach
from living_broker import Living, living

from .subscribers import MOSQUITTO, Subscriber, mosquitto, subscribing, until

LAMP = "urn:ngsi-ld:Lamp:1"
ONE = "urn:ngsi-ld:Subscription:1"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Living]:
    with living(tmp_path, open_test_mode=True) as one:
        yield one


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    with subscribing() as one:
        yield one


def body(uri: str, **members: Any) -> dict[str, Any]:
    endpoint = {"uri": uri, **members.pop("endpoint", {})}
    notification = {"endpoint": endpoint, **members.pop("notification", {})}
    base = {"id": ONE, "type": "Subscription", "entities": [{"type": "Lamp"}]}
    return {**base, "notification": notification, **members}


def subscribed(broker: Living, uri: str, **members: Any) -> None:
    answer = broker.ask("POST", "/subscriptions", body(uri, **members))
    assert answer.status == 201, answer.raw


def lit(broker: Living, power: int, number: int = 1) -> None:
    entity = {
        "id": f"urn:ngsi-ld:Lamp:{number}",
        "type": "Lamp",
        "power": {"type": "Property", "value": power},
    }
    answer = broker.ask("POST", "/entityOperations/upsert", [entity])
    assert answer.status in (201, 204)


def kept(broker: Living, identifier: str = ONE) -> dict[str, Any]:
    answer = broker.ask("GET", f"/subscriptions/{identifier}")
    assert answer.status == 200
    return dict(answer.body)


def told(broker: Living) -> dict[str, Any]:
    return dict(kept(broker)["notification"])


def powers(received: Any) -> list[int]:
    return [entity["power"]["value"] for entity in received.body["data"]]


def test_a_subscription_is_created_read_changed_and_deleted(
    broker: Living, subscriber: Subscriber
) -> None:
    subscribed(broker, subscriber.address, description="lamps")
    assert broker.ask("POST", "/subscriptions", body(subscriber.address)).status == 409
    assert kept(broker)["status"] == "active"
    assert "timesSent" not in told(broker)
    patch = {"isActive": False, "description": "urn:ngsi-ld:null"}
    assert broker.ask("PATCH", f"/subscriptions/{ONE}", patch).status == 204
    assert kept(broker)["status"] == "paused"
    assert "description" not in kept(broker)
    assert broker.ask("PATCH", f"/subscriptions/{ONE}", {"id": "urn:x:2"}).status == 400
    assert broker.ask("PATCH", f"/subscriptions/{ONE}", {"notification": None}).status == 400
    assert broker.ask("DELETE", f"/subscriptions/{ONE}").status == 204
    assert broker.ask("GET", f"/subscriptions/{ONE}").status == 404
    assert broker.ask("DELETE", f"/subscriptions/{ONE}").status == 404


@pytest.mark.parametrize(
    ("prefer", "applied"),
    [
        ("ngsi-ld=1.0", "ngsi-ld=1.0"),
        ('respond-async, NGSI-LD="1.6";q=0.1', "ngsi-ld=1.6"),
        ("ngsi-ld=9", None),
        ("return=minimal", None),
    ],
)
def test_a_version_preferred_is_said_to_be_applied(
    broker: Living, prefer: str, applied: str | None
) -> None:
    subscribed(broker, "http://town.example/")
    answer = broker.ask("GET", f"/subscriptions/{ONE}", headers={"Prefer": prefer})
    assert answer.headers.get("Preference-Applied") == applied


def test_subscriptions_are_paged_and_counted(broker: Living) -> None:
    for number in range(3):
        subscribed(broker, "http://town.example/", id=f"urn:x:{number}")
    page = broker.ask("GET", "/subscriptions?limit=1&offset=1&count=true")
    assert [item["id"] for item in page.body] == ["urn:x:1"]
    assert page.headers["NGSILD-Results-Count"] == "3"
    assert 'rel="prev"' in page.headers["Link"]
    assert 'rel="next"' in page.headers["Link"]


def test_tenants_hear_of_their_own_entities_only(broker: Living, subscriber: Subscriber) -> None:
    subscribed(broker, f"{subscriber.address}/ok")
    other = {"NGSILD-Tenant": "vitre"}
    entity = {"id": LAMP, "type": "Lamp", "power": 1}
    there = body(f"{subscriber.address}/vitre")
    assert broker.ask("POST", "/subscriptions", there, other).status == 201
    assert broker.ask("POST", "/entities", entity, other).status == 201
    received = subscriber.next()
    assert received.path == "/vitre"
    assert received.headers["ngsild-tenant"] == "vitre"
    lit(broker, 2)
    assert subscriber.next().path == "/ok"


def test_a_change_is_told_with_the_headers_asked_for(
    broker: Living, subscriber: Subscriber
) -> None:
    headers = [{"key": "X-Town", "value": "Rennes"}]
    subscribed(broker, f"{subscriber.address}/ok?a=b", endpoint={"receiverInfo": headers})
    lit(broker, 5)
    received = subscriber.next()
    assert received.path == "/ok?a=b"
    assert received.headers["x-town"] == "Rennes"
    assert received.headers["content-type"] == "application/json"
    assert "json-ld#context" in received.headers["link"]
    assert received.body["subscriptionId"] == ONE
    assert received.body["type"] == "Notification"
    assert powers(received) == [5]
    until(lambda: told(broker).get("timesSent") == 1, "one notification was counted")
    assert told(broker)["status"] == "ok"
    assert told(broker)["lastSuccess"] == told(broker)["lastNotification"]


@pytest.mark.parametrize("accept", ["application/ld+json", "application/geo+json"])
def test_a_notification_comes_in_the_media_type_asked_for(
    broker: Living, subscriber: Subscriber, accept: str
) -> None:
    subscribed(broker, f"{subscriber.address}/ok", endpoint={"accept": accept})
    lit(broker, 5)
    received = subscriber.next()
    assert received.headers["content-type"] == accept
    if accept == "application/ld+json":
        assert "link" not in received.headers
        assert received.body["data"][0]["@context"]
    else:
        assert received.body["data"]["features"][0]["id"] == LAMP


def test_the_context_a_subscription_names_is_the_one_of_its_notifications(
    broker: Living, subscriber: Subscriber
) -> None:
    older = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld"
    subscribed(broker, f"{subscriber.address}/ok", jsonldContext=older)
    lit(broker, 5)
    assert f"<{older}>" in subscriber.next().headers["link"]
    unknown = body(f"{subscriber.address}/ok", id="urn:x:2", jsonldContext="http://x.invalid/c")
    assert broker.ask("POST", "/subscriptions", unknown).status == 504


def test_a_batch_is_one_notification_and_changes_come_in_their_order(
    broker: Living, subscriber: Subscriber
) -> None:
    subscribed(broker, f"{subscriber.address}/ok")
    batch = [
        {"id": f"urn:ngsi-ld:Lamp:{n}", "type": "Lamp", "power": {"value": n}} for n in (1, 2, 3)
    ]
    assert broker.ask("POST", "/entityOperations/upsert", batch).status == 201
    assert powers(subscriber.next()) == [1, 2, 3]
    for power in range(20):
        lit(broker, power)
    seen: list[int] = []
    while len(seen) < 20:
        seen += powers(subscriber.next())
    assert seen == list(range(20))


def test_a_throttled_subscriber_is_told_once(broker: Living, subscriber: Subscriber) -> None:
    subscribed(broker, f"{subscriber.address}/ok", throttling=3600)
    lit(broker, 1)
    assert powers(subscriber.next()) == [1]
    lit(broker, 2)
    other = body(f"{subscriber.address}/other", id="urn:x:2")
    assert broker.ask("POST", "/subscriptions", other).status == 201
    lit(broker, 3)
    assert subscriber.next().path == "/other"
    assert subscriber.nothing_more()


def test_a_paused_subscription_and_an_expired_one_are_not_told(
    broker: Living, subscriber: Subscriber
) -> None:
    subscribed(broker, f"{subscriber.address}/paused", isActive=False)
    subscribed(broker, f"{subscriber.address}/ok", id="urn:x:2")
    lit(broker, 1)
    assert subscriber.next().path == "/ok"
    assert broker.ask("PATCH", f"/subscriptions/{ONE}", {"isActive": True}).status == 204
    assert broker.ask("PATCH", "/subscriptions/urn:x:2", {"isActive": False}).status == 204
    lit(broker, 2)
    assert subscriber.next().path == "/paused"
    past = {"expiresAt": "2001-01-01T00:00:00Z"}
    assert broker.ask("PATCH", f"/subscriptions/{ONE}", past).status == 400


def test_a_subscriber_with_an_interval_is_told_again_and_again(
    broker: Living, subscriber: Subscriber
) -> None:
    lit(broker, 7)
    subscribed(broker, f"{subscriber.address}/ok", timeInterval=0.2)
    assert powers(subscriber.next()) == [7]
    assert powers(subscriber.next()) == [7]


def test_linked_entities_come_along(broker: Living, subscriber: Subscriber) -> None:
    place = {"id": "urn:ngsi-ld:Place:1", "type": "Place", "name": {"value": "Mairie"}}
    assert broker.ask("POST", "/entities", place).status == 201
    subscribed(broker, f"{subscriber.address}/ok", notification={"join": "inline"})
    lamp = {"id": LAMP, "type": "Lamp", "at": {"object": "urn:ngsi-ld:Place:1"}}
    assert broker.ask("POST", "/entities", lamp).status == 201
    assert subscriber.next().body["data"][0]["at"]["entity"]["name"]["value"] == "Mairie"


def test_what_fails_is_tried_again_and_counted(
    broker: Living, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "FIRST_DELAY", 20_000)
    subscribed(broker, f"{subscriber.address}/fails")
    lit(broker, 1)
    until(lambda: told(broker).get("timesFailed"), "a failure was counted")
    assert told(broker)["status"] == "failed"
    assert "lastFailure" in told(broker)
    subscriber.failing = False
    assert powers(subscriber.next()) == [1]
    until(lambda: told(broker)["status"] == "ok", "the success was noted")


def test_what_fails_for_good_is_dropped(
    broker: Living, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "FIRST_DELAY", 10_000)
    subscribed(broker, f"{subscriber.address}/fails")
    lit(broker, 1)
    store = broker.broker.store
    until(lambda: told(broker).get("timesFailed") == delivery.MOST_ATTEMPTS, "it gave up")
    until(lambda: not store.owed(now=1 << 60, limit=9), "nothing is owed any more")


@pytest.mark.parametrize("path", ["/redirects", "/gone"])
def test_an_answer_that_will_not_change_is_not_asked_for_twice(
    broker: Living, subscriber: Subscriber, path: str
) -> None:
    subscribed(broker, f"{subscriber.address}{path}")
    lit(broker, 1)
    store = broker.broker.store
    until(lambda: told(broker).get("timesFailed") == 1, "the refusal was counted")
    until(lambda: not store.owed(now=1 << 60, limit=9), "nothing is owed any more")
    assert subscriber.asked == [path]


@pytest.mark.parametrize("path", ["/hangs", "/garbage", "/endless", "/closes"])
def test_a_subscriber_that_misbehaves_holds_nobody_up(
    broker: Living, subscriber: Subscriber, path: str
) -> None:
    subscribed(broker, f"{subscriber.address}{path}", endpoint={"timeout": 500})
    subscribed(broker, f"{subscriber.address}/ok", id="urn:x:2")
    for power in range(5):
        lit(broker, power)
    seen: list[int] = []
    while len(seen) < 5:
        seen += powers(subscriber.next())
    assert seen == list(range(5))
    until(lambda: told(broker).get("timesFailed"), "the failure was counted")


def test_a_host_that_refuses_connections_is_a_failure(broker: Living) -> None:
    subscribed(broker, "http://127.0.0.1:9/x")
    lit(broker, 1)
    until(lambda: told(broker).get("timesFailed"), "the failure was counted")


def test_beyond_a_bound_what_is_owed_is_dropped_and_counted(
    broker: Living, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "MOST_WAITING", 3)
    subscribed(broker, f"{subscriber.address}/hangs")
    for power in range(8):
        lit(broker, power)
    assert len(broker.broker.store.owed(now=1 << 60, limit=99)) == 3
    watched = broker.broker.watch.get("", ONE)
    assert watched is not None
    assert watched.state.failed == 5


def test_what_other_brokers_delivered_does_not_count_as_waiting_here(
    broker: Living, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LOOK_EVERY", 0.01)
    subscribed(broker, f"{subscriber.address}/ok")
    watched = broker.broker.watch.get("", ONE)
    assert watched is not None
    watched.waiting = watching.MOST_WAITING  # as if we noted as many, and another delivered them

    def waiting() -> int:
        now = broker.broker.watch.get("", ONE)
        return now.waiting if now is not None else -1

    until(lambda: waiting() == 0, "what waits was counted again")
    lit(broker, 1)
    assert powers(subscriber.next()) == [1]


def test_a_note_that_cannot_be_read_is_given_up(
    broker: Living, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "FIRST_DELAY", 1_000)
    subscribed(broker, f"{subscriber.address}/ok")
    store = broker.broker.store
    assert isinstance(store, SqliteStore)
    store.watcher = lambda *_: [Note(ONE, b"no JSON", due=0)]
    lit(broker, 1)
    assert store.owed(now=1 << 60, limit=9)
    store.watcher = broker.broker.watch
    until(lambda: not store.owed(now=1 << 60, limit=9), "nothing is owed any more")
    lit(broker, 2)
    assert powers(subscriber.next()) == [2]


def test_what_is_owed_is_delivered_after_a_restart(tmp_path: Path, subscriber: Subscriber) -> None:
    with living(tmp_path, open_test_mode=True) as first:
        subscribed(first, f"{subscriber.address}/fails")
        lit(first, 1)
        until(lambda: told(first).get("timesFailed"), "it failed once")
    subscriber.failing = False
    with living(tmp_path, open_test_mode=True) as second:
        assert powers(subscriber.next()) == [1]
        assert told(second)["timesSent"] >= 1


def test_a_note_of_a_subscription_another_process_made_is_delivered_not_dropped(
    broker: Living, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LOOK_EVERY", 1e9)
    subscribed(broker, f"{subscriber.address}/else")
    store = broker.broker.store
    made = dict(store.get("", "subscription", ONE) or {}, id="urn:x:2")
    made["body"] = {
        **made["body"],
        "notification": {"endpoint": {"uri": f"{subscriber.address}/ok"}},
    }
    other = SqliteStore(store.path)  # type: ignore[attr-defined]
    try:
        other.put("", "subscription", "urn:x:2", made)
        note = json.dumps([{"id": LAMP, "type": ["urn:Lamp"], "attrs": {}}]).encode()
        other.watcher = lambda *_: [Note("urn:x:2", note, due=0)]
        other.write("", [Step("urn:x:lamp", operations.delete())], now=1)
    finally:
        other.close()
    assert subscriber.next().path == "/ok"


def test_a_subscription_deleted_is_owed_nothing(broker: Living, subscriber: Subscriber) -> None:
    subscribed(broker, f"{subscriber.address}/fails")
    lit(broker, 1)
    until(lambda: told(broker).get("timesFailed"), "it failed once")
    assert broker.ask("DELETE", f"/subscriptions/{ONE}").status == 204
    until(lambda: not broker.broker.store.owed(now=1 << 60, limit=9), "nothing is owed")


PRIVATE = [
    "http://127.0.0.1/x",
    "http://localhost:8080/x",
    "http://10.1.2.3/x",
    "http://192.168.1.1/x",
    "http://169.254.169.254/latest/meta-data",
    "http://[::1]/x",
    "http://[fe80::1]/x",
    "http://[::ffff:127.0.0.1]/x",
    "http://[64:ff9b::7f00:1]/x",
    "http://[2002:7f00:1::]/x",
    "http://224.0.0.1/x",
    "http://0.0.0.0/x",
    "mqtt://172.16.0.1/topic",
]


@pytest.mark.parametrize("uri", PRIVATE)
def test_an_endpoint_on_a_private_address_is_refused_at_once(tmp_path: Path, uri: str) -> None:
    with living(tmp_path) as closed:
        answer = closed.ask("POST", "/subscriptions", body(uri))
        assert answer.status == 400
        assert "no public address" in answer.body["detail"]


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001", "localhost."])
def test_a_name_that_leads_to_this_machine_is_never_connected_to(
    subscriber: Subscriber, host: str
) -> None:
    parcel = Parcel(f"http://{host}:{subscriber.port}/ok", {}, ())
    outcome = asyncio.run(sent(parcel, reach=Reach(), timeout=5))
    assert not outcome.ok
    assert subscriber.asked == []


def test_the_operator_may_allow_a_host_or_a_network(tmp_path: Path, subscriber: Subscriber) -> None:
    for allowed in ("127.0.0.0/8", "127.0.0.1"):
        reach = Reach(allowed=frozenset({allowed}))
        parcel = Parcel(f"{subscriber.address}/ok", {"a": 1}, ())
        assert asyncio.run(sent(parcel, reach=reach, timeout=5)).ok
        assert subscriber.next().body == {"a": 1}
    with living(tmp_path, reach=frozenset({"127.0.0.0/8"})) as one:
        assert one.ask("POST", "/subscriptions", body("http://10.0.0.1/")).status == 400
        subscribed(one, f"{subscriber.address}/ok")
        lit(one, 4)
        assert powers(subscriber.next()) == [4]


def test_a_redirection_to_this_machine_is_not_followed(subscriber: Subscriber) -> None:
    parcel = Parcel(f"{subscriber.address}/redirects", {}, ())
    outcome = asyncio.run(sent(parcel, reach=Reach(anything=True), timeout=5))
    assert (outcome.ok, outcome.again) == (False, False)
    assert "redirections are not followed" in outcome.why
    assert subscriber.asked == ["/redirects"]


def test_a_broker_without_a_worker_still_writes(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/twin.db"
    one = made(store=store, durability="off", contexts={}, open_test_mode=True)
    one.watch.load(one.store, one.contexts)
    assert list(one.watch.every()) == []
    one.store.close()


@pytest.mark.skipif(MOSQUITTO is None, reason="mosquitto is not here")
@pytest.mark.parametrize("version", ["mqtt3.1.1", "mqtt5.0"])
@pytest.mark.parametrize("qos", ["0", "1", "2"])
def test_a_notification_is_published_to_a_real_mqtt_broker(
    broker: Living, tmp_path: Path, version: str, qos: str
) -> None:
    import paho.mqtt.client as paho

    with mosquitto(tmp_path) as port:
        heard: queue.Queue[bytes] = queue.Queue()
        client = paho.Client(paho.CallbackAPIVersion.VERSION2)
        client.username_pw_set("town", "secret")
        client.on_message = lambda *args: heard.put(args[2].payload)
        ready = queue.Queue[bool]()
        client.on_subscribe = lambda *_: ready.put(True)
        client.connect("127.0.0.1", port)
        client.subscribe("town/lamps", qos=2)
        client.loop_start()
        try:
            ready.get(timeout=20)
            notifier = [
                {"key": "MQTT-Version", "value": version},
                {"key": "MQTT-QoS", "value": qos},
            ]
            uri = f"mqtt://town:secret@127.0.0.1:{port}/town/lamps"
            more = {"receiverInfo": [{"key": "X-Town", "value": "Rennes"}]}
            subscribed(broker, uri, endpoint={"notifierInfo": notifier, **more})
            lit(broker, 9)
            message = json.loads(heard.get(timeout=20))
        finally:
            client.disconnect()
            client.loop_stop()
    assert message["metadata"]["Content-Type"] == "application/json"
    assert message["metadata"]["X-Town"] == "Rennes"
    assert message["body"]["data"][0]["power"]["value"] == 9


@pytest.mark.skipif(MOSQUITTO is None, reason="mosquitto is not here")
def test_a_wrong_password_is_a_failure_told(broker: Living, tmp_path: Path) -> None:
    with mosquitto(tmp_path) as port:
        subscribed(broker, f"mqtt://town:wrong@127.0.0.1:{port}/town/lamps")
        lit(broker, 9)
        until(lambda: told(broker).get("timesFailed"), "the failure was counted")
