"""The broker in a process of its own."""

from __future__ import annotations

import asyncio
import gc
import ipaddress
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import uvicorn

from jalons.broker.store.accesses import AccessBook
from jalons.broker.store.contexts import ContextLibrary
from jalons.broker.store.factory import opened
from jalons.broker.store.policies.files import FiledPolicy

from .active_subscriptions import Watch
from .app import application
from .background import background
from .broker import Broker, Caller, OpenGate, Options
from .gates import FileGate, ServingError

FLUSH_EVERY = 5.0
STATEMENT_SECONDS = 30  # of a read in PostgreSQL


def made(  # noqa: PLR0913 - what differs between brokers, named
    *,
    store: str,
    durability: str,
    contexts: Mapping[str, Any],
    open_test_mode: bool,
    requires_policies: bool = False,
    most_instances: int = 10_000,
) -> Broker:
    """A broker on the store at an address, without accounts."""
    watch = Watch()
    database = opened(
        store, durability=durability, watcher=watch, statement_seconds=STATEMENT_SECONDS
    )
    library = ContextLibrary(files=contexts, store=database, clock=lambda: time.time_ns() // 1000)
    options = Options(
        open_test_mode=open_test_mode,
        requires_policies=requires_policies,
        most_instances=most_instances,
    )
    return Broker(
        store=database,
        contexts=library,
        options=options,
        gate=OpenGate(database.tenants),
        watch=watch,
    )


@dataclass(frozen=True, slots=True)
class Alone:
    """How a broker serves alone: where, on which store, whom it lets in, what it may reach.

    ``tokens`` is a file of tokens (``gates.FileGate``); without one, everybody who reaches the port
    is taken for the authority itself, so ``host`` must be this machine unless ``trust_network``.
    ``policies`` are written to the store at the start.
    """

    host: str
    port: int
    store: str
    durability: str = "full"
    contexts: Mapping[str, Any] = field(default_factory=dict)
    open_test_mode: bool = False
    most_instances: int = 10_000
    policies: tuple[FiledPolicy, ...] = ()
    tokens: Path | None = None
    trust_network: bool = False
    contexts_from: frozenset[str] = frozenset()
    notify: frozenset[str] = frozenset()
    pull: frozenset[str] = frozenset()


class StoreWitness:
    """A ``Witness`` that keeps accesses in the store of the broker."""

    def __init__(self, book: AccessBook) -> None:
        self._book = book

    def accessed(self, caller: Caller, types: frozenset[str], entities: int) -> None:
        """Keep the access; it is written within seconds."""
        now = time.time_ns() // 1000
        self._book.note(caller.tenant, caller.name, types, entities=entities, now=now)


def prepared(alone: Alone) -> Broker:
    """The broker that serves alone, its policies stored.

    Raises ``ServingError``: network_untrusted when anybody on the network would be taken for the
    authority, tokens_wrong for its file.
    """
    if alone.tokens is None and not alone.trust_network and not is_here(alone.host):
        raise ServingError("network_untrusted", host=alone.host)
    gate = FileGate(alone.tokens) if alone.tokens is not None else None
    broker = made(
        store=alone.store,
        durability=alone.durability,
        contexts=alone.contexts,
        open_test_mode=alone.open_test_mode,
        requires_policies=not alone.open_test_mode,
        most_instances=alone.most_instances,
    )
    broker.options = replace(
        broker.options,
        ingests=bool(alone.pull),
        ingest_from=alone.pull,
        fetch_contexts_from=alone.contexts_from,
        reach=alone.notify,
    )
    if gate is not None:
        broker.gate = gate
    for filed in alone.policies:
        before = broker.policies.of(filed.tenant).get(filed.policy.type)
        if before is None or replace(before, past=()) != filed.policy:
            broker.policies.keep(filed.tenant, filed.policy)
    return broker


def is_here(host: str) -> bool:
    """Whether only this machine reaches what listens at a host."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@asynccontextmanager
async def witnessing(book: AccessBook) -> AsyncIterator[None]:
    """Write the recorded accesses to the store every few seconds, and once at the end."""

    async def flushing() -> None:
        while True:
            await asyncio.sleep(FLUSH_EVERY)
            await asyncio.to_thread(book.flush)

    try:
        async with background(flushing(), "twin-accesses"):
            yield
    finally:
        await asyncio.to_thread(book.flush)


def run(alone: Alone) -> None:
    """Serve until interrupted; see ``prepared`` for what it raises."""
    broker = prepared(alone)
    book = AccessBook(broker.store)
    broker.witness = StoreWitness(book)
    gc.freeze()
    gc.set_threshold(200_000, 20, 50)  # a batch makes many objects, none in circles
    try:
        uvicorn.run(
            application(broker, beside=lambda: witnessing(book)),
            host=alone.host,
            port=alone.port,
            http="httptools",
            loop="auto",
            log_config=None,  # as the process logs: see ``cli.serving``
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
    finally:
        broker.store.close()
