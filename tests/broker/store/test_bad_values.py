"""A job no database can keep fails alone: those it shared a commit with are written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from broker.store.samples import NOON, creation, iri
from jalons.broker.engine.entities import Doc
from jalons.broker.engine.operations import Effect
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.query.tree import Compare, Either, Has
from jalons.broker.store.port import Answer, Step, Store


def _written(change: Callable[[Doc], None]) -> Step:
    """A step that creates an entity no expansion would let through."""

    def operation(_: Doc | None, now: str) -> Effect:
        good = creation("bad", power=1)
        doc: Doc = dict(good.operation(None, now).after or {})
        change(doc)
        return Effect(None, doc)

    return Step("urn:t:bad", operation)


def _too_large(doc: Doc) -> None:
    doc["attrs"][iri("power")][0]["value"] = 10**400


def _surrogate(doc: Doc) -> None:
    doc["attrs"][iri("power")][0]["value"] = "\ud800"


def _no_value(doc: Doc) -> None:
    del doc["attrs"][iri("power")][0]["value"]


def _no_geometry(doc: Doc) -> None:
    doc["attrs"][iri("power")] = [{"type": "GeoProperty", "value": {"type": "Point"}}]


def _behind_a_wait(store: Store, steps: list[tuple[str, Step]]) -> list[Future[list[Answer]]]:
    """Steps of tenants submitted while the writer waits, so that one commit takes them all."""
    may_go, waits = threading.Event(), threading.Event()

    def waiting(_: Doc | None, __: str) -> Effect:
        waits.set()
        assert may_go.wait(60)
        raise Problem("BadRequestData", "it only waited")

    first = store.submit("first", [Step("urn:t:first", waiting)], now=NOON)
    assert waits.wait(60)
    found = [store.submit(tenant, [step], now=NOON + 1) for tenant, step in steps]
    may_go.set()
    assert isinstance(first.result(60)[0], Problem)
    return found


@pytest.mark.parametrize("change", [_too_large, _surrogate, _no_value, _no_geometry])
def test_a_job_that_cannot_be_kept_fails_alone_whatever_the_tenants(
    store: Store, change: Callable[[Doc], None]
) -> None:
    good = [("a" if n % 2 else "b", creation(str(n), power=n)) for n in range(20)]
    steps = [*good[:10], ("a", _written(change)), *good[10:]]
    futures = _behind_a_wait(store, steps)
    bad = futures.pop(10)
    for future in futures:
        (answer,) = future.result(60)
        assert isinstance(answer, Effect)
    assert bad.exception(60) is not None
    for tenant in ("a", "b"):
        page = store.query(tenant, EntityQuery(counted=True))
        assert page.total == 10
        assert "urn:t:bad" not in [doc["id"] for doc in page.docs]


def test_after_a_bad_job_its_tenant_is_written_and_searched_as_any_other(store: Store) -> None:
    (bad,) = _behind_a_wait(store, [("new", _written(_too_large))])
    assert bad.exception(60) is not None
    store.write("new", [creation("a", power=1, other=2)], now=NOON + 2)
    store.write("new", [creation("b", power=3)], now=NOON + 3)
    where = Compare(iri("power"), ">", (2.0,))
    assert [d["id"] for d in store.query("new", EntityQuery(where=where)).docs] == ["urn:t:b"]


def test_a_query_of_many_parts_is_answered_or_refused_as_a_problem(store: Store) -> None:
    names = [f"p{n}" for n in range(1_500)]
    store.write("", [creation("a", **dict.fromkeys(names, 1.0))], now=NOON)
    values: tuple[Any, ...] = tuple(float(n) for n in range(1_500))
    assert len(store.query("", EntityQuery(where=Compare(iri("p1"), "==", values))).docs) == 1
    parts = tuple(Has(iri(name)) for name in names)
    for query in (
        EntityQuery(where=Either(parts)),
        EntityQuery(ids=tuple(f"urn:t:{n}" for n in range(70_000))),
    ):
        try:
            store.query("", query)
        except Problem as problem:
            assert problem.kind == "TooComplexQuery"
    assert len(store.query("", EntityQuery(ids=("urn:t:a",))).docs) == 1
