"""``jalons twin serve`` alone: policies asked for, tokens, what it may reach, what it refuses."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from broker.engine.uplinks import document
from broker.server.calling import Client
from broker.server.mosquitto import free_port
from jalons.broker.server import gates
from jalons.broker.server.alone import Alone, StoreWitness, prepared
from jalons.broker.server.app import application
from jalons.broker.server.broker import Broker
from jalons.broker.server.gates import FileGate, ServingError
from jalons.broker.server.ingest import sources
from jalons.broker.store.accesses import AccessBook
from jalons.broker.store.factory import opened
from jalons.broker.store.policies.files import policies_of
from jalons.twin.cli import commands

API = "/ngsi-ld/v1"
SPACE = "https://uri.etsi.org/ngsi-ld/default-context/"
LAMP = {"id": "urn:ngsi-ld:Lamp:1", "type": "Lamp", "power": {"type": "Property", "value": 50}}
POLICIES = """
[[sheet]]
type = "Lamp"
name = "Lampadaires"
purpose = "Suivre l’éclairage « de nuit »."
legal_basis = "not_personal"
owner = "Service éclairage"
retention_days = 365
audience = "partners"
time_seconds = 60
hidden = ["owner"]
"""


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    file = tmp_path / "sheets.toml"
    file.write_text(POLICIES, encoding="utf-8")
    return file


def address(folder: Path) -> str:
    return f"sqlite:///{folder}/twin.db"


@contextmanager
def serving(folder: Path, **more: Any) -> Iterator[tuple[Client, Broker]]:
    alone = Alone(**{"host": "127.0.0.1", "port": 0, "store": address(folder), **more})
    broker = prepared(alone)
    try:
        yield Client(application(broker)), broker
    finally:
        broker.store.close()


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, list(words))


def token(folder: Path, scope: str, name: str = "Réseau") -> dict[str, str]:
    result = run("token", "--tokens", f"{folder}/tokens.toml", "--name", name, "--scope", scope)
    assert result.exit_code == 0, result.output
    return {"authorization": f"Bearer {result.stdout.strip()}"}


def test_alone_a_type_without_a_policy_is_refused_with_how_to_write_one(tmp_path: Path) -> None:
    with serving(tmp_path) as (client, _):
        refused = client.post(f"{API}/entities", json=LAMP)
        assert refused.status_code == 403
        assert f"jalons twin sheets example {SPACE}Lamp" in refused.json()["detail"]
        assert client.get(f"{API}/entities/{LAMP['id']}").status_code == 404


def test_in_test_mode_no_policy_is_asked_for(tmp_path: Path) -> None:
    with serving(tmp_path, open_test_mode=True) as (client, _):
        assert client.post(f"{API}/entities", json=LAMP).status_code == 201


def test_policies_of_a_file_or_a_folder_are_kept_at_the_start(
    tmp_path: Path, policies: Path
) -> None:
    for path in (policies, tmp_path):
        with serving(tmp_path, policies=tuple(policies_of(path))) as (client, broker):
            client.send("DELETE", f"{API}/entities/{LAMP['id']}")
            assert client.post(f"{API}/entities", json=LAMP).status_code == 201
            assert broker.policies.of("")[f"{SPACE}Lamp"].hidden == (f"{SPACE}owner",)


def test_policies_come_in_and_out_of_the_store_by_commands(tmp_path: Path, policies: Path) -> None:
    store = ("--store", address(tmp_path))
    assert run("sheets", "import", str(policies), *store).exit_code == 0
    told = run("sheets", "export", *store).output
    again = tmp_path / "again.toml"
    again.write_text(told, encoding="utf-8")
    assert policies_of(again) == policies_of(policies)
    assert f"{SPACE}Lamp\u202f: fiche prête" in run("sheets", "list", *store).output


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('audience = "open"\npersonal = true', "legal_basis"),
        ('audience = "all"', "audience"),
        ('retention_days = "long"', "retention_days is not written"),
        ('colour = "blue"', "colour is no member"),
        ("personal = 1", "personal is not written"),
        ('type = "', "it is no TOML"),
    ],
)
def test_a_policy_that_may_not_be_used_is_refused_whole_and_its_fault_named(
    tmp_path: Path, policies: Path, line: str, why: str
) -> None:
    member = line.partition(" ")[0]
    lines = [each for each in POLICIES.splitlines() if not each.startswith(f"{member} ")]
    policies.write_text("\n".join([*lines, line]), encoding="utf-8")
    result = run("sheets", "import", str(policies), "--store", address(tmp_path))
    assert result.exit_code != 0
    assert why in str(result.exception)
    store = opened(address(tmp_path))
    assert store.every("", "sheet") == []
    store.close()


def test_the_example_of_a_policy_is_toml_to_fill_in() -> None:
    (table,) = tomllib.loads(run("sheets", "example", "Lamp").output)["sheet"]
    assert table["type"] == "Lamp"
    assert table["audience"] == "internal"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "town.example"])
def test_beyond_this_machine_it_does_not_start_without_tokens(tmp_path: Path, host: str) -> None:
    with pytest.raises(ServingError) as refused:
        prepared(Alone(host=host, port=0, store=address(tmp_path)))
    assert refused.value.code == "network_untrusted"
    assert "--tokens" in refused.value.hint("fr")
    assert not (tmp_path / "twin.db").exists()
    result = run("serve", "--host", host, "--store", address(tmp_path))
    assert isinstance(result.exception, ServingError)
    with serving(tmp_path, host=host, trust_network=True) as (client, _):
        assert client.get(f"{API}/types").status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.2"])
def test_on_this_machine_it_starts_without_tokens(tmp_path: Path, host: str) -> None:
    with serving(tmp_path, host=host) as (client, _):
        assert client.get(f"{API}/types").status_code == 200


def test_tokens_of_a_file_open_what_their_scopes_say(tmp_path: Path, policies: Path) -> None:
    writing = token(tmp_path, "twin:write")
    reading = token(tmp_path, "twin:read")
    more = {
        "tokens": tmp_path / "tokens.toml",
        "host": "0.0.0.0",
        "policies": tuple(policies_of(policies)),
    }
    with serving(tmp_path, **more) as (client, _):
        one = f"{API}/entities/{LAMP['id']}"
        assert client.post(f"{API}/entities", json=LAMP).status_code == 401
        assert client.post(f"{API}/entities", json=LAMP, headers=reading).status_code == 403
        assert client.post(f"{API}/entities", json=LAMP, headers=writing).status_code == 201
        assert client.get(one).status_code == 404
        assert client.get(one, headers=reading).status_code == 200
        assert client.get(one, headers={"authorization": "Bearer no"}).status_code == 401
        assert client.get(f"{API}/subscriptions", headers=reading).status_code == 403


def test_a_token_taken_off_the_file_opens_nothing_more_and_a_wrong_file_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates, "LASTS", 0.0)
    header = token(tmp_path, "twin:write")
    file = tmp_path / "tokens.toml"
    gate = FileGate(file)
    caller = asyncio.run(gate.caller(header, writing=True))
    assert gate.standing(caller) == caller
    text = file.read_text(encoding="utf-8")
    file.write_text("[[token]", encoding="utf-8")
    assert asyncio.run(gate.caller(header, writing=True)) == caller
    assert "tokens.toml" in gate.why
    file.write_text("", encoding="utf-8")
    assert gate.standing(caller) is None
    with pytest.raises(Exception, match="opens nothing"):
        asyncio.run(gate.caller(header, writing=True))
    file.write_text(text, encoding="utf-8")
    assert gate.standing(caller) == caller
    late = FileGate(file, now=lambda: 4e9)
    assert late.standing(caller) is None


@pytest.mark.parametrize(
    "line",
    ['scopes = ["admin"]', 'digest = "abc"', 'name = ""', 'until = "2027"', "colour = 1"],
)
def test_a_file_of_tokens_with_a_fault_is_refused_at_the_start(tmp_path: Path, line: str) -> None:
    token(tmp_path, "twin:read")
    file = tmp_path / "tokens.toml"
    member = line.partition(" ")[0]
    kept = [t for t in file.read_text("utf-8").splitlines() if not t.startswith(f"{member} ")]
    file.write_text("\n".join([*kept, line]), encoding="utf-8")
    with pytest.raises(ServingError, match=r"\[\[token\]\] 1"):
        FileGate(file)


def test_accesses_to_what_is_not_open_are_kept_and_read_by_a_command(
    tmp_path: Path, policies: Path
) -> None:
    writing, reading = token(tmp_path, "twin:write"), token(tmp_path, "twin:read", "Partenaire")
    more = {"tokens": tmp_path / "tokens.toml", "policies": tuple(policies_of(policies))}
    with serving(tmp_path, **more) as (client, broker):
        book = AccessBook(broker.store)
        broker.witness = StoreWitness(book)
        client.post(f"{API}/entities", json=LAMP, headers=writing)
        for _ in range(3):
            client.get(f"{API}/entities", params={"type": "Lamp"}, headers=reading)
            book.flush()
    told = run("accesses", "--store", address(tmp_path)).output
    assert "Partenaire\u202f: 3 requêtes, 3 entités" in told
    assert f"{SPACE}Lamp" in told


def test_what_the_operator_allows_reaches_the_options_of_the_broker(tmp_path: Path) -> None:
    allowed = {
        "contexts_from": frozenset({"models.example"}),
        "notify": frozenset({"10.1.0.0/16"}),
        "pull": frozenset({"mqtt.town.example"}),
    }
    with serving(tmp_path, **allowed) as (client, broker):
        assert broker.options.fetch_contexts_from == {"models.example"}
        assert broker.options.ingests
        assert broker.options.ingest_from == {"mqtt.town.example"}
        body = {
            "type": "Subscription",
            "entities": [{"type": "Lamp"}],
            "notification": {"endpoint": {"uri": "http://10.1.2.3/x"}},
        }
        assert client.post(f"{API}/subscriptions", json=body).status_code == 201
        body["notification"] = {"endpoint": {"uri": "http://10.2.2.3/x"}}
        assert client.post(f"{API}/subscriptions", json=body).status_code == 400


def test_alone_the_log_has_one_line_per_event_with_its_time_level_and_origin(
    tmp_path: Path,
) -> None:
    store = opened(address(tmp_path))
    place = {"host": "127.0.0.1", "port": free_port(), "topic": "up"}
    sources.keep(store, "", {"key": "a", "way": "mqtt", "mapping": document(), "mqtt": place})
    store.close()
    words = [sys.executable, "-m", "jalons.site.cli", "twin", "serve", "--store", address(tmp_path)]
    words += ["--port", f"{free_port()}", "--allow-pull", "127.0.0.1"]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        line = next(line for line in process.stderr if "the source a is not connected" in line)
    finally:
        process.terminate()
        process.wait(20)
        process.stderr.close()
    assert re.match(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d WARNING jalons\.broker\.server\.ingest\.mqtt_source ", line
    )
