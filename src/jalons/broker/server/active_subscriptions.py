"""The subscriptions active in this process; the store asks them what each transaction owes.

The table of a tenant is replaced, never changed: the thread that writes reads it without a lock.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import Doc
from jalons.broker.engine.instants import written
from jalons.broker.engine.operations import Effect
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.registrations import Discovery
from jalons.broker.engine.subscriptions.matching import notified_entity
from jalons.broker.engine.subscriptions.sources import sought
from jalons.broker.engine.subscriptions.subscription import Subscription, compiled
from jalons.broker.store.contexts import ContextLibrary
from jalons.broker.store.port import Note, Store

_log = logging.getLogger(__name__)
KIND = "subscription"
STATE = "subscriptionState"
SOURCES = "subscription to registrations"
STATES = {KIND: STATE, SOURCES: f"{STATE} of registrations"}
MOST_WAITING = 1_000
MOST_TOGETHER = 100
encode = msgspec.json.encode


@dataclass(slots=True)
class Tally:
    """What became of the notifications of a subscription; moments in microseconds, 0 for never."""

    sent: int = 0
    failed: int = 0
    last_sent: int = 0
    last_success: int = 0
    last_failure: int = 0

    def added(self, other: Tally, since: Tally) -> Tally:
        """The tally with what another counted since a moment it knew."""
        return Tally(
            sent=self.sent + other.sent - since.sent,
            failed=self.failed + other.failed - since.failed,
            last_sent=max(self.last_sent, other.last_sent),
            last_success=max(self.last_success, other.last_success),
            last_failure=max(self.last_failure, other.last_failure),
        )

    def members(self) -> dict[str, Any]:
        """The members of a notification its owner reads."""
        out: dict[str, Any] = {}
        if self.sent:
            out["status"] = "ok" if self.last_success >= self.last_failure else "failed"
            out |= {"timesSent": self.sent, "timesFailed": self.failed}
        for name, moment in (
            ("lastNotification", self.last_sent),
            ("lastSuccess", self.last_success),
            ("lastFailure", self.last_failure),
        ):
            if moment:
                out[name] = written(moment)
        return out


@dataclass(slots=True)
class ActiveSubscription:
    """A subscription at work: its stored document, its compiled form and its counts.

    ``waiting`` notifications are owed; beyond ``MOST_WAITING`` the next are dropped. None is sent
    before ``resume_at`` (µs); ``noted`` is when one was last owed, ``due`` that of the next
    periodic one. ``known`` is what the store knew of its state when it was last read. ``sources``
    is what a subscription to registrations looks for, None for one to entities.
    """

    document: dict[str, Any]
    subscription: Subscription
    state: Tally = field(default_factory=Tally)
    waiting: int = 0
    resume_at: int = 0
    noted: int = 0
    due: int = 0
    changed: bool = False
    known: Tally = field(default_factory=Tally)
    sources: tuple[Discovery, ...] | None = None

    @property
    def kind(self) -> str:
        """The kind of its document."""
        return KIND if self.sources is None else SOURCES

    @property
    def key(self) -> str:
        """What its notes are owed to."""
        return key_of(self.kind, self.document["id"])


Table = dict[str, ActiveSubscription]


def key_of(kind: str, identifier: str) -> str:
    """What notes are owed to: an id names a subscription of each kind, and no URI has a space."""
    return identifier if kind == KIND else f"{kind} {identifier}"


def named_by(key: str) -> tuple[str, str]:
    """The kind and the id of the subscription notes are owed to."""
    start, space, identifier = key.rpartition(" ")
    return (start, identifier) if space else (KIND, key)


def clock() -> int:
    """The present in microseconds since 1970."""
    return time.time_ns() // 1000


class Watch:
    """The watcher of a store: every subscription of every tenant; threads may share one."""

    def __init__(self, *, now: Callable[[], int] = clock) -> None:
        self._now = now
        self._tenants: dict[str, Table] = {}
        self._lock = threading.Lock()
        self.version = 0
        self.changing = asyncio.Lock()
        self.wake: Callable[[], None] = lambda: None

    def __call__(self, tenant: str, effects: Sequence[Effect]) -> list[Note]:
        """The notifications the effects of a transaction owe."""
        table = self._tenants.get(tenant)
        if not table:
            return []
        now = self._now()
        notes: list[Note] = []
        for watched in table.values():
            if watched.sources is not None or watched.subscription.interval:
                continue
            if not watched.subscription.live(now):
                continue
            try:
                notes += _owed(watched, effects, now)
            except Exception:  # a subscription must never stop a write
                _log.exception("the subscription %s could not be matched", watched.document["id"])
        if notes:
            self.wake()
        return notes

    def get(self, tenant: str, key: str) -> ActiveSubscription | None:
        """A subscription at work, by what notes are owed to."""
        return self._tenants.get(tenant, {}).get(key)

    def of_sources(self, tenant: str) -> list[ActiveSubscription]:
        """The active subscriptions of a tenant to registrations, periodic ones left out."""
        now = self._now()
        return [
            watched
            for watched in self._tenants.get(tenant, {}).values()
            if watched.sources is not None
            and not watched.subscription.interval
            and watched.subscription.live(now)
        ]

    def every(self) -> Iterator[tuple[str, ActiveSubscription]]:
        """Every subscription at work, with its tenant."""
        for tenant, table in list(self._tenants.items()):
            for watched in list(table.values()):
                yield tenant, watched

    def put(
        self,
        tenant: str,
        document: dict[str, Any],
        subscription: Subscription,
        sources: tuple[Discovery, ...] | None = None,
    ) -> ActiveSubscription:
        """Have a subscription at work, in the place of what had its id."""
        now = self._now()
        with self._lock:
            fresh = ActiveSubscription(
                document, subscription, due=now + subscription.interval, sources=sources
            )
            old = self._tenants.get(tenant, {}).get(fresh.key)
            if old is not None:
                fresh.state, fresh.waiting, fresh.noted = old.state, old.waiting, old.noted
                fresh.known, fresh.changed = old.known, old.changed
            self._tenants[tenant] = {**self._tenants.get(tenant, {}), fresh.key: fresh}
            self.version += 1
        self.wake()
        return fresh

    def count(self, waiting: Mapping[tuple[str, str], int]) -> None:
        """Take the number of notes that wait from the store: other brokers deliver some."""
        for tenant, watched in self.every():
            watched.waiting = waiting.get((tenant, watched.key), 0)

    def drop(self, tenant: str, key: str) -> None:
        """Forget a subscription."""
        with self._lock:
            table = self._tenants.get(tenant, {})
            self._tenants[tenant] = {k: v for k, v in table.items() if k != key}
            self.version += 1

    def load(self, store: Store, contexts: ContextLibrary) -> None:
        """Have at work what the store keeps: at the start, and for what another process changed."""
        version = self.version
        by_tenant: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        for tenant, kind, document in store.everywhere(*STATES):
            by_tenant.setdefault(tenant, []).append((kind, document))
        found = {
            tenant: self._loaded(store, contexts, tenant, documents)
            for tenant, documents in by_tenant.items()
        }
        with self._lock:
            if version == self.version:
                self._tenants = found

    def refresh(self, store: Store, contexts: ContextLibrary, tenant: str) -> None:
        """Have at work what the store keeps of a tenant, as another process may have changed it."""
        version = self.version
        documents = [(kind, each) for kind in STATES for each in store.every(tenant, kind)]
        found = self._loaded(store, contexts, tenant, documents)
        with self._lock:
            if version == self.version:
                self._tenants = {**self._tenants, tenant: found}

    def _loaded(
        self,
        store: Store,
        contexts: ContextLibrary,
        tenant: str,
        documents: Iterable[tuple[str, dict[str, Any]]],
    ) -> Table:
        def context_of(source: Any) -> Context:
            return contexts.context(source, tenant=tenant)

        table: Table = {}
        for kind, document in documents:
            key = key_of(kind, document["id"])
            there = self.get(tenant, key)
            if there is not None and there.document == document:
                table[key] = there
                continue
            try:
                ready = compiled(document, context_of)
                sources = sought(document, ready, context_of) if kind == SOURCES else None
            except Problem as problem:
                _log.error("the subscription %s rests: %s", key, problem.detail)
                continue
            table[key] = ActiveSubscription(
                document, ready, due=self._now() + ready.interval, sources=sources
            )
            table[key].state = stored_tally(store, tenant, kind, document["id"])
            table[key].known = replace(table[key].state)
            if there is not None:
                table[key].state, table[key].known = there.state, there.known
                table[key].waiting = there.waiting
        return table


def stored_tally(store: Store, tenant: str, kind: str, identifier: str) -> Tally:
    """What the store knows became of the notifications of a subscription."""
    return msgspec.convert(store.get(tenant, STATES[kind], identifier) or {}, Tally)


def tally(store: Store, watch: Watch, tenant: str, key: str) -> Tally:
    """What became of the notifications of a subscription, whichever broker delivered."""
    there = stored_tally(store, tenant, *named_by(key))
    watched = watch.get(tenant, key)
    return there if watched is None else there.added(watched.state, watched.known)


def saved(store: Store, tenant: str, watched: ActiveSubscription) -> None:
    """Add what we counted of a subscription to what the store knows, and take that for ours.

    Two brokers that do so at the very same moment may lose a count, never a notification.
    """
    there = stored_tally(store, tenant, watched.kind, watched.document["id"])
    ours = replace(watched.state)
    whole = there.added(ours, watched.known)
    store.put(tenant, STATES[watched.kind], watched.document["id"], msgspec.to_builtins(whole))
    watched.state = whole.added(watched.state, ours)
    watched.known = whole


def _owed(watched: ActiveSubscription, effects: Sequence[Effect], now: int) -> list[Note]:
    """The notes of one subscription: an entity once in each, as it is after its change."""
    throttling = watched.subscription.throttling
    if throttling and now - watched.noted < throttling:
        return []
    groups: list[dict[str, Doc]] = [{}]
    for effect in effects:
        doc = notified_entity(watched.subscription, effect)
        if doc is None:
            continue
        if doc["id"] in groups[-1] or len(groups[-1]) >= MOST_TOGETHER:
            groups.append({})
        groups[-1][doc["id"]] = doc
    notes = []
    for group in groups[:1] if throttling else groups:
        if not group:
            continue
        notes += owed(watched, list(group.values()), now)
    return notes


def owed(watched: ActiveSubscription, payload: Any, now: int) -> list[Note]:
    """The note that is owed to a subscription; none when too many wait, which is counted."""
    if watched.waiting >= MOST_WAITING:
        watched.state.failed += 1
        watched.state.last_failure = now
        watched.changed = True
        return []
    watched.waiting += 1
    watched.noted = now
    return [Note(watched.key, encode(payload), due=0)]
