"""A policy loosened opens what comes; what was observed before stays as it was promised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.server.calling import Client
from broker.server.gates import NamedGate, Notebook
from jalons.broker.engine.instants import micros, written
from jalons.broker.engine.policies.history import as_of, loosens, succeeded
from jalons.broker.engine.policies.policy import AUDIENCES, Era, TypePolicy, policy_of
from jalons.broker.server.app import application
from jalons.broker.server.broker import Broker, Options
from jalons.broker.store.contexts import ContextLibrary
from jalons.broker.store.factory import opened

SPACE = "https://uri.etsi.org/ngsi-ld/default-context/"
API = "/ngsi-ld/v1"
OPEN = {"audience": "open"}
ID = "urn:ngsi-ld:Lamp:1"
CLOSED = TypePolicy(
    type=f"{SPACE}Lamp",
    name="Lampadaires",
    purpose="Éclairer.",
    legal_basis="not_personal",
    owner="Éclairage",
    retention_days=365,
    audience="internal",
)
OPENED = replace(CLOSED, audience="open")
HOURLY = replace(OPENED, time_seconds=3600)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    store = opened(f"sqlite:///{tmp_path}/twin.db", durability="off")
    yield Broker(
        store=store,
        contexts=ContextLibrary(files={}, store=store, clock=lambda: 0),
        options=Options(requires_policies=True),
        gate=NamedGate(),
        witness=Notebook(),
    )
    store.close()


@pytest.fixture
def client(broker: Broker) -> Client:
    return Client(application(broker))


def observed(client: Client, value: int, at: int) -> None:
    level = {"type": "Property", "value": value, "observedAt": written(at)}
    entity = {"id": ID, "type": "Lamp", "level": level}
    answer = client.post(f"{API}/entityOperations/upsert", json=[entity])
    assert answer.status_code in (201, 204)


def history(client: Client, headers: dict[str, str] = OPEN, **more: str) -> list[Any]:
    params = {"timerel": "after", "timeAt": "2026-01-01T00:00:00Z", **more}
    answer = client.get(f"{API}/temporal/entities/{ID}", params=params, headers=headers)
    assert answer.status_code in (200, 206), answer.body
    found = answer.json().get("level", [])
    return found if isinstance(found, list) else [found]


def values(client: Client, headers: dict[str, str] = OPEN, **more: str) -> list[int]:
    return [each["value"] for each in history(client, headers, **more)]


SECOND = 1_000_000


def loosened(
    broker: Broker, client: Client, before: TypePolicy, after: TypePolicy, **how: bool
) -> int:
    """Two observations before a policy changes, two after; the instant of the change."""
    broker.policies.keep("", before)
    start = micros("2026-11-24T09:31:07Z")
    observed(client, 1, start)
    observed(client, 2, start + 60 * SECOND)
    broker.policies.keep("", after, **how)
    now = broker.now()
    observed(client, 3, now + SECOND)
    observed(client, 4, now + 2 * SECOND)
    return now


def test_what_was_observed_before_a_type_was_opened_stays_closed(
    broker: Broker, client: Client
) -> None:
    loosened(broker, client, CLOSED, OPENED)
    assert values(client) == [3, 4]
    assert values(client, {}) == [1, 2, 3, 4]
    assert values(client, lastN="3") == [3, 4]
    assert values(client, OPEN | {"audience": "partners"}) == [3, 4]


def test_what_stays_closed_takes_no_room_in_an_answer(broker: Broker, client: Client) -> None:
    broker.options = replace(broker.options, most_instances=2)
    loosened(broker, client, CLOSED, OPENED)
    assert values(client) == [3, 4]


def test_it_is_opened_too_when_the_authority_says_so(broker: Broker, client: Client) -> None:
    loosened(broker, client, CLOSED, OPENED, past_too=True)
    assert values(client) == [1, 2, 3, 4]


def test_it_may_be_said_later(broker: Broker, client: Client) -> None:
    loosened(broker, client, CLOSED, OPENED)
    broker.policies.keep("", replace(OPENED, name="Lampes"))
    assert values(client) == [3, 4]
    broker.policies.keep("", OPENED, past_too=True)
    assert values(client) == [1, 2, 3, 4]


def test_a_precision_loosened_stays_coarse_for_the_past(broker: Broker, client: Client) -> None:
    loosened(broker, client, HOURLY, OPENED)
    assert values(client) == [1, 2, 3, 4]
    stamps = [each["observedAt"] for each in history(client)]
    assert stamps[:2] == ["2026-11-24T09:00:00Z"] * 2
    assert not stamps[2].endswith(":00:00Z") or not stamps[3].endswith(":00:00Z")


def test_nor_is_the_past_found_by_shorter_and_shorter_times(broker: Broker, client: Client) -> None:
    loosened(broker, client, HOURLY, OPENED)
    exact = {"timerel": "between", "timeAt": "2026-11-24T09:31:07Z"}
    assert values(client, **exact, endTimeAt="2026-11-24T09:31:08Z") == []
    hour = {"timerel": "between", "timeAt": "2026-11-24T09:00:00Z"}
    assert values(client, **hour, endTimeAt="2026-11-24T09:00:01Z") == [1, 2]


def test_an_aggregate_counts_what_is_shown_alone(broker: Broker, client: Client) -> None:
    loosened(broker, client, CLOSED, OPENED)
    params = {
        "timerel": "after",
        "timeAt": "2026-01-01T00:00:00Z",
        "options": "aggregatedValues",
        "aggrMethods": "sum,totalCount",
        "aggrPeriodDuration": "PT0S",
    }
    one = f"{API}/temporal/entities/{ID}"
    told = client.get(one, params=params, headers=OPEN).json()["level"]
    assert (told["sum"][0][0], told["totalCount"][0][0]) == (7, 2)
    told = client.get(one, params=params).json()["level"]
    assert (told["sum"][0][0], told["totalCount"][0][0]) == (10, 4)


def test_a_policy_made_stricter_reaches_back(broker: Broker, client: Client) -> None:
    loosened(broker, client, OPENED, HOURLY)
    assert all(each["observedAt"].endswith(":00:00Z") for each in history(client))
    assert broker.policies.of("")[CLOSED.type].past == ()


def test_the_present_follows_the_policy_of_now(broker: Broker, client: Client) -> None:
    broker.policies.keep("", CLOSED)
    observed(client, 1, micros("2026-11-24T09:31:07Z"))
    broker.policies.keep("", OPENED)
    answer = client.get(f"{API}/entities/{ID}", headers=OPEN)
    assert answer.json()["level"]["value"] == 1


POLICIES = st.builds(
    TypePolicy,
    type=st.just("t"),
    name=st.just("n"),
    purpose=st.just("p"),
    owner=st.just("o"),
    legal_basis=st.just("not_personal"),
    retention_days=st.just(1),
    audience=st.sampled_from(AUDIENCES),
    position_metres=st.integers(0, 3),
    time_seconds=st.integers(0, 3),
    hidden=st.sets(st.sampled_from("ab")).map(lambda found: tuple(sorted(found))),
)


@given(st.lists(POLICIES, min_size=1, max_size=6), st.data())
def test_an_observation_never_shows_more_than_any_policy_since_it_was_made_let(
    policies: list[TypePolicy], data: st.DataObject
) -> None:
    kept: TypePolicy | None = None
    for moment, policy in enumerate(policies):
        kept = succeeded(kept, policy, now=moment * 10)
    assert kept is not None
    stamp = data.draw(st.integers(-5, len(policies) * 10))
    rule = as_of(kept, stamp)
    held = [policy for moment, policy in enumerate(policies) if (moment + 1) * 10 > stamp]
    for policy in held or policies[-1:]:
        assert not loosens(policy, rule)
    assert policy_of(kept.document()) == kept


def test_an_era_says_until_when_and_what() -> None:
    kept = succeeded(HOURLY, OPENED, now=7)
    assert kept.past == (Era(until=7, audience="open", time_seconds=3600),)
