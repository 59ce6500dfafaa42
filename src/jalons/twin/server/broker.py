"""The broker: a store, a library of contexts, the rules it runs under. Routes only speak to this."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from jalons.twin.store.contexts import ContextLibrary
from jalons.twin.store.port import Store

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Options:
    """How a broker runs. ``open_test_mode`` asks for no sheet and lets notifications reach loopback."""

    open_test_mode: bool = False
    max_body: int = 64 * MEGABYTE
    max_entity: int = 2 * MEGABYTE
    default_limit: int = 20
    max_limit: int = 1_000
    keep_history_of_deleted: bool = False
    fetch_contexts_from: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as the door of the product made out: a tenant, an audience, a right to write."""

    tenant: str = ""
    audience: str = "internal"
    may_write: bool = True
    name: str = ""


class Gate(Protocol):
    """Says who a caller is; raises ``Problem`` (Unauthorized, Forbidden, NonexistentTenant)."""

    def caller(self, headers: Mapping[str, str], *, writing: bool) -> Caller:
        """The caller of a request with these headers."""
        ...


class OpenGate:
    """Everybody may do everything, in the tenant they name: for a broker alone on a closed network."""

    def caller(self, headers: Mapping[str, str], *, writing: bool) -> Caller:
        """The caller, in the tenant of the ``NGSILD-Tenant`` header."""
        return Caller(tenant=headers.get("ngsild-tenant", ""), may_write=True)


@dataclass(slots=True)
class Broker:
    """What the routes work with."""

    store: Store
    contexts: ContextLibrary
    options: Options
    gate: Gate
    _last: int = 0

    def now(self) -> int:
        """The present in microseconds since 1970; never twice the same, even if the clock goes back."""
        self._last = max(self._last + 1, time.time_ns() // 1000)
        return self._last
