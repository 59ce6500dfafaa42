"""The broker in a process of its own."""

from __future__ import annotations

import gc
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import uvicorn

from jalons.twin.store.contexts import ContextLibrary
from jalons.twin.store.opening import opened

from .app import application
from .broker import Broker, OpenGate, Options
from .watching import Watch


def made(
    *,
    store: str,
    durability: str,
    contexts: Mapping[str, Any],
    open_test_mode: bool,
    most_instances: int = 10_000,
) -> Broker:
    """A broker on the store at an address, without accounts."""
    watch = Watch()
    kept = opened(store, durability=durability, watcher=watch)
    library = ContextLibrary(files=contexts, store=kept, clock=lambda: time.time_ns() // 1000)
    return Broker(
        store=kept,
        contexts=library,
        options=Options(open_test_mode=open_test_mode, most_instances=most_instances),
        gate=OpenGate(kept.tenants),
        watch=watch,
    )


def run(  # noqa: PLR0913 - each is an option of the command
    *,
    host: str,
    port: int,
    store: str,
    durability: str,
    contexts: Mapping[str, Any],
    open_test_mode: bool,
    most_instances: int,
    ingest_from: frozenset[str] = frozenset(),
) -> None:
    """Serve until interrupted."""
    broker = made(
        store=store,
        durability=durability,
        contexts=contexts,
        open_test_mode=open_test_mode,
        most_instances=most_instances,
    )
    if ingest_from:
        broker.options = replace(broker.options, ingests=True, ingest_from=ingest_from)
    gc.freeze()
    gc.set_threshold(200_000, 20, 50)  # a batch makes many objects, none in circles
    try:
        uvicorn.run(
            application(broker),
            host=host,
            port=port,
            http="httptools",
            loop="auto",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
    finally:
        broker.store.close()
