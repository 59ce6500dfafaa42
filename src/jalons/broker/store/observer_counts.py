"""How many entities observed something, counted by the store itself."""

from __future__ import annotations

from jalons.broker.engine.instants import written
from jalons.broker.engine.query.leaves import OBSERVED
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.query.tree import Compare, Either, encoded, path

from .port import Store


def observing(store: Store, tenant: str, *, since: int) -> int:
    """The number of entities of a tenant last observed at an instant (µs) or later."""
    attributes = sorted({iri for kind in store.types(tenant) for iri in kind.attrs})
    if not attributes:
        return 0
    instant = encoded(written(since))
    late = Either(tuple(Compare(path(iri, OBSERVED), ">=", (instant,)) for iri in attributes))
    return store.query(tenant, EntityQuery(where=late, limit=0, counted=True)).total or 0
