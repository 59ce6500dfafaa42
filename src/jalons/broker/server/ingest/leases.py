"""Which process listens to a source, where several share a store: the one that has its lease.

A lease is renewed while it is used. A process that died leaves it to another once it ended; one
that ends as it should gives it back at once.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import uuid4

from jalons.broker.server.broker import Broker

SECOND = 1_000_000
LOOKS = 4  # a lease lasts so many looks at the sources, and is renewed when half of it is left
Key = tuple[str, str]


class SourceLeases:
    """The leases of sources one process has. To be called from a thread: it writes to the store."""

    def __init__(self, broker: Broker, *, look_every: float) -> None:
        self._broker = broker
        self._holder = uuid4().hex
        self._lasts = int(LOOKS * look_every * SECOND)
        self._until: dict[Key, int] = {}

    def ours(self, keys: Collection[Key]) -> frozenset[Key]:
        """Those of some sources this process has the lease of, renewed or taken now.

        Raises ``Problem`` (Busy) when the store writes nothing; see ``lasting``.
        """
        now = self._broker.now()
        self._until = {key: until for key, until in self._until.items() if key in keys}
        wanted = {
            _name(key): key for key in keys if self._until.get(key, 0) - now < self._lasts // 2
        }
        if wanted:
            until = now + self._lasts
            leases = self._broker.store.outbox.leases(
                list(wanted), holder=self._holder, now=now, until=until
            )
            for name, key in wanted.items():
                if name in leases:
                    self._until[key] = until
                else:
                    self._until.pop(key, None)
        return frozenset(self._until)

    def lasting(self) -> frozenset[Key]:
        """The sources whose lease is not over, without asking the store."""
        now = self._broker.now()
        return frozenset(key for key, until in self._until.items() if until > now)

    def give_back(self) -> None:
        """Leave every source to whoever comes."""
        self._until.clear()
        self._broker.store.outbox.give_back(holder=self._holder)


def _name(key: Key) -> str:
    return f"source: {key[0]} {key[1]}"
