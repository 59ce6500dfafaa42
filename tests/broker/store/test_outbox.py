"""A notification is delivered by one of the brokers that share a store, at least once."""

from __future__ import annotations

import http.client
import json
import queue
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from broker.server.subscribers import Subscriber, subscribing, until
from broker.store.samples import NOON, creation
from jalons.broker.engine.instants import micros
from jalons.broker.store.factory import opened
from jalons.broker.store.port import Due, Note, Store

SECOND = 1_000_000
ONE = "urn:ngsi-ld:Subscription:1"


@pytest.fixture
def two(address: str) -> Iterator[tuple[Store, Store]]:
    """Two processes' worth of stores at one address."""
    with ExitStack() as both:
        stores = [opened(address, durability="off") for _ in range(2)]
        for store in stores:
            both.callback(store.close)
        yield stores[0], stores[1]


def owe(store: Store, *names: str, subscription: str = "urn:s") -> None:
    """Have a store owe notes, in their order."""
    store.watcher = lambda _, effects: [  # type: ignore[attr-defined]
        Note(subscription, effect.after["id"].encode(), NOON) for effect in effects if effect.after
    ]
    for name in names:
        store.write("t", [creation(name)], now=NOON)


def take(store: Store, holder: str, *, at: int = 0, known: tuple[int, ...] = ()) -> list[Due]:
    """What a holder takes at a number of seconds after noon, for ten seconds."""
    now = NOON + at * SECOND
    return store.outbox.take(
        holder=holder, now=now, until=now + 10 * SECOND, limit=100, known=known
    )


def told(found: list[Due]) -> list[bytes]:
    return [note.payload for _, _, note in found]


def test_a_note_taken_by_one_is_not_taken_by_another_until_its_lease_ends(
    two: tuple[Store, Store],
) -> None:
    one, other = two
    owe(one, "a", "b")
    assert told(take(one, "1")) == [b"urn:t:a", b"urn:t:b"]
    assert take(other, "2") == []
    assert told(take(other, "2", at=11)) == [b"urn:t:a", b"urn:t:b"]
    assert take(one, "1", at=12) == []


def test_what_one_holds_already_does_not_come_again(two: tuple[Store, Store]) -> None:
    one, _ = two
    owe(one, "a")
    ((number, _, _),) = take(one, "1")
    owe(one, "b")
    assert told(take(one, "1", known=(number,))) == [b"urn:t:b"]


def test_a_lease_is_renewed_by_its_holder_alone(two: tuple[Store, Store]) -> None:
    one, other = two
    owe(one, "a")
    ((number, _, _),) = take(one, "1")
    assert other.outbox.extend([number], holder="2", until=NOON + 90 * SECOND) == set()
    assert one.outbox.extend([number], holder="1", until=NOON + 90 * SECOND) == {number}
    assert take(other, "2", at=60) == []
    assert len(take(other, "2", at=91)) == 1
    assert one.outbox.extend([number], holder="1", until=NOON + 200 * SECOND) == set()


def test_as_long_as_one_holds_a_note_of_a_subscription_no_other_takes_any_of_it(
    two: tuple[Store, Store],
) -> None:
    one, other = two
    owe(one, "a")
    ((number, _, _),) = take(one, "1")
    owe(other, "b")
    owe(other, "c", subscription="urn:else")
    assert told(take(other, "2")) == [b"urn:t:c"]
    one.settle([number])
    assert told(take(other, "2", at=1, known=())) == [b"urn:t:b", b"urn:t:c"]


def test_a_note_put_off_comes_later_to_its_holder_first(two: tuple[Store, Store]) -> None:
    one, other = two
    owe(one, "a")
    ((number, _, _),) = take(one, "1")
    due, last = NOON + 30 * SECOND, NOON + 50 * SECOND
    one.outbox.put_off([number], holder="1", due=due, until=last)
    assert take(one, "1", at=29) == []
    assert take(other, "2", at=31) == []
    assert len(take(one, "1", at=31)) == 1
    one.outbox.put_off([number], holder="1", due=due, until=last)
    assert len(take(other, "2", at=51)) == 1


def test_who_stops_leaves_what_it_has_at_once(two: tuple[Store, Store]) -> None:
    one, other = two
    owe(one, "a")
    take(one, "1")
    assert one.outbox.lease("x", holder="1", now=NOON, until=NOON + SECOND)
    one.outbox.give_back(holder="1")
    assert len(take(other, "2")) == 1
    assert other.outbox.lease("x", holder="2", now=NOON, until=NOON + SECOND)


def test_several_leases_are_taken_together_each_by_one_holder(two: tuple[Store, Store]) -> None:
    one, other = two
    ours = one.outbox.leases(["a", "b"], holder="1", now=NOON, until=NOON + 5)
    assert ours == {"a", "b"}
    theirs = other.outbox.leases(["c", "b", "a"], holder="2", now=NOON + 1, until=NOON + 9)
    assert theirs == {"c"}
    assert one.outbox.leases([], holder="1", now=NOON, until=NOON + 5) == frozenset()
    one.outbox.give_back(holder="1")
    assert other.outbox.leases(["a", "b"], holder="2", now=NOON + 2, until=NOON + 9) == {"a", "b"}


def test_a_lease_by_name_has_one_holder_at_a_time(two: tuple[Store, Store]) -> None:
    one, other = two
    assert one.outbox.lease("x", holder="1", now=NOON, until=NOON + 5)
    assert one.outbox.lease("x", holder="1", now=NOON + 1, until=NOON + 9)
    assert not other.outbox.lease("x", holder="2", now=NOON + 8, until=NOON + 20)
    assert other.outbox.lease("y", holder="2", now=NOON, until=NOON + 5)
    assert other.outbox.lease("x", holder="2", now=NOON + 9, until=NOON + 20)
    assert not one.outbox.lease("x", holder="1", now=NOON + 10, until=NOON + 30)


def test_changes_of_subscriptions_are_counted_for_the_others(two: tuple[Store, Store]) -> None:
    one, other = two
    before = other.outbox.changes("subscription")
    one.put("t", "subscription", "urn:s", {"id": "urn:s"})
    one.put("t", "sheet", "urn:x", {})
    one.put("t", "subscription", "urn:s", None)
    assert other.outbox.changes("subscription") == before + 2


# ------------------------------------------------------------ brokers in processes of their own

SERVING = """
import sys
from jalons.broker.server.subscriptions import delivery
from jalons.broker.server.alone import Alone, run
delivery.LEASE = 3_000_000
delivery.FIRST_DELAY = 50_000
run(Alone(host="127.0.0.1", port=int(sys.argv[1]), store=sys.argv[2], durability="off",
          open_test_mode=True))
"""


class Process:
    """A broker in a process of its own."""

    def __init__(self, address: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.child = subprocess.Popen([sys.executable, "-c", SERVING, str(self.port), address])

    def ready(self) -> bool:
        """Whether it answers."""
        try:
            return self.ask("GET", "/types") == 200
        except OSError:
            return False

    def ask(self, method: str, path: str, body: Any = None) -> int:
        """The status of an answer."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            sent = None if body is None else json.dumps(body).encode()
            link.request(method, f"/ngsi-ld/v1{path}", sent, {"Content-Type": "application/json"})
            return link.getresponse().status
        finally:
            link.close()

    def lit(self, power: int) -> None:
        """Change the lamp of a number."""
        lamp = {"id": f"urn:ngsi-ld:Lamp:{power}", "type": "Lamp", "power": {"value": power}}
        assert self.ask("POST", "/entities", lamp) == 201


@contextmanager
def brokers(address: str, number: int) -> Iterator[list[Process]]:
    """Brokers on one store, until the block ends."""
    found = [Process(address) for _ in range(number)]
    try:
        for each in found:
            until(each.ready, "the broker answers")
        yield found
    finally:
        for each in found:
            each.child.terminate()
        for each in found:
            each.child.wait(20)


def subscribed(broker: Process, uri: str, **more: Any) -> None:
    body = {
        "id": ONE,
        "type": "Subscription",
        "entities": [{"type": "Lamp"}],
        "notification": {"endpoint": {"uri": uri}},
        **more,
    }
    assert broker.ask("POST", "/subscriptions", body) == 201


def powers(subscriber: Subscriber, number: int) -> list[int]:
    """The powers told until there are ``number`` of them."""
    found: list[int] = []
    while len(found) < number:
        found += [each["power"]["value"] for each in subscriber.next().body["data"]]
    return found


@pytest.mark.slow
def test_two_brokers_on_one_store_deliver_each_notification_once_and_in_order(
    address: str,
) -> None:
    with subscribing() as subscriber, brokers(address, 2) as (one, other):
        subscribed(one, f"{subscriber.address}/ok")
        until(lambda: other.ask("GET", f"/subscriptions/{ONE}") == 200, "the other knows")
        numbers = iter(range(10_000))

        def at_work() -> bool:  # within a second or so
            other.lit(next(numbers))
            try:
                return bool(powers(subscriber, 1))
            except queue.Empty:
                return False

        subscriber.patience = 0.5
        until(at_work, "the other tells of its own writes")
        subscriber.patience = 20.0
        first = next(numbers)
        for number in range(first, first + 200):
            (one if number % 2 else other).lit(number)
        found = powers(subscriber, 200)
        assert sorted(found) == list(range(first, first + 200))
        for turn in (0, 1):
            mine = [number for number in found if number % 2 == turn]
            assert mine == sorted(mine)
        subscriber.patience = 1.0
        with pytest.raises(queue.Empty):
            subscriber.next()


@pytest.mark.slow
def test_what_a_killed_broker_held_is_delivered_by_another_after_its_lease(address: str) -> None:
    with subscribing() as subscriber, brokers(address, 2) as (one, _):
        subscribed(one, f"{subscriber.address}/fails")
        for number in range(5):
            one.lit(number)
        until(lambda: subscriber.asked, "somebody tries")
        one.child.send_signal(signal.SIGKILL)
        one.child.wait()
        subscriber.failing = False
        assert sorted(powers(subscriber, 5)) == list(range(5))


@pytest.mark.slow
def test_a_periodic_notification_is_sent_by_one_broker(address: str) -> None:
    with subscribing() as subscriber, brokers(address, 2) as (one, other):
        one.lit(1)
        subscribed(one, f"{subscriber.address}/ok", timeInterval=1)
        until(lambda: other.ask("GET", f"/subscriptions/{ONE}") == 200, "the other knows")
        told_at = [micros(subscriber.next().body["notifiedAt"]) for _ in range(8)]
        assert max(told_at) - min(told_at) > 6 * SECOND  # two would take half as long


def test_a_document_is_kept_with_what_its_change_owes(two: tuple[Store, Store]) -> None:
    one, other = two
    notes = [Note("urn:s", b"[1]", 0), Note("urn:s", b"[2]", 0)]
    assert one.put("t", "registration", "urn:r", {"id": "urn:r"}, notes=notes) is False
    assert other.get("t", "registration", "urn:r") == {"id": "urn:r"}
    assert [(tenant, note) for _, tenant, note in other.owed(now=NOON, limit=9)] == [
        ("t", note) for note in notes
    ]
    assert one.put("t", "registration", "urn:r", None, notes=[Note("urn:s", b"[3]", 0)]) is True
    assert [note.payload for _, _, note in one.owed(now=NOON, limit=9)] == [b"[1]", b"[2]", b"[3]"]
