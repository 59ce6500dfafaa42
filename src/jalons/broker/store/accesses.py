"""The journal of accesses of a broker alone: who read what is not open, by day, in its store."""

from __future__ import annotations

import hashlib
import threading
from collections import defaultdict
from typing import Any

from jalons.broker.engine.instants import written
from jalons.broker.engine.problems import Problem

from .port import Store

KIND = "access"
DAY = 86_400 * 1_000_000
Visit = tuple[str, int, str, frozenset[str]]


class AccessBook:
    """Accesses not yet stored; ``flush`` adds them to the lines of their day.

    Reading must not wait for a write: a process that is killed loses those of the last seconds,
    never one that is stopped.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen: defaultdict[Visit, list[int]] = defaultdict(lambda: [0, 0])
        self._lock = threading.Lock()

    def note(
        self, tenant: str, caller: str, types: frozenset[str], *, entities: int, now: int
    ) -> None:
        """Keep one access in memory; cheap."""
        with self._lock:
            counts = self._seen[tenant, now // DAY, caller, types]
            counts[0] += 1
            counts[1] += entities

    def flush(self) -> int:
        """Store what waits; the number of lines. What could not be stored waits again."""
        with self._lock:
            waiting, self._seen = self._seen, defaultdict(lambda: [0, 0])
        done = 0
        for visit, counts in waiting.items():
            try:
                self._keep(visit, counts)
                done += 1
            except Problem:
                with self._lock:
                    again = self._seen[visit]
                    again[0] += counts[0]
                    again[1] += counts[1]
        return done

    def _keep(self, visit: Visit, counts: list[int]) -> None:
        tenant, day, caller, types = visit
        named = sorted(types)
        mark = hashlib.sha256("\n".join((caller, *named)).encode()).hexdigest()[:16]
        key = f"{written(day * DAY)[:10]}-{mark}"
        before = self._store.get(tenant, KIND, key) or {"requests": 0, "entities": 0}
        line: dict[str, Any] = {"day": key[:10], "caller": caller, "types": named}
        line["requests"] = before["requests"] + counts[0]
        line["entities"] = before["entities"] + counts[1]
        self._store.put(tenant, KIND, key, line)
