"""The sheets of the types of a tenant, kept in its store and at hand for every request."""

from __future__ import annotations

import time
from collections.abc import Mapping

from jalons.broker.engine.policies.history import succeeded
from jalons.broker.engine.policies.policy import Sheet, faults, sheet_of
from jalons.broker.store.port import Store

KIND = "sheet"
LASTS = 2.0


class SheetBook:
    """The sheets by tenant and type. What another process writes is seen within two seconds."""

    def __init__(self, store: Store, *, lasts: float = LASTS) -> None:
        self._store = store
        self._lasts = lasts
        self._read: dict[str, tuple[float, Mapping[str, Sheet]]] = {}

    def of(self, tenant: str) -> Mapping[str, Sheet]:
        """The sheets of a tenant by expanded type, in the order they were first written."""
        now = time.monotonic()
        read = self._read.get(tenant)
        if read is None or now - read[0] > self._lasts:
            found = (sheet_of(kept) for kept in self._store.every(tenant, KIND))
            read = (now, {sheet.type: sheet for sheet in found})
            self._read[tenant] = read
        return read[1]

    def usable(self, tenant: str) -> Mapping[str, Sheet]:
        """The sheets nothing is missing from."""
        return {iri: sheet for iri, sheet in self.of(tenant).items() if not faults(sheet)}

    def keep(self, tenant: str, sheet: Sheet, *, past_too: bool = False) -> bool:
        """Keep a sheet in place of the one of its type; whether there was one.

        What was observed before stays under the former rules where they were stricter, unless
        ``past_too``.
        """
        kept = self._store.get(tenant, KIND, sheet.type)
        before = sheet_of(kept) if kept is not None else None
        now = time.time_ns() // 1000
        sheet = succeeded(before, sheet, now=now, past_too=past_too)
        there = self._store.put(tenant, KIND, sheet.type, sheet.document())
        self._read.pop(tenant, None)
        return there

    def forget(self, tenant: str, iri: str) -> bool:
        """Forget the sheet of a type; whether there was one."""
        there = self._store.put(tenant, KIND, iri, None)
        self._read.pop(tenant, None)
        return there
