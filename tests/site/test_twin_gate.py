"""Who may read and write the twin: tokens of the API, their scopes, and everybody without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from jalons.foundation.accounts.actions import create_authority
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.api.actions import create_token, revoke_token
from jalons.foundation.journal.models import Entry
from jalons.foundation.territories.models import Territory
from jalons.site.twin_gate import TokenGate, broker
from jalons.twin.engine.problems import Problem
from jalons.twin.server.app import application
from jalons.twin.web import accesses, opening
from samples import twin_sheet
from twin.server.calling import Client

# the gate looks tokens up in a thread of its own, which sees only what is committed
pytestmark = pytest.mark.django_db(transaction=True)
SENSOR = {"id": "urn:ngsi-ld:Sensor:1", "type": "Sensor"}
ENTITIES = "/ngsi-ld/v1/entities"


@pytest.fixture(autouse=True)
def twin(tmp_path: Path) -> Iterator[None]:
    opening.close()
    before = settings.OPTIONS["TWIN_STORE"]
    settings.OPTIONS["TWIN_STORE"] = f"sqlite:///{tmp_path / 'twin.sqlite3'}"
    yield
    opening.close()
    settings.OPTIONS["TWIN_STORE"] = before


@pytest.fixture
def authority() -> Authority:
    accesses.log.flush()  # what other tests read of a town of the same name is not told here
    return Authority.objects.create(slug="vitre", name="Vitré")


@pytest.fixture
def gate() -> Iterator[TokenGate]:
    made = TokenGate()
    yield made
    made.close()


def token(authority: Authority, *scopes: str, days: int = 30) -> tuple[Any, dict[str, str]]:
    user, _ = User.objects.get_or_create(email="lead@example.org")
    held, secret = create_token(
        authority=authority, user=user, name="Réseau", scopes=scopes, days=days, now=timezone.now()
    )
    return held, {"authorization": f"Bearer {secret}"}


def refused(gate: TokenGate, headers: dict[str, str], *, writing: bool = False) -> str:
    with pytest.raises(Problem) as found:
        gate.caller(headers, writing=writing)
    return found.value.kind


def test_without_a_token_one_reads_what_is_open_and_writes_nothing(gate: TokenGate) -> None:
    caller = gate.caller({"ngsild-tenant": "vitre"}, writing=False)
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
    caller = gate.caller(headers, writing=False)
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
    assert gate.caller(headers, writing=False).audience == "partners"
    revoke_token(token=held, user=held.created_by, now=timezone.now())
    monkeypatch.setattr("jalons.site.twin_gate.LASTS", 0.0)
    assert refused(gate, headers) == "Unauthorized"
    gate.close()


def test_the_broker_of_the_product_follows_sheets_and_tells_the_journal(
    authority: Authority,
) -> None:
    made = broker()
    client = Client(application(made))
    _, headers = token(authority, "twin:write")
    assert client.post(ENTITIES, json=SENSOR, headers=headers).status_code == 403
    opening.sheets().keep("vitre", twin_sheet())
    assert client.post(ENTITIES, json=SENSOR, headers=headers).status_code == 201
    everybody = client.get(f"{ENTITIES}?type=Sensor", headers={"ngsild-tenant": "vitre"})
    assert [each["id"] for each in everybody.json()] == [SENSOR["id"]]
    accesses.log.flush()
    assert not Entry.objects.of(authority).filter(verb="consulted").exists()

    opening.sheets().keep("vitre", replace(twin_sheet(), audience="internal"))
    everybody = client.get(f"{ENTITIES}?type=Sensor", headers={"ngsild-tenant": "vitre"})
    assert everybody.json() == []
    assert len(client.get(f"{ENTITIES}?type=Sensor", headers=headers).json()) == 1
    accesses.log.flush()
    line = Entry.objects.of(authority).get(verb="consulted")
    assert line.after == {"caller": "Réseau", "requests": 1, "entities": 1}


def test_two_authorities_of_one_territory_share_nothing(gate: TokenGate) -> None:
    town = Territory.objects.create(kind="commune", code="99999", name="Ici", siren="219999999")
    user, _ = User.objects.get_or_create(email="lead@example.org")
    found = []
    for _each in range(2):
        authority = create_authority(user=user, territory=town)
        _held, headers = token(authority, "twin:write")
        found.append(gate.caller(headers, writing=True).tenant)
    assert found[0] == "219999999"
    assert len(set(found)) == 2
