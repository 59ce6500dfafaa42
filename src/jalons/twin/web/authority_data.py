"""What the twin stores of an authority: written whole for its export, restored, or erased."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from itertools import batched
from typing import Any

import msgspec

from jalons.broker.engine import operations
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.rendering import View, entity
from jalons.broker.engine.temporal.evolution import full
from jalons.broker.engine.temporal.request import HistoryQuery, Row
from jalons.broker.store.contexts import core
from jalons.broker.store.maintenance.migration import put
from jalons.broker.store.maintenance.retention import batches
from jalons.broker.store.port import Step
from jalons.foundation.accounts.models import Authority
from jalons.foundation.administration.archive.parts import Restored
from jalons.twin.web.connection import twin_store
from jalons.twin.web.ingest.files import uploaded_files

SECRETS = frozenset({"password", "secret", "digest", "token", "tokens", "headers", "receiverInfo"})
BATCH = 1_000
TOGETHER = 100  # entities restored in one write, with their history
WHOLE, DOCUMENTS = "jumeau/magasin.jsonl", "jumeau/documents.jsonl"
READABLE = ("jumeau/entites.jsonl", "jumeau/historique.jsonl")
PARTS = (*READABLE, WHOLE, DOCUMENTS)
encode = msgspec.json.encode


def files(authority: Authority) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The entities and their history in NGSI-LD, the same as stored, then the other documents."""
    tenant = twin_store.tenant_of(authority)
    yield "jumeau/entites.jsonl", _entities(tenant)
    yield "jumeau/historique.jsonl", _histories(tenant)
    yield WHOLE, _wholes(tenant)
    yield DOCUMENTS, _documents(tenant)


def erase(authority: Authority) -> None:
    """Erase all the twin stores of an authority, history too. It may run again."""
    store, tenant = twin_store.store(), twin_store.tenant_of(authority)
    while page := store.query(tenant, EntityQuery(limit=BATCH)).docs:
        steps = [Step(doc["id"], operations.delete()) for doc in page]
        store.write(tenant, steps, now=time.time_ns() // 1_000)
    for file in uploaded_files.every(authority):
        uploaded_files.forget(authority, file)
    for kind, key, _ in store.documents(tenant):
        store.put(tenant, kind, key, None)


def restore(authority: Authority, archive: Restored) -> Mapping[str, int]:
    """Store entities, history and documents again under the name of the authority.

    Notifications that waited are not restored.
    """
    store, tenant = twin_store.store(), twin_store.tenant_of(authority)
    for lines in batched(archive.lines(WHOLE), TOGETHER):
        put(store, tenant, [(doc, [Row(*row) for row in rows]) for doc, rows in lines])
    again = 0
    for line in archive.lines(DOCUMENTS):
        store.put(tenant, line["kind"], line["key"], line["document"])
        again += line["secrets"]
    return {"restore_again_twin": again} if again else {}


def has(authority: Authority) -> bool:
    """Whether something is stored under the name of the authority."""
    store, tenant = twin_store.store(), twin_store.tenant_of(authority)
    return bool(store.query(tenant, EntityQuery(limit=1)).docs or store.documents(tenant))


def inherit(_authority: Authority, _former: Authority) -> Mapping[str, int]:
    """Nothing: passwords of sources are typed again."""
    return {}


def _entities(tenant: str) -> Iterator[bytes]:
    """One entity a line, normalized, with the dates of the system, in the core context."""
    view = View(core(), sys_attrs=True)
    for docs in batches(twin_store.store(), tenant):
        for doc in docs:
            yield encode(entity(doc, view)) + b"\n"


def _histories(tenant: str) -> Iterator[bytes]:
    """The temporal evolution of one entity a line."""
    view, store = View(core(), sys_attrs=True), twin_store.store()
    for docs in batches(store, tenant):
        for doc in docs:
            series = store.history(tenant, HistoryQuery((doc["id"],), time="stamp"))
            yield encode(full(doc, series, view)) + b"\n"


def _wholes(tenant: str) -> Iterator[bytes]:
    """One entity a line as it is stored, with the rows of its history in their order."""
    store = twin_store.store()
    for docs in batches(store, tenant):
        for doc in docs:
            found = store.history(tenant, HistoryQuery((doc["id"],), time="stamp"))
            series = sorted(found, key=lambda each: (each.attr, each.dataset or ""))
            rows = [row._replace(instance="") for each in series for row in each.rows]
            yield encode([doc, rows]) + b"\n"


def _documents(tenant: str) -> Iterator[bytes]:
    """One document a line: its kind, its key, its content without any secret, whether it had."""
    for kind, key, document in twin_store.store().documents(tenant):
        shown = _without_secrets(document)
        line = {"kind": kind, "key": key, "document": shown, "secrets": shown != document}
        if kind == uploaded_files.KIND:
            shown["by"] = None  # the number of an account, which means nothing elsewhere
        yield encode(line) + b"\n"


def _without_secrets(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _without_secrets(v) for k, v in value.items() if k not in SECRETS}
    return [_without_secrets(each) for each in value] if isinstance(value, list) else value
