"""What the port promises, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from broker.store.samples import DAY, HOUR, NOON, addition, creation, iri
from jalons.broker.engine import operations
from jalons.broker.engine.operations import Effect
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.request import EntityQuery, Order
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.store.factory import opened
from jalons.broker.store.port import Erase, HistoryChange, Note, Step, Store


def _seen(value: Any, moment: str) -> dict[str, Any]:
    return {"type": "Property", "value": value, "observedAt": moment}


def test_what_is_written_is_read_back_as_it_was(store: Store) -> None:
    written = store.write("", [creation("a", power=12.5, name="é\x00", whole=2**60)], now=NOON)[0]
    assert isinstance(written, Effect)
    assert store.read("", ["urn:t:a", "urn:t:b"]) == {"urn:t:a": written.after}
    assert store.read("another", ["urn:t:a"]) == {}


def test_a_step_that_fails_stops_no_other(store: Store) -> None:
    answers = store.write("", [creation("a"), creation("a"), creation("b")], now=NOON)
    assert [isinstance(answer, Problem) for answer in answers] == [False, True, False]
    assert store.query("", EntityQuery(counted=True)).total == 2


def test_what_was_kept_is_there_after_the_store_opens_again(address: str) -> None:
    first = opened(address)
    first.write("", [creation("a", power=_seen(1, "2026-11-24T11:00:00Z"))], now=NOON)
    first.put("t", "sheet", "k", {"a": 1})
    first.close()
    again = opened(address)
    try:
        again.write("", [creation("b"), addition("a", power=2)], now=NOON + 1)
        assert list(again.read("", ["urn:t:a", "urn:t:b"])) == ["urn:t:a", "urn:t:b"]
        (series,) = again.history("", HistoryQuery(("urn:t:a",), time="modifiedAt"))
        assert [row.value for row in series.rows] == [1, 2]
        assert again.get("t", "sheet", "k") == {"a": 1}
    finally:
        again.close()


def test_history_is_cut_by_time_and_by_the_last_rows_over_months_and_years(store: Store) -> None:
    moments = ["1850-01-01T00:00:00Z", "2026-10-31T23:59:59Z", "2026-11-01T00:00:00Z",
               "2026-11-24T10:00:00Z", "2300-01-01T00:00:00Z"]  # fmt: skip
    store.write("", [creation("a", power=_seen(0, moments[0]))], now=NOON)
    for value, moment in enumerate(moments[1:], 1):
        store.write("", [addition("a", power=_seen(value, moment))], now=NOON + value)

    def values(**bounds: int) -> list[Any]:
        found = store.history("", HistoryQuery(("urn:t:a",), **bounds))
        return [row.value for series in found for row in series.rows]

    assert values() == [0, 1, 2, 3, 4]
    assert values(last=2) == [3, 4]
    assert values(start=NOON - 30 * DAY, end=NOON - 2 * HOUR) == [1, 2]
    assert values(end=NOON, last=2) == [2, 3]


def test_an_erasure_takes_the_rows_it_names_and_no_other(store: Store) -> None:
    store.write("", [creation("a", power=1, colour="red"), creation("b", power=3)], now=NOON)
    store.write("", [addition("a", power=2)], now=NOON + 1)
    asked = HistoryQuery(("urn:t:a", "urn:t:b"), time="modifiedAt")
    power = next(s for s in store.history("", asked) if s.attr == iri("power"))

    def erase(what: Erase) -> None:
        keep = Step("urn:t:a", lambda doc, _: Effect(doc, doc), HistoryChange(erase=what))
        store.write("", [keep], now=NOON + 2)

    erase(Erase(attr=iri("power"), instance=power.rows[0].instance))
    left = {(s.entity, s.attr): [row.value for row in s.rows] for s in store.history("", asked)}
    assert left["urn:t:a", iri("power")] == [2]
    erase(Erase(attr=iri("power")))
    left = {(s.entity, s.attr): [row.value for row in s.rows] for s in store.history("", asked)}
    assert left == {("urn:t:a", iri("colour")): ["red"], ("urn:t:b", iri("power")): [3]}
    store.write("", [Step("urn:t:a", operations.delete())], now=NOON + 3)
    assert {s.entity for s in store.history("", asked)} == {"urn:t:b"}


def test_the_types_in_use_follow_what_comes_and_goes(store: Store) -> None:
    store.write("", [creation("a", power=1), creation("b", type=["Lamp", "Pole"])], now=NOON)
    found = {each.iri: (each.entities, each.attrs) for each in store.types("")}
    assert found == {
        iri("Lamp"): (2, {iri("power"): {"Property": 1}}),
        iri("Pole"): (1, {}),
    }
    store.write("", [Step("urn:t:b", operations.delete())], now=NOON + 1)
    assert [each.iri for each in store.types("")] == [iri("Lamp")]


def test_pages_follow_the_order_asked_for_numbers_before_texts_and_nothing_last(
    store: Store,
) -> None:
    values = {"a": 3, "b": "x", "d": 1, "e": "a", "f": [0, "z"]}
    steps = [creation(name, power=value) for name, value in values.items()]
    store.write("", [*steps, creation("c")], now=NOON)

    def names(*, descending: bool, **page: int) -> str:
        query = EntityQuery(order=(Order(iri("power"), descending),), **page)
        return "".join(doc["id"][-1] for doc in store.query("", query).docs)

    assert names(descending=False) == "fdaebc"
    assert names(descending=True) == "fbeadc"
    assert names(descending=False, limit=2, offset=2) == "ae"


def test_kept_documents_come_back_in_order_and_are_forgotten(store: Store) -> None:
    assert store.put("t", "sheet", "b", {"n": 1}) is False
    assert store.put("t", "sheet", "a", {"n": 2}) is False
    assert store.put("t", "sheet", "b", {"n": 3}) is True
    assert store.every("t", "sheet") == [{"n": 3}, {"n": 2}]
    store.put("u", "card", "a", {"n": 4})
    store.put("u", "other", "a", {"n": 5})
    found = store.everywhere("card", "sheet")
    assert found == [("t", "sheet", {"n": 3}), ("t", "sheet", {"n": 2}), ("u", "card", {"n": 4})]
    assert store.put("t", "sheet", "b", None) is True
    assert store.get("t", "sheet", "b") is None
    assert store.tenants() == ["t", "u"]


def test_notes_are_owed_with_the_change_until_they_are_settled(store: Store) -> None:
    store.watcher = lambda _, effects: [  # type: ignore[attr-defined]
        Note("urn:s", effect.after["id"].encode(), NOON) for effect in effects if effect.after
    ]
    store.write("t", [creation("a"), creation("b")], now=NOON)
    assert store.owed(now=NOON - 1, limit=10) == []
    (number, tenant, note), (other, _, _) = store.owed(now=NOON, limit=10)
    assert (tenant, note) == ("t", Note("urn:s", b"urn:t:a", NOON))
    assert store.outbox.waiting() == {("t", "urn:s"): 2}
    store.settle([number])
    assert [found[0] for found in store.owed(now=NOON, limit=10)] == [other]
    assert store.outbox.waiting() == {("t", "urn:s"): 1}


def test_many_threads_that_write_lose_nothing(store: Store) -> None:
    def counted(doc: Any, now: str) -> Effect:
        doc = {**doc, "attrs": {iri("n"): [{**doc["attrs"][iri("n")][0]}]}}
        doc["attrs"][iri("n")][0]["value"] += 1
        return Effect(None, doc)

    store.write("", [creation("a", n=0)], now=NOON)
    with ThreadPoolExecutor(8) as threads:
        list(
            threads.map(
                lambda k: store.write("", [Step("urn:t:a", counted)], now=NOON + k), range(80)
            )
        )
    assert store.read("", ["urn:t:a"])["urn:t:a"]["attrs"][iri("n")][0]["value"] == 80


def test_a_query_for_what_nobody_has_is_empty(store: Store) -> None:
    assert store.query("nobody", EntityQuery(counted=True)).total == 0
    assert store.history("nobody", HistoryQuery(("urn:t:a",))) == []
    assert store.types("nobody") == []


@pytest.mark.parametrize("text", ["mysql://x/y", "twin.db", ""])
def test_an_address_of_no_store_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="not the address of a store"):
        opened(text)


def test_many_entities_of_one_batch_are_kept_whole_whatever_their_texts_hold(store: Store) -> None:
    texts = [
        "plain",
        "tab\tand\nline",
        "back\\slash \\N",
        'quote " and }',
        "zéro \x00 après",
        "",
        "😀",
    ]
    steps = [creation(str(n), label=texts[n % 7] or "-", level=n) for n in range(300)]
    store.write("", steps, now=NOON)
    held = store.read("", [f"urn:t:{n}" for n in range(300)])
    kept_values = {
        key: (doc["attrs"][iri("label")][0]["value"], doc["attrs"][iri("level")][0]["value"])
        for key, doc in held.items()
    }
    assert kept_values == {f"urn:t:{n}": (texts[n % 7] or "-", n) for n in range(300)}
    query = HistoryQuery(entities=("urn:t:4", "urn:t:299"), time="modifiedAt")
    kept = {(each.entity, each.attr): each.rows[0].value for each in store.history("", query)}
    assert kept["urn:t:4", iri("label")] == texts[4]
    assert kept["urn:t:299", iri("level")] == 299
