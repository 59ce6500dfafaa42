"""A store copied into another of either kind, then both compared by count and by hash.

Safe to repeat: what is already equal is not written again, so a copy that was stopped goes on.
Nobody else writes meanwhile. Instances of history get new numbers; everything else is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import msgspec

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.operations import Effect
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.temporal.request import HistoryQuery, Row
from jalons.broker.store.port import Erase, HistoryChange, Step, Store

from .retention import batches

YEAR = 366 * 86_400_000_000


@dataclass(slots=True)
class Copied:
    """What two stores have in common: tenants, entities, rows, documents; ``written`` now."""

    tenants: int = 0
    entities: int = 0
    rows: int = 0
    documents: int = 0
    written: int = 0


@dataclass(frozen=True, slots=True)
class _Whole:
    """An entity with all its history, and the hash of both."""

    doc: Doc
    rows: tuple[Row, ...]
    hash: bytes


def copied(
    source: Store, target: Store, *, now: int, progress: Callable[[int], None] = lambda _: None
) -> Copied:
    """Copy a store, and what was compared; ``progress`` hears how many entities were done.

    Raises ``Problem``: OperationNotSupported while notifications wait in the source, or when the
    target has something else; InternalError when the two differ at the end.
    """
    _nothing_owed(source, now)
    done = Copied()
    for tenant in source.tenants():
        for docs in batches(source, tenant):
            done.written += _copy(source, target, tenant, docs)
            progress(done.written)
        there = {(kind, key): value for kind, key, value in target.documents(tenant)}
        for kind, key, value in source.documents(tenant):
            if there.get((kind, key)) != value:
                target.put(tenant, kind, key, value)
    target.freshened()
    _compare(source, target, done)
    return done


def _nothing_owed(source: Store, now: int) -> None:
    if source.owed(now=now + YEAR, limit=1):
        raise Problem(
            "OperationNotSupported",
            "notifications wait in this store: let the broker deliver them before a migration",
        )


def _copy(source: Store, target: Store, tenant: str, docs: Sequence[Doc]) -> int:
    ids = [doc["id"] for doc in docs]
    ours, theirs = _wholes(source, tenant, ids), _wholes(target, tenant, ids)
    wholes = [
        (whole.doc, whole.rows)
        for key, whole in ours.items()
        if key not in theirs or theirs[key].hash != whole.hash
    ]
    put(target, tenant, wholes)
    return len(wholes)


def put(store: Store, tenant: str, wholes: Sequence[tuple[Doc, Sequence[Row]]]) -> None:
    """Store entities as they are, with exactly these rows of history."""
    steps = [
        Step(doc["id"], partial(_whole, doc), HistoryChange(tuple(rows), Erase()))
        for doc, rows in wholes
    ]
    for answer in store.write(tenant, steps, now=0) if steps else ():
        if isinstance(answer, Problem):
            raise answer


def _whole(doc: Doc, current: Doc | None, _now: str) -> Effect:
    return Effect(current, doc)


def _wholes(store: Store, tenant: str, ids: Sequence[str]) -> Mapping[str, _Whole]:
    docs = store.read(tenant, ids)
    rows: dict[str, list[Row]] = {key: [] for key in docs}
    every = store.history(tenant, HistoryQuery(tuple(docs), time="stamp"))
    for series in sorted(every, key=lambda each: (each.attr, each.dataset or "")):
        rows[series.entity] += [row._replace(instance="") for row in series.rows]
    return {
        key: _Whole(docs[key], tuple(rows[key]), _hash(docs[key], rows[key]))
        for key in ids
        if key in docs
    }


def _hash(doc: Doc, rows: Sequence[Row]) -> bytes:
    whole = msgspec.json.encode([doc, rows], order="deterministic")
    return hashlib.sha256(whole).digest()


def _compare(source: Store, target: Store, done: Copied) -> None:
    extra = set(target.tenants()) - set(source.tenants())
    if any(_count(target, tenant) for tenant in extra):
        raise _other(f"tenants {sorted(extra)}")
    for tenant in source.tenants():
        done.tenants += 1
        for docs in batches(source, tenant):
            ids = [doc["id"] for doc in docs]
            ours, theirs = _wholes(source, tenant, ids), _wholes(target, tenant, ids)
            for key, whole in ours.items():
                if key not in theirs or theirs[key].hash != whole.hash:
                    raise Problem("InternalError", f"{key} is not the same in both stores")
                done.entities += 1
                done.rows += len(whole.rows)
        if _count(target, tenant) != _count(source, tenant):
            raise _other(f"entities of the tenant {tenant!r}")
        documents = source.documents(tenant)
        if sorted(documents, key=_name) != sorted(target.documents(tenant), key=_name):
            raise _other(f"documents of the tenant {tenant!r}")
        done.documents += len(documents)


def _count(store: Store, tenant: str) -> int:
    return store.query(tenant, EntityQuery(limit=0, counted=True)).total or 0


def _name(document: tuple[str, str, object]) -> tuple[str, str]:
    return document[0], document[1]


def _other(what: str) -> Problem:
    return Problem("OperationNotSupported", f"the target holds other {what}: give an empty one")
