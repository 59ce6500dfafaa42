"""Who may read and write the twin: tokens of the API, their scopes, and everybody without one."""

from __future__ import annotations

import asyncio
import http.client
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import uvicorn
from django.db import connection
from django.utils import timezone

from broker.server.calling import Client
from factories.authorities import make_authority
from jalons.broker.engine.problems import Problem
from jalons.broker.server.app import application
from jalons.broker.server.broker import Broker, Caller
from jalons.foundation.accounts.actions import create_authority
from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.accounts.sign_up import slugs
from jalons.foundation.api.actions import create_token, revoke_token
from jalons.foundation.journal.models import Entry
from jalons.foundation.territories.models import Territory
from jalons.twin.web.connection import access_log, twin_store
from jalons.twin.web.connection.twin_auth import TokenGate, broker
from samples import twin_sheet

# the gate looks tokens up in a thread of its own, which sees only what is committed
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_twin")]
SENSOR = {"id": "urn:ngsi-ld:Sensor:1", "type": "Sensor"}
ENTITIES = "/ngsi-ld/v1/entities"


@pytest.fixture
def authority() -> Authority:
    access_log.log.flush()  # what other tests read of a town of the same name is not told here
    return make_authority()


@pytest.fixture
def gate() -> Iterator[TokenGate]:
    made = TokenGate()
    yield made
    made.close()


@pytest.fixture
def made_broker() -> Iterator[Broker]:
    made = broker()
    yield made
    assert isinstance(made.gate, TokenGate)
    made.gate.close()


def token(authority: Authority, *scopes: str, days: int = 30) -> tuple[Any, dict[str, str]]:
    user, _ = User.objects.get_or_create(email="lead@example.org")
    Membership.objects.get_or_create(
        user=user, authority=authority, defaults={"role": Role.ADMINISTRATOR}
    )
    held, secret = create_token(
        authority=authority, user=user, name="Réseau", scopes=scopes, days=days, now=timezone.now()
    )
    return held, {"authorization": f"Bearer {secret}"}


def refused(gate: TokenGate, headers: dict[str, str], *, writing: bool = False) -> str:
    with pytest.raises(Problem) as found:
        asyncio.run(gate.caller(headers, writing=writing))
    return found.value.kind


def test_without_a_token_one_reads_what_is_open_and_writes_nothing(
    authority: Authority, gate: TokenGate
) -> None:
    caller = asyncio.run(gate.caller({"ngsild-tenant": "vitre"}, writing=False))
    assert (caller.tenant, caller.audience, caller.may_write) == ("vitre", "open", False)
    assert refused(gate, {"ngsild-tenant": "vitre"}, writing=True) == "Unauthorized"
    assert refused(gate, {}) == "NonexistentTenant"


@pytest.mark.parametrize(
    ("scope", "audience", "writes"),
    [
        ("twin:read", "partners", False),
        ("twin:internal", "internal", False),
        ("twin:write", "internal", True),
        ("strategy:read", "open", False),
    ],
)
def test_a_token_opens_what_its_scope_says(
    authority: Authority, gate: TokenGate, scope: str, audience: str, writes: bool
) -> None:
    _, headers = token(authority, scope)
    caller = asyncio.run(gate.caller(headers, writing=False))
    assert (caller.tenant, caller.audience, caller.may_write) == ("vitre", audience, writes)
    if not writes:
        assert refused(gate, headers, writing=True) == "Forbidden"


def test_a_token_of_another_authority_an_unknown_and_an_old_one_open_nothing(
    authority: Authority, gate: TokenGate
) -> None:
    _, headers = token(authority, "twin:write")
    assert refused(gate, {**headers, "ngsild-tenant": "rennes"}) == "NonexistentTenant"
    assert refused(gate, {"authorization": "Bearer jalons_unknown"}) == "Unauthorized"
    assert refused(gate, {"authorization": "Basic eDp5"}) == "Unauthorized"
    old, headers = token(authority, "twin:write", days=-1)
    assert old.expires_at < timezone.now() + timedelta(days=1)
    assert refused(gate, headers) == "Unauthorized"


def test_a_revoked_token_closes_within_seconds(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = TokenGate()
    held, headers = token(authority, "twin:read")
    assert asyncio.run(gate.caller(headers, writing=False)).audience == "partners"
    revoke_token(token=held, user=held.created_by, now=timezone.now())
    monkeypatch.setattr("jalons.twin.web.connection.twin_auth.CACHE_SECONDS", 0.0)
    assert refused(gate, headers) == "Unauthorized"
    gate.close()


def test_a_token_of_the_twin_stops_writing_when_its_maker_becomes_a_reader(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = TokenGate()
    held, headers = token(authority, "twin:write")
    assert asyncio.run(gate.caller(headers, writing=True)).may_write
    Membership.objects.filter(user=held.created_by).update(role=Role.READER)
    monkeypatch.setattr("jalons.twin.web.connection.twin_auth.CACHE_SECONDS", 0.0)
    assert refused(gate, headers, writing=True) == "Forbidden"
    Membership.objects.filter(user=held.created_by).delete()
    assert refused(gate, headers) == "Unauthorized"
    gate.close()


def test_the_broker_of_the_product_follows_sheets_and_tells_the_journal(
    authority: Authority, made_broker: Broker
) -> None:
    made = made_broker
    client = Client(application(made))
    _, headers = token(authority, "twin:write")
    assert client.post(ENTITIES, json=SENSOR, headers=headers).status_code == 403
    twin_store.policies().keep("vitre", twin_sheet())
    assert client.post(ENTITIES, json=SENSOR, headers=headers).status_code == 201
    everybody = client.get(f"{ENTITIES}?type=Sensor", headers={"ngsild-tenant": "vitre"})
    assert [each["id"] for each in everybody.json()] == [SENSOR["id"]]
    access_log.log.flush()
    assert not Entry.objects.of(authority).filter(verb="consulted").exists()

    twin_store.policies().keep("vitre", replace(twin_sheet(), audience="internal"))
    everybody = client.get(f"{ENTITIES}?type=Sensor", headers={"ngsild-tenant": "vitre"})
    assert everybody.json() == []
    assert len(client.get(f"{ENTITIES}?type=Sensor", headers=headers).json()) == 1
    access_log.log.flush()
    line = Entry.objects.of(authority).get(verb="consulted")
    assert line.label == twin_sheet().name
    assert line.after == {"caller": "Réseau", "requests": 1, "entities": 1}


def test_two_authorities_of_one_territory_share_nothing(gate: TokenGate) -> None:
    town = Territory.objects.create(kind="commune", code="99999", name="Ici", siren="219999999")
    user, _ = User.objects.get_or_create(email="lead@example.org")
    found = []
    for _each in range(2):
        authority = create_authority(user=user, territory=town)
        _held, headers = token(authority, "twin:write")
        found.append(asyncio.run(gate.caller(headers, writing=True)).tenant)
    assert found[0] == "219999999"
    assert len(set(found)) == 2


def test_an_authority_that_moved_opens_by_its_new_name_only_and_a_closed_one_by_none(
    authority: Authority, gate: TokenGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jalons.twin.web.connection.twin_auth.CACHE_SECONDS", -1.0)
    _, headers = token(authority, "twin:write")
    slugs.move(authority, "ville-de-vitre")
    named = {"ngsild-tenant": "ville-de-vitre"}
    for shown in (headers, {**headers, **named}, named):
        assert asyncio.run(gate.caller(shown, writing=False)).tenant == "vitre"
    for before in ({"ngsild-tenant": "vitre"}, {**headers, "ngsild-tenant": "vitre"}):
        assert refused(gate, before) == "NonexistentTenant"
    assert (gate.called("vitre"), gate.stored("ville-de-vitre")) == ("ville-de-vitre", "vitre")
    other = make_authority("vitre", "Autre", tenant="autre")
    assert asyncio.run(gate.caller({"ngsild-tenant": "vitre"}, writing=False)).tenant == "autre"
    Authority.objects.filter(pk=authority.pk).update(standing="waiting")
    assert refused(gate, named) == "NonexistentTenant"
    assert asyncio.run(gate.caller(headers, writing=True)).tenant == "vitre", "its own work goes on"
    assert gate.stored("ville-de-vitre") == "vitre"
    Authority.objects.filter(pk=authority.pk).update(standing="closed")
    assert refused(gate, headers) == "Unauthorized"
    assert gate.stored("ville-de-vitre") == ""
    assert gate.stored("vitre") == other.store_name


@contextmanager
def locked(seconds: float) -> Iterator[threading.Event]:
    """Lock the main database for writing, some seconds at most; the event tells it is released."""
    taken, enough, released = threading.Event(), threading.Event(), threading.Event()

    def lock() -> None:
        link = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)
        link.execute("BEGIN IMMEDIATE")
        taken.set()
        enough.wait(seconds)
        released.set()
        link.execute("ROLLBACK")
        link.close()

    thread = threading.Thread(target=lock)
    thread.start()
    assert taken.wait(30)
    try:
        yield released
    finally:
        enough.set()
        thread.join()


@contextmanager
def served(made: Broker) -> Iterator[int]:
    """The broker behind a socket, as a server has it; its port."""
    server = uvicorn.Server(uvicorn.Config(application(made), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield int(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()


def status(port: int, headers: dict[str, str]) -> int:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        asking.request("GET", "/ngsi-ld/v1/types", headers=headers)
        return asking.getresponse().status
    finally:
        asking.close()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="it locks a SQLite file")
def test_a_locked_main_database_stops_neither_who_shows_a_token_nor_who_shows_none(
    authority: Authority, made_broker: Broker
) -> None:
    held, headers = token(authority, "twin:read")
    with served(made_broker) as port, locked(8) as released:
        assert status(port, headers) == 200  # its last use waits to be written
        assert status(port, {"ngsild-tenant": "vitre"}) == 200
        assert not released.is_set()
    assert isinstance(made_broker.gate, TokenGate)
    made_broker.gate._use_executor.shutdown()
    held.refresh_from_db()
    assert held.last_used_at is not None


def test_the_event_loop_goes_on_while_a_token_is_looked_up(
    authority: Authority, gate: TokenGate
) -> None:
    _, headers = token(authority, "twin:read")
    blocked = threading.Event()
    gate._token_executor.submit(blocked.wait, 60)

    async def both() -> str:
        waiting = asyncio.create_task(gate.caller(headers, writing=False))
        await asyncio.sleep(0)
        other = await gate.caller({"ngsild-tenant": "vitre"}, writing=False)
        assert not waiting.done()
        blocked.set()
        return f"{other.audience} {(await waiting).audience}"

    assert asyncio.run(both()) == "open partners"


def test_a_look_up_that_lasts_is_answered_busy_and_a_later_one_is_not(
    authority: Authority, gate: TokenGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, headers = token(authority, "twin:read")
    monkeypatch.setattr("jalons.twin.web.connection.twin_auth.LOOKUP_SECONDS", 0.05)
    blocked = threading.Event()
    gate._token_executor.submit(blocked.wait, 60)
    assert refused(gate, headers) == "Busy"
    with pytest.raises(Problem) as found:
        gate.standing(Caller("vitre", key=held.digest))
    assert found.value.status == 503
    blocked.set()
    monkeypatch.setattr("jalons.twin.web.connection.twin_auth.LOOKUP_SECONDS", 60.0)
    assert asyncio.run(gate.caller(headers, writing=False)).audience == "partners"


@pytest.mark.parametrize(
    "secret", ["x", "jalons_", "jalons_" + "a" * 42, "jalons_" + "a" * 44, "jalons_" + "é" * 43,
               "JALONS_" + "a" * 43, "jalons_" + "a" * 42 + "=", "a" * 50, "", " "],
)  # fmt: skip
def test_what_has_not_the_shape_of_a_token_is_refused_before_the_database(
    gate: TokenGate, secret: str
) -> None:
    blocked = threading.Event()
    gate._token_executor.submit(blocked.wait, 60)  # who waits for a look-up waits for this
    assert refused(gate, {"authorization": f"Bearer {secret}"}) == "Unauthorized"
    blocked.set()


def test_too_many_unknown_tokens_at_once_are_answered_busy(gate: TokenGate) -> None:
    blocked = threading.Event()
    gate._token_executor.submit(blocked.wait, 60)

    async def many() -> list[str]:
        asked = [
            gate.caller(
                {"authorization": f"Bearer jalons_{secrets.token_urlsafe(32)}"}, writing=False
            )
            for _ in range(150)
        ]
        waiting = [asyncio.ensure_future(each) for each in asked]
        await asyncio.sleep(0)
        blocked.set()
        found = await asyncio.gather(*waiting, return_exceptions=True)
        return [each.kind for each in found if isinstance(each, Problem)]

    kinds = asyncio.run(many())
    assert (kinds.count("Unauthorized"), kinds.count("Busy")) == (100, 50)
