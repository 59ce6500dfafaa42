"""A broker notifies another: what one observes is in the other, once, with its history."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from broker.server.out_towns import LIGHTS
from jalons.broker.server.ingest import sources
from jalons.broker.server.ingest.dead_letters import DeadLetters
from living_broker import Living, living

ROOM = "urn:ngsi-ld:Room:1"


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Living, Living]]:
    """A broker that may notify this machine, and another one."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with living(tmp_path / "a", open_test_mode=True) as one, living(tmp_path / "b") as other:
        yield one, other


def linked(one: Living, other: Living, **notification: Any) -> None:
    """A subscription of ``one`` that feeds a source of ``other``, as the guide says."""
    store = other.broker.store
    mapping = {"envelope": "ngsi_ld", "entities": [{"type": "Room"}]}
    sources.keep(store, "", {"key": "voisin", "way": "push", "mapping": mapping})
    token = sources.issue(store, "", "voisin")
    endpoint = {
        "uri": f"http://127.0.0.1:{other.port}/ingest/voisin",
        "accept": "application/json",
        "receiverInfo": [{"key": "Authorization", "value": f"Bearer {token}"}],
    }
    answer = one.ask(
        "POST",
        "/subscriptions",
        {
            "type": "Subscription",
            "entities": [{"type": "Room"}],
            "notification": {
                "endpoint": endpoint | notification.pop("endpoint", {}),
                **notification,
            },
        },
    )
    assert answer.status == 201, answer.body


def observed(living: Living, value: float, minute: int) -> None:
    """Have a room of a broker observe something."""
    at = f"2026-11-24T08:{minute:02}:00Z"
    body = [
        {
            "id": ROOM,
            "type": "Room",
            "co2": {
                "value": value,
                "unitCode": "59",
                "observedAt": at,
            },
            "inside": {"object": "urn:ngsi-ld:Building:1"},
        }
    ]
    answer = living.ask("POST", "/entityOperations/upsert?options=update", body)
    assert answer.status in (201, 204), answer.body


def wait_for(living: Living, value: float) -> Any:
    """The room of a broker once it has a value."""
    for _ in range(200):
        answer = living.ask("GET", f"/entities/{ROOM}")
        if answer.status == 200 and answer.body["co2"]["value"] == value:
            return answer.body
        time.sleep(0.05)
    raise AssertionError(f"{ROOM} never had {value}")


@pytest.mark.parametrize("form", ["normalized", "concise"])
def test_what_a_broker_observes_is_in_the_other_with_its_history(
    pair: tuple[Living, Living], form: str
) -> None:
    one, other = pair
    linked(one, other, format=form)
    for minute in range(1, 6):
        observed(one, 800 + minute, minute)
        wait_for(other, 800 + minute)
    room = wait_for(other, 805)
    assert room["co2"]["unitCode"] == "59"
    assert room["inside"]["object"] == "urn:ngsi-ld:Building:1"
    past = other.ask("GET", f"/temporal/entities/{ROOM}?attrs=co2&options=temporalValues").body
    assert [value for value, _ in past["co2"]["values"]] == [801, 802, 803, 804, 805]


def test_names_of_a_context_in_the_link_or_in_the_body_are_those_of_the_first_broker(
    pair: tuple[Living, Living],
) -> None:
    one, other = pair
    store = other.broker.store
    for key, accept in (("lien", "application/json"), ("corps", "application/ld+json")):
        sources.keep(store, "", {"key": key, "way": "push", "mapping": {"envelope": "ngsi_ld"}})
        token = sources.issue(store, "", key)
        endpoint = {
            "uri": f"http://127.0.0.1:{other.port}/ingest/{key}",
            "accept": accept,
            "receiverInfo": [{"key": "Authorization", "value": f"Bearer {token}"}],
        }
        body = {
            "@context": LIGHTS,
            "type": "Subscription",
            "entities": [{"type": "Streetlight", "id": f"urn:lamp:{key}"}],
            "notification": {"endpoint": endpoint},
        }
        answer = one.ask("POST", "/subscriptions", body, {"Content-Type": "application/ld+json"})
        assert answer.status == 201, answer.body
        lamp = {
            "@context": LIGHTS,
            "id": f"urn:lamp:{key}",
            "type": "Streetlight",
            "powerState": "on",
        }
        one.ask("POST", "/entities", lamp, {"Content-Type": "application/ld+json"})
    for key in ("lien", "corps"):
        mine = one.broker.store.read("", [f"urn:lamp:{key}"])[f"urn:lamp:{key}"]
        for _ in range(200):
            theirs = store.read("", [f"urn:lamp:{key}"])
            if theirs:
                break
            time.sleep(0.05)
        assert theirs[f"urn:lamp:{key}"]["type"] == mine["type"]
        assert theirs[f"urn:lamp:{key}"]["attrs"].keys() == mine["attrs"].keys()


def test_a_notification_without_the_token_is_refused_and_nothing_is_written(
    pair: tuple[Living, Living],
) -> None:
    one, other = pair
    linked(one, other, endpoint={"receiverInfo": [{"key": "Authorization", "value": "Bearer x"}]})
    observed(one, 800, 1)
    for _ in range(200):
        (known,) = one.ask("GET", "/subscriptions").body
        if known["notification"].get("lastFailure"):
            break
        time.sleep(0.05)
    assert known["notification"]["lastFailure"]
    assert other.ask("GET", f"/entities/{ROOM}").status == 404


def test_a_type_the_source_does_not_have_waits_in_the_dead_letters(
    pair: tuple[Living, Living],
) -> None:
    _, other = pair
    store = other.broker.store
    mapping = {"envelope": "ngsi_ld", "entities": [{"type": "Lamp"}]}
    sources.keep(store, "", {"key": "voisin", "way": "push", "mapping": mapping})
    token = sources.issue(store, "", "voisin")
    body = {"type": "Notification", "data": [{"id": ROOM, "type": "Room", "co2": 1}]}
    asked = urllib.request.Request(
        f"http://127.0.0.1:{other.port}/ingest/voisin",
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:
        assert json.loads(answer.read())["refused"] == 1
    (letter,) = DeadLetters(store, "").every()
    assert "not one of this source" in letter.reason
