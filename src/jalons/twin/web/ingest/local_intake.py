"""The intake of the broker for the pages, on the store of this process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jalons.broker.engine.ingest.plan import Plan
from jalons.foundation.accounts.models import Authority
from jalons.twin.web.connection import twin_store

if TYPE_CHECKING:
    from jalons.broker.server.broker import Broker
    from jalons.broker.server.ingest.intake import Intake
    from jalons.broker.server.ingest.sources import IngestSource


def local_broker() -> Broker:
    """A broker that ingests and serves no request; policies are required, as in the product."""
    from jalons.broker.server.broker import (  # pages without it start sooner
        Broker,
        OpenGate,
        Options,
    )
    from jalons.broker.store.contexts import ContextLibrary

    store = twin_store.store()
    library = ContextLibrary(files={}, store=store, clock=lambda: time.time_ns() // 1_000)
    made = Broker(
        store=store, contexts=library, options=Options(requires_policies=True), gate=OpenGate()
    )
    made.policies = twin_store.policies()
    return made


def intake_of(authority: Authority, source: IngestSource) -> Intake:
    from jalons.broker.server.ingest.intake import Intake

    return Intake(local_broker(), twin_store.tenant_of(authority), source)


def run[T](work: Coroutine[Any, Any, T], broker: Broker | None = None) -> T:
    """Run work of the intake and return its result; the counts of ``broker`` are then written."""
    from jalons.broker.server.ingest.runner import write_activity

    try:
        return asyncio.run(work)
    finally:
        if broker is not None:
            write_activity(broker)


def expanded_type(authority: Authority, plan: Plan) -> str:
    """The expanded type of a plan; raises ``Problem`` for an unknown context."""
    if not plan.type:
        return ""
    library = local_broker().contexts
    context = library.context(plan.context or None, tenant=twin_store.tenant_of(authority))
    return context.expand(plan.type)


def with_local_names(authority: Authority, plan: Plan) -> Plan:
    """The plan with the type name the town already uses.

    A policy written for a plain word is about the same type as the model of that word.
    """
    usable = twin_store.policies().usable(twin_store.tenant_of(authority))
    plain = replace(plan, context="")
    if not plan.context or expanded_type(authority, plan) in usable:
        return plan
    return plain if expanded_type(authority, plain) in usable else plan
