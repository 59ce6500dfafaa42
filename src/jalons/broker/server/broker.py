"""The broker: a store, a library of contexts, its rules. Routes only speak to this."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from jalons.broker.engine.ingest.activity import Activity
from jalons.broker.engine.policies.policy import admitted
from jalons.broker.engine.problems import Problem
from jalons.broker.store.contexts import ContextLibrary
from jalons.broker.store.out.extents import ExtentBook
from jalons.broker.store.policies.book import PolicyBook
from jalons.broker.store.policies.redacting_store import RedactedReads
from jalons.broker.store.port import Step, Store

from .active_subscriptions import Watch
from .metering import Meter

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Options:
    """How a broker runs. ``open_test_mode`` lets notifications reach loopback, for a test suite.

    With ``requires_policies``, a type without a policy is refused, and what policies hide is
    hidden. With ``ingests``, the sources in the store are listened to and pulled, at the hosts of
    ``ingest_from`` and nowhere else. ``most_instances`` is the most instances of an attribute that
    one answer of history contains.
    """

    open_test_mode: bool = False
    requires_policies: bool = False
    max_body: int = 64 * MEGABYTE
    max_entity: int = 2 * MEGABYTE
    default_limit: int = 20
    max_limit: int = 1_000
    most_instances: int = 10_000
    fetch_contexts_from: frozenset[str] = frozenset()
    reach: frozenset[str] = frozenset()
    ingests: bool = False
    ingest_from: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as the door of the product made out: a tenant, an audience, a right to write.

    ``key`` names the token it showed, without its secret; nothing when it showed none.
    """

    tenant: str = ""
    audience: str = "internal"
    may_write: bool = True
    name: str = ""
    key: str = ""


class Witness(Protocol):
    """Records every access to data that are not open to everybody."""

    def accessed(self, caller: Caller, types: frozenset[str], entities: int) -> None:
        """A caller read ``entities`` entities, of these expanded types among those not open."""
        ...


class Gate(Protocol):
    """Says who a caller is.

    Raises ``Problem``: Unauthorized, Forbidden, NonexistentTenant, or Busy when it cannot say now.
    """

    async def caller(self, headers: Mapping[str, str], *, writing: bool) -> Caller:
        """The caller of a request with these headers; never waits inside the event loop."""
        ...

    def standing(self, caller: Caller) -> Caller | None:
        """A caller of before as it may be now; None when what it showed opens nothing any more.

        It may wait for a database: not to be called from an event loop.
        """
        ...


class OpenGate:
    """Everybody may do everything, in the tenant they name: for a closed network."""

    def __init__(self, tenants: Callable[[], Sequence[str]] | None = None) -> None:
        self._tenants = tenants
        self._seen: frozenset[str] = frozenset({""})

    async def caller(self, headers: Mapping[str, str], *, writing: bool) -> Caller:
        """The caller, in the tenant of the ``NGSILD-Tenant`` header; a write may bring a new one.

        Raises ``Problem`` (NonexistentTenant) for a reading in a tenant nobody wrote in.
        """
        tenant = headers.get("ngsild-tenant", "")
        if not writing and self._tenants is not None and tenant not in self._seen:
            self._seen |= frozenset(self._tenants())
            if tenant not in self._seen:
                raise Problem("NonexistentTenant", f"nothing was ever kept for {tenant}")
        return Caller(tenant=tenant, may_write=True)

    def standing(self, caller: Caller) -> Caller | None:
        """The caller: nobody is ever sent away."""
        return caller


@dataclass(slots=True)
class Broker:
    """What the routes work with.

    ``fetching`` has the contexts on their way, ``unreachable`` when an address last failed,
    ``intakes`` the sources by tenant and key that pushed lately, ``activity`` what sources brought
    and is not written yet. ``called`` says how a tenant is named outside,
    ``stored`` which tenant such a name is of, empty for none; both may wait for a database.
    """

    store: Store
    contexts: ContextLibrary
    options: Options
    gate: Gate
    watch: Watch = field(default_factory=Watch)
    fetching: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    unreachable: dict[str, float] = field(default_factory=dict)
    intakes: dict[tuple[str, str], object] = field(default_factory=dict)
    activity: dict[tuple[str, str], Activity] = field(default_factory=dict)
    witness: Witness | None = None
    policies: PolicyBook = field(init=False)
    extents: ExtentBook = field(init=False)
    called: Callable[[str], str] = str
    stored: Callable[[str], str] = str
    meter: Meter = field(default_factory=Meter)
    _last: int = 0

    def __post_init__(self) -> None:
        self.policies = PolicyBook(self.store)
        self.extents = ExtentBook(self.store, self.policies, lambda: self.options.requires_policies)

    def guarded(self, work: Callable[..., Any], caller: Caller) -> Callable[..., Any]:
        """A read of the store, limited to what the policies let a caller see."""
        if not self.options.requires_policies or getattr(work, "__self__", None) is not self.store:
            return work
        return getattr(self.reads(caller), work.__name__)  # type: ignore[no-any-return]

    def reads(self, caller: Caller) -> RedactedReads:
        """The reads of the store that policies allow a caller; the witness sees each of them."""

        def seen(tenant: str, types: frozenset[str], entities: int) -> None:
            if self.witness is not None:
                self.witness.accessed(replace(caller, tenant=tenant), types, entities)

        return RedactedReads(self.store, self.policies, caller.audience, seen)

    def admitted(self, tenant: str, steps: Sequence[Step]) -> Sequence[Step]:
        """The steps, each refused when it would leave an entity of a type without a policy."""
        if not self.options.requires_policies:
            return steps
        policies = self.policies.usable(tenant)
        return [replace(step, operation=admitted(step.operation, policies)) for step in steps]

    def now(self) -> int:
        """The present in microseconds since 1970.

        Never twice the same, even if the clock goes back.
        """
        self._last = max(self._last + 1, time.time_ns() // 1000)
        return self._last
