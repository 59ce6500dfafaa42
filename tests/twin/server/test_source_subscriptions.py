"""Subscriptions to registrations are kept, changed and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from living_broker import Living, living

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
    ],
    ids=str,
)
def test_what_is_wrong_is_told_and_not_kept(broker: Living, wrong: dict[str, Any]) -> None:
    answer = broker.ask("POST", "/csourceSubscriptions", SUBSCRIPTION | wrong)
    assert (answer.status, answer.body["title"]) == (400, "BadRequestData")
    assert broker.ask("GET", "/csourceSubscriptions").body == []
