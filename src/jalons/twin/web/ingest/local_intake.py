"""What the pages take data in with: the intake of the broker, on the store of this process."""

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


def desk() -> Broker:
    """A broker that takes in and answers nobody; sheets are asked, as in the product."""
    from jalons.broker.server.broker import (  # pages without it start sooner
        Broker,
        OpenGate,
        Options,
    )
    from jalons.broker.store.contexts import ContextLibrary

    store = twin_store.store()
    library = ContextLibrary(files={}, store=store, clock=lambda: time.time_ns() // 1_000)
    made = Broker(store=store, contexts=library, options=Options(asks_sheets=True), gate=OpenGate())
    made.sheets = twin_store.sheets()
    return made


def intake_of(authority: Authority, source: IngestSource) -> Intake:
    """The intake of a source of an authority."""
    from jalons.broker.server.ingest.intake import Intake

    return Intake(desk(), twin_store.tenant_of(authority), source)


def ran[T](work: Coroutine[Any, Any, T], broker: Broker | None = None) -> T:
    """The outcome of work of the intake; what a ``broker`` counted meanwhile is written."""
    from jalons.broker.server.ingest.running import write_activity

    try:
        return asyncio.run(work)
    finally:
        if broker is not None:
            write_activity(broker)


def expanded_type(authority: Authority, plan: Plan) -> str:
    """The expanded name of the type of a plan; raises ``Problem`` for a context not at hand."""
    if not plan.type:
        return ""
    library = desk().contexts
    context = library.context(plan.context or None, tenant=twin_store.tenant_of(authority))
    return context.expand(plan.type)


def as_the_town_says(authority: Authority, plan: Plan) -> Plan:
    """The plan with the names the town already uses.

    Who wrote the sheet of a type as a plain word means the same type as the model of that word.
    """
    usable = twin_store.sheets().usable(twin_store.tenant_of(authority))
    plain = replace(plan, context="")
    if not plan.context or expanded_type(authority, plan) in usable:
        return plan
    return plain if expanded_type(authority, plain) in usable else plan
