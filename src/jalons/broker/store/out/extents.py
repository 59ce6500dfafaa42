"""The extents of the types, at hand for as long as what they cost to find is worth."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from jalons.broker.engine.out.extents import CollectionExtent, extent
from jalons.broker.engine.query.request import EntityQuery, Page
from jalons.broker.engine.query.tree import TYPE, Compare
from jalons.broker.store.policies.book import PolicyBook
from jalons.broker.store.policies.redacting_store import RedactedReads
from jalons.broker.store.port import Store

from .export import Reads, pages

LEAST = 2.0  # seconds an extent is believed
WORTH = 30  # times what it cost: at most a thirtieth of a processor goes into extents
TOGETHER = 5_000
MOST_TYPES = 2_000


@dataclass(slots=True)
class _Known:
    rules: object
    extent: CollectionExtent
    until: float


@dataclass(slots=True)
class ExtentBook:
    """The extent of each type by tenant and audience.

    It is that of the entities as the audience sees them. A policy that changes makes all extents of
    its tenant unknown at once, so that none shows what was withdrawn.
    """

    store: Store
    policies: PolicyBook
    requires_policies: Callable[[], bool]
    _known: dict[tuple[str, str, str], _Known] = field(default_factory=dict)
    _finding: threading.Lock = field(default_factory=threading.Lock)

    def of(self, tenant: str, audience: str, iri: str) -> CollectionExtent:
        """The extent of a type for an audience; it may wait for a long reading of the store."""
        key = (tenant, audience, iri)
        rules = self._rules(tenant)
        known = self._known.get(key)
        if known is not None and known.rules == rules:
            if time.monotonic() < known.until or not self._finding.acquire(blocking=False):
                return known.extent  # recent enough, or another thread is at it
        else:
            self._finding.acquire()
        try:
            return self._found(key, rules)
        finally:
            self._finding.release()

    def _rules(self, tenant: str) -> tuple[object, ...]:
        return tuple(self.policies.usable(tenant).values()) if self.requires_policies() else ()

    def _found(self, key: tuple[str, str, str], rules: object) -> CollectionExtent:
        tenant, audience, iri = key
        start = time.monotonic()
        query = self._query(tenant, audience)
        entity_query = EntityQuery(where=Compare(TYPE, "==", (iri,)))
        reads = Reads(query=query, history=lambda _: [])
        found = extent(doc for docs in pages(entity_query, reads, size=TOGETHER) for doc in docs)
        end = time.monotonic()
        if len(self._known) >= MOST_TYPES:
            self._known.clear()
        self._known[key] = _Known(rules, found, end + max(LEAST, WORTH * (end - start)))
        return found

    def _query(self, tenant: str, audience: str) -> Callable[[EntityQuery], Page]:
        """The reads of an audience; no entity is shown to it, so no access is reported."""
        if not self.requires_policies():
            return lambda query: self.store.query(tenant, query)
        reads = RedactedReads(self.store, self.policies, audience, lambda *_: None)
        return lambda query: reads.query(tenant, query)
