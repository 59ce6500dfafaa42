"""A subscription shows what its maker may see, as long as its maker may see anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from broker.server.gates import NamedGate, Notebook
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.server.subscriptions import delivery
from living_broker import Living, living

from .subscribers import Subscriber, subscribing, until

SPACE = "https://uri.etsi.org/ngsi-ld/default-context/"
ONE = "urn:ngsi-ld:Subscription:1"
LAMP = TypePolicy(
    type=f"{SPACE}Lamp",
    name="Lampadaires",
    purpose="Éclairer.",
    legal_basis="not_personal",
    owner="Éclairage",
    retention_days=365,
    audience="partners",
    time_seconds=3600,
    position_metres=1000,
    hidden=(f"{SPACE}secret",),
)
CAMERA = replace(LAMP, type=f"{SPACE}Camera", audience="internal")
EXACT = [-1.2, 48.35]


@pytest.fixture
def broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Living]:
    monkeypatch.setattr(delivery, "LOOK_EVERY", 0.05)
    with living(tmp_path, open_test_mode=True, requires_policies=True) as one:
        one.broker.gate = NamedGate()
        one.broker.witness = Notebook()
        for policy in (LAMP, CAMERA):
            one.broker.policies.keep("", policy)
        yield one


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    with subscribing() as one:
        yield one


def gate(broker: Living) -> NamedGate:
    assert isinstance(broker.broker.gate, NamedGate)
    return broker.broker.gate


def subscribed(broker: Living, uri: str, kind: str = "Lamp", **more: Any) -> None:
    notification = {"endpoint": {"uri": uri}, **more.pop("notification", {})}
    body = {"id": ONE, "type": "Subscription", "entities": [{"type": kind}]}
    answer = broker.ask("POST", "/subscriptions", body | {"notification": notification} | more)
    assert answer.status == 201, answer.raw


def seen(broker: Living, level: int, kind: str = "Lamp") -> None:
    entity = {
        "id": f"urn:ngsi-ld:{kind}:1",
        "type": kind,
        "level": {"type": "Property", "value": level, "observedAt": "2026-11-24T09:31:07Z"},
        "secret": {"type": "Property", "value": "x"},
        "location": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": EXACT}},
    }
    assert broker.ask("POST", "/entityOperations/upsert", [entity]).status in (201, 204)


def told(broker: Living) -> dict[str, Any]:
    return dict(broker.ask("GET", f"/subscriptions/{ONE}").body)


def test_the_authority_itself_is_told_exactly(broker: Living, subscriber: Subscriber) -> None:
    subscribed(broker, f"{subscriber.address}/ok")
    seen(broker, 1)
    (entity,) = subscriber.next().body["data"]
    assert entity["level"]["observedAt"] == "2026-11-24T09:31:07Z"
    assert entity["location"]["value"]["coordinates"] == EXACT
    assert "secret" in entity


def test_a_maker_that_may_see_less_now_is_told_less(broker: Living, subscriber: Subscriber) -> None:
    subscribed(broker, f"{subscriber.address}/ok", notification={"showChanges": True})
    gate(broker).now["internal"] = "partners"
    seen(broker, 1)
    seen(broker, 2)
    for _ in range(2):
        (entity,) = subscriber.next().body["data"]
        assert entity["level"]["observedAt"] == "2026-11-24T09:00:00Z"
        assert entity["location"]["value"]["coordinates"] != EXACT
        assert "secret" not in entity
        assert "previousValue" not in entity["level"]


def test_a_maker_that_sees_nothing_of_a_type_is_not_told_of_it(
    broker: Living, subscriber: Subscriber
) -> None:
    subscribed(broker, f"{subscriber.address}/camera", "Camera")
    other = {"id": "urn:x:2", "type": "Subscription", "entities": [{"type": "Lamp"}]}
    other |= {"notification": {"endpoint": {"uri": f"{subscriber.address}/ok"}}}
    assert broker.ask("POST", "/subscriptions", other).status == 201
    gate(broker).now["internal"] = "partners"
    seen(broker, 1, "Camera")
    until(lambda: not broker.broker.store.owed(now=1 << 60, limit=9), "nothing is owed")
    seen(broker, 1)
    assert subscriber.next().path == "/ok"
    assert subscriber.asked == ["/ok"]


def test_what_a_query_selects_only_before_it_is_blurred_is_not_told(
    broker: Living, subscriber: Subscriber
) -> None:
    instant = 'level.observedAt=="2026-11-24T09:31:07Z"'
    subscribed(broker, f"{subscriber.address}/exact", q=instant)
    gate(broker).now["internal"] = "partners"
    seen(broker, 1)
    until(lambda: not broker.broker.store.owed(now=1 << 60, limit=9), "nothing is owed")
    assert subscriber.asked == []


@pytest.mark.parametrize("interval", [{}, {"timeInterval": 0.1}])
def test_a_token_revoked_pauses_what_it_subscribed_and_says_why(
    broker: Living, subscriber: Subscriber, interval: dict[str, float]
) -> None:
    subscribed(broker, f"{subscriber.address}/ok", **interval)
    seen(broker, 1)
    subscriber.next()
    gate(broker).now["internal"] = None
    seen(broker, 2)
    until(lambda: told(broker)["status"] == "paused", "it is paused")
    assert "opens nothing any more" in told(broker)["pausedBecause"]
    count = len(subscriber.asked)
    seen(broker, 3)
    until(lambda: not broker.broker.store.owed(now=1 << 60, limit=9), "nothing is owed")
    assert len(subscriber.asked) == count


def test_who_takes_it_up_again_answers_for_it(broker: Living, subscriber: Subscriber) -> None:
    subscribed(broker, f"{subscriber.address}/ok")
    gate(broker).now["internal"] = None
    seen(broker, 1)
    until(lambda: told(broker)["status"] == "paused", "it is paused")
    gate(broker).now = {}
    assert broker.ask("PATCH", f"/subscriptions/{ONE}", {"isActive": True}).status == 204
    assert "pausedBecause" not in told(broker)
    seen(broker, 2)
    assert subscriber.next().body["data"][0]["level"]["value"] == 2


def test_a_subscription_of_nobody_is_paused_where_tokens_are_asked_for(
    broker: Living, subscriber: Subscriber
) -> None:
    subscribed(broker, f"{subscriber.address}/ok")
    store = broker.broker.store
    kept = store.get("", "subscription", ONE) or {}
    gate(broker).now[""] = None
    store.put("", "subscription", ONE, {k: v for k, v in kept.items() if k != "maker"})
    until(lambda: told(broker)["status"] == "paused", "it is paused")


def test_data_that_leaves_is_in_the_journal_with_where_it_goes(
    broker: Living, subscriber: Subscriber
) -> None:
    assert isinstance(broker.broker.witness, Notebook)
    lines = broker.broker.witness.lines
    subscribed(broker, f"{subscriber.address}/ok")
    assert lines == [("internal → 127.0.0.1", frozenset({LAMP.type}), 0)]
    seen(broker, 1)
    subscriber.next()
    assert ("internal → 127.0.0.1", frozenset({LAMP.type}), 1) in lines
