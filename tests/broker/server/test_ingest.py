"""What sources push is kept after the commit, once; what is refused waits in the dead letters."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from broker.engine.uplinks import DEVICE, chirpstack, document
from broker.server.calling import Answer, Client
from jalons.broker.engine.instants import micros, written
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.server.alone import made
from jalons.broker.server.app import application
from jalons.broker.server.broker import Broker
from jalons.broker.server.ingest import sources
from jalons.broker.server.ingest.dead_letters import DeadLetter, DeadLetters
from jalons.broker.server.ingest.intake import Intake, Message, Tally
from jalons.broker.store.contexts import core

ENTITY = f"urn:ngsi-ld:AirQualityObserved:{DEVICE}"
MINUTE = 60_000_000


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = made(
        store=f"sqlite:///{tmp_path}/twin.db", durability="off", contexts={}, open_test_mode=False
    )
    yield broker
    broker.store.close()


@pytest.fixture
def client(broker: Broker) -> Client:
    return Client(application(broker))


@pytest.fixture
def token(broker: Broker) -> str:
    sources.keep(broker.store, "", source())
    return sources.issue(broker.store, "", "ecoles")


def source(**more: Any) -> dict[str, Any]:
    return {"key": "ecoles", "way": "push", "mapping": document(), **more}


def uplink(broker: Broker, *, ago: int = 0, **more: Any) -> dict[str, Any]:
    """An uplink some minutes old."""
    return chirpstack(time=written(broker.now() - ago * MINUTE), **more)


def push(client: Client, token: str, body: Any) -> Answer:
    return client.post("/ingest/ecoles", json=body, headers={"Authorization": f"Bearer {token}"})


def history(broker: Broker, entity: str = ENTITY) -> list[Any]:
    iri = core().expand("temperature")
    found = broker.store.history("", HistoryQuery(entities=(entity,), attrs=(iri,)))
    return [row.value for series in found for row in series.rows]


def present(broker: Broker, entity: str = ENTITY) -> Any:
    doc = broker.store.read("", [entity]).get(entity)
    return doc and doc["attrs"][core().expand("temperature")][0]["value"]


def test_an_uplink_pushed_is_the_present_and_the_history_of_its_entity(
    client: Client, broker: Broker, token: str
) -> None:
    answer = push(client, token, uplink(broker, ago=5))
    assert (answer.status_code, answer.json()["kept"]) == (200, 1)
    push(client, token, uplink(broker, fCnt=42, object={"temperature": 13}))
    assert (present(broker), history(broker)) == (13, [12.5, 13])


@pytest.mark.parametrize("sent", ["", "wrong", "é" * 40])
def test_without_a_token_of_the_source_nothing_is_taken(
    client: Client, broker: Broker, token: str, sent: str
) -> None:
    answer = push(client, sent.encode().decode("latin-1"), uplink(broker))
    assert (answer.status_code, present(broker)) == (401, None)
    assert token


def test_an_unknown_source_answers_as_a_wrong_token_does(client: Client, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    known = client.post("/ingest/ecoles", json={}, headers={"Authorization": "Bearer wrong"})
    unknown = client.post("/ingest/autre", json={}, headers=headers)
    assert (unknown.status_code, unknown.body) == (401, known.body)


def test_the_store_keeps_the_hash_of_a_token_and_not_the_token(broker: Broker, token: str) -> None:
    assert token not in json.dumps(broker.store.get("", sources.KIND, "ecoles"))


def test_the_token_of_a_device_speaks_for_no_other(client: Client, broker: Broker) -> None:
    sources.keep(broker.store, "", source())
    mine = sources.issue(broker.store, "", "ecoles", device=DEVICE)
    other = sources.issue(broker.store, "", "ecoles", device="70B3D57ED0009999")
    assert push(client, other, uplink(broker)).status_code == 403
    assert present(broker) is None
    assert push(client, mine, uplink(broker)).status_code == 200


def test_a_source_switched_off_takes_nothing(client: Client, broker: Broker, token: str) -> None:
    kept = broker.store.get("", sources.KIND, "ecoles")
    assert kept is not None
    sources.keep(broker.store, "", {**kept, "enabled": False})
    assert push(client, token, uplink(broker)).status_code == 403


def test_the_same_message_again_is_kept_once(client: Client, broker: Broker, token: str) -> None:
    message = uplink(broker)
    push(client, token, message)
    assert push(client, token, message).json()["duplicates"] == 1
    broker.intakes.clear()  # as after a restart: only the history remembers
    assert push(client, token, message).json()["duplicates"] == 1
    assert history(broker) == [12.5]


def test_a_message_out_of_order_goes_to_the_history_and_the_present_stays(
    client: Client, broker: Broker, token: str
) -> None:
    push(client, token, uplink(broker, object={"temperature": 13}))
    late = uplink(broker, ago=30, fCnt=40, object={"temperature": 9})
    answer = push(client, token, late).json()
    assert (answer["kept"], answer["late"], present(broker)) == (1, 1, 13)
    broker.intakes.clear()
    assert push(client, token, late).json()["duplicates"] == 1
    assert history(broker) == [9, 13]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "not JSON"),
        (b'{"a": NaN}', "not JSON"),
        (b'{"deviceInfo": {"devEui": "70B3"}, "object": {"temperature": 1e400}}', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[1, 2]", "JSON object"),
    ],
)
def test_an_absurd_body_is_kept_as_a_dead_letter_with_its_reason(
    broker: Broker, body: bytes, says: str
) -> None:
    tally = taken(broker, Message(broker.now(), payload=body, origin="topic"))
    assert (tally.committed, tally.refused) == (0, 1)
    (letter,) = DeadLetters(broker.store, "").every()
    assert says in letter.reason
    assert letter.origin == "topic"


def taken(broker: Broker, *messages: Message, **more: Any) -> Tally:
    intake = Intake(broker, "", sources.source_of(source(**more)))
    return asyncio.run(intake.take(messages))


def test_a_message_of_a_mebibyte_and_more_is_refused_and_its_letter_cut(broker: Broker) -> None:
    taken(broker, Message(broker.now(), payload=b'"' + b"a" * (1 << 20) + b'"'))
    (letter,) = DeadLetters(broker.store, "").every()
    assert letter.cut
    assert len(letter.text) == 65_536


def test_a_refusal_does_not_stop_the_messages_around_it(broker: Broker) -> None:
    messages = [
        Message(broker.now(), value=uplink(broker, fCnt=1, ago=3)),
        Message(broker.now(), value=uplink(broker, fCnt=2, object={"temperature": 999})),
        Message(broker.now(), value=uplink(broker, fCnt=3, object={"temperature": 8})),
    ]
    tally = taken(broker, *messages)
    assert (tally.committed, tally.refused, history(broker)) == (2, 1, [12.5, 8])


# Dead letters -------------------------------------------------------------------------------------


def test_a_letter_is_mended_and_taken_again(client: Client, broker: Broker, token: str) -> None:
    answer = push(client, token, uplink(broker, object={"temperature": 999}))
    assert answer.json()["problems"][0]["where"] == "temperature"
    dead = DeadLetters(broker.store, "")
    (letter,) = dead.every(source="ecoles")
    dead.correct(letter.key, letter.text.replace("999", "9"))
    tally = replayed(broker, dead.every())
    assert (tally.committed, present(broker), dead.every()) == (1, 9, [])


def replayed(broker: Broker, letters: list[DeadLetter]) -> Tally:
    intake = Intake(broker, "", sources.stored_source(broker.store, "", "ecoles"))
    return asyncio.run(intake.replay(letters))


def test_a_letter_refused_again_stays_with_its_new_reason(
    client: Client, broker: Broker, token: str
) -> None:
    push(client, token, uplink(broker, object={"temperature": 999}))
    dead = DeadLetters(broker.store, "")
    (letter,) = dead.every()
    dead.correct(letter.key, "{}")
    assert replayed(broker, dead.every()).refused == 1
    (again,) = dead.every()
    assert again.key == letter.key
    assert "devEui" in again.reason


def test_a_message_refused_for_its_mapping_is_kept_once_the_mapping_is_mended(
    client: Client, broker: Broker, token: str
) -> None:
    kept = broker.store.get("", sources.KIND, "ecoles")
    assert kept is not None
    sources.keep(broker.store, "", {**kept, "mapping": document(devices="AABB*")})
    push(client, token, uplink(broker))
    assert present(broker) is None
    sources.keep(broker.store, "", kept)
    assert replayed(broker, DeadLetters(broker.store, "").every()).committed == 1
    assert present(broker) == 12.5


def test_the_oldest_letters_go_first_and_their_number_is_told(broker: Broker) -> None:
    dead = DeadLetters(broker.store, "", most=3)
    for number in range(5):
        dead.keep([DeadLetter("ecoles", number, f"{number}", "why")])
    dead.keep([DeadLetter("ecoles", 5, f"{number}", "why") for number in range(6)])
    assert len(dead.every()) == 3
    assert dead.dropped() == 8


def test_a_letter_that_is_not_there_cannot_be_mended(broker: Broker) -> None:
    with pytest.raises(Problem):
        DeadLetters(broker.store, "").correct("1.0", "{}")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"key": "Écoles"}, "key"),
        ({"way": "fax"}, "way"),
        ({"way": "mqtt"}, "mqtt"),
        ({"way": "mqtt", "mqtt": {"host": "h"}}, "mqtt.topic"),
        ({"way": "mqtt", "mqtt": {"host": "h", "topic": "t", "port": 0}}, "mqtt.port"),
        ({"way": "pull", "pull": {"url": "file:///etc/passwd"}}, "pull.url"),
        ({"way": "pull", "pull": {"url": "http://h/", "every": 1}}, "pull.every"),
        ({"tokens": [{"hash": "clear"}]}, "tokens[0]"),
    ],
)
def test_a_source_is_refused_at_the_member_at_fault(change: dict[str, Any], where: str) -> None:
    with pytest.raises(Problem) as caught:
        sources.source_of(source(**change))
    assert caught.value.more["where"] == where


def test_the_store_closing_is_told_so_that_the_message_is_sent_again(broker: Broker) -> None:
    message = Message(broker.now(), value=uplink(broker))
    broker.store.close()
    with pytest.raises(Problem) as caught:
        taken(broker, message)
    assert caught.value.kind == "Busy"
    assert micros(message.value["time"])
