"""What the twin stores of an authority that leaves: written whole for its export, or erased."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from jalons.broker.engine.rendering import View, entity
from jalons.broker.engine.temporal.evolution import full
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.store.contexts import core
from jalons.broker.store.maintenance.retention import batches
from jalons.foundation.accounts.models import Authority
from jalons.twin.web import actions, opening

SECRETS = frozenset({"password", "secret", "digest", "token", "tokens", "headers", "receiverInfo"})
encode = msgspec.json.encode


def files(authority: Authority) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The entities and their history in NGSI-LD, then sheets, sources and other documents."""
    tenant = opening.tenant_of(authority)
    yield "jumeau/entites.jsonl", _entities(tenant)
    yield "jumeau/historique.jsonl", _histories(tenant)
    yield "jumeau/documents.jsonl", _documents(tenant)


def erase(authority: Authority) -> None:
    """Erase all the twin stores of an authority; to repeat does no harm."""
    actions.erase(authority=authority)


def _entities(tenant: str) -> Iterator[bytes]:
    """One entity a line, normalized, with the dates of the system, in the core context."""
    view = View(core(), sys_attrs=True)
    for docs in batches(opening.store(), tenant):
        for doc in docs:
            yield encode(entity(doc, view)) + b"\n"


def _histories(tenant: str) -> Iterator[bytes]:
    """The temporal evolution of one entity a line."""
    view, store = View(core(), sys_attrs=True), opening.store()
    for docs in batches(store, tenant):
        for doc in docs:
            series = store.history(tenant, HistoryQuery((doc["id"],), time="stamp"))
            yield encode(full(doc, series, view)) + b"\n"


def _documents(tenant: str) -> Iterator[bytes]:
    """One document a line: its kind, its key, and what it says, without any secret."""
    for kind, key, document in opening.store().documents(tenant):
        yield encode({"kind": kind, "key": key, "document": _without_secrets(document)}) + b"\n"


def _without_secrets(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _without_secrets(v) for k, v in value.items() if k not in SECRETS}
    return [_without_secrets(each) for each in value] if isinstance(value, list) else value
