"""The keys of sources, from their names."""

from __future__ import annotations

from jalons.foundation.accounts.models import Authority
from jalons.tabular.folding import fold
from jalons.twin.web.connection import twin_store

from .queries import TRASH


def source_key(authority: Authority, name: str) -> str:
    """A key no source has yet."""
    from jalons.broker.server.ingest import sources

    store, tenant = twin_store.store(), twin_store.tenant_of(authority)
    base = "-".join(fold(name.rpartition(".")[0] or name).split())
    base = base[:50].strip("-") or "source"
    taken = {str(each["key"]) for each in store.every(tenant, sources.KIND)}
    taken |= {each.key for each in TRASH.waiting(authority)}
    numbers = range(2, len(taken) + 3)
    return next(k for k in (base, *(f"{base}-{n}" for n in numbers)) if k not in taken)
