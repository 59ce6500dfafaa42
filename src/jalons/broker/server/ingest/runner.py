"""The sources that run by themselves: each in a task, started and ended as the store changes.

Of the processes that share a store one runs a source, the one that has its lease (``leasing``).

What becomes of each is stored every few seconds under kind ``source-state``, for screens and
commands.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from jalons.broker.engine.ingest.activity import activity_of
from jalons.broker.engine.problems import Problem
from jalons.broker.server.broker import Broker

from . import sources
from .intake import Intake
from .leases import Key, SourceLeases
from .sources import ACTIVITY, STATE, IngestSource

_log = logging.getLogger(__name__)
LOOK_EVERY = 5.0


@dataclass(slots=True)
class Running:
    """A source that runs: its document when it started, its task, its last state."""

    document: dict[str, Any]
    task: asyncio.Task[None]
    state: dict[str, Any] = field(default_factory=dict)
    written: dict[str, Any] = field(default_factory=dict)


@asynccontextmanager
async def ingesting(broker: Broker, *, look_every: float = LOOK_EVERY) -> AsyncIterator[None]:
    """Run the sources of every tenant for as long as the block lasts, if the options say so."""
    if not broker.options.ingests:
        yield
        return
    going: dict[Key, Running] = {}
    leases = SourceLeases(broker, look_every=look_every)
    watch = asyncio.create_task(_watched(broker, going, leases, look_every))
    try:
        yield
    finally:
        watch.cancel()
        for running in going.values():
            running.task.cancel()
        everything = [watch, *(running.task for running in going.values())]
        await asyncio.gather(*everything, return_exceptions=True)
        with contextlib.suppress(Problem):
            await asyncio.to_thread(_write_states, broker, going)
            await asyncio.to_thread(write_activity, broker)
            await asyncio.to_thread(leases.give_back)


async def _watched(
    broker: Broker, going: dict[Key, Running], leases: SourceLeases, look_every: float
) -> None:
    while True:
        try:
            wanted = await asyncio.to_thread(_wanted, broker)
            ours = await asyncio.to_thread(leases.ours, wanted)
            ended = _settle(broker, going, wanted, ours)
            await asyncio.to_thread(_forget_states, broker, ended)
            await asyncio.to_thread(_write_states, broker, going)
            await asyncio.to_thread(write_activity, broker)
        except Problem as problem:
            _log.warning("the sources could not be looked at: %s", problem.detail)
            _leave(going, leases.lasting())
        except Exception:  # the sources that run go on
            _log.exception("the sources could not be looked at")
            _leave(going, leases.lasting())
        await asyncio.sleep(look_every)


def _wanted(broker: Broker) -> dict[Key, dict[str, Any]]:
    """The sources to run, found by one query whatever the number of tenants."""
    return {
        (tenant, str(document.get("key"))): document
        for tenant, _kind, document in broker.store.everywhere(sources.KIND)
        if document.get("enabled", True) is True and document.get("way") in ("mqtt", "pull")
        if broker.stored(broker.called(tenant)) == tenant  # its authority is at work
    }


def _leave(going: dict[Key, Running], lasting: frozenset[Key]) -> None:
    """End what another process may run by now: the lease could not be renewed."""
    for key in set(going) - lasting:
        going.pop(key).task.cancel()


def _settle(
    broker: Broker,
    going: dict[Key, Running],
    wanted: dict[Key, dict[str, Any]],
    ours: frozenset[Key],
) -> list[Key]:
    """End what is not wanted any more, changed or not ours, begin what is new.

    Returns what ran here and is wanted nowhere any more.
    """
    before = set(going)
    _leave(going, ours)
    for key, running in list(going.items()):
        if wanted.get(key) != running.document or running.task.done():
            running.task.cancel()
            del going[key]
    for key, document in wanted.items():
        if key in going or key not in ours:
            continue
        state: dict[str, Any] = {}
        task = asyncio.create_task(_run(broker, key[0], document, state))
        going[key] = Running(document, task, state)
    return [key for key in before if key not in wanted]


def _forget_states(broker: Broker, ended: list[Key]) -> None:
    """A source paused or deleted is connected to nothing."""
    for tenant, key in ended:
        broker.store.put(tenant, STATE, key, None)


async def _run(
    broker: Broker, tenant: str, document: dict[str, Any], state: dict[str, Any]
) -> None:
    try:
        source = sources.source_of(document)
        await _way(broker, tenant, source, state)
    except Problem as problem:
        state |= {"connected": False, "why": problem.detail}
        await asyncio.sleep(3_600)  # only a change of the source starts it again
    except Exception:
        _log.exception("the source %s ended", document.get("key"))
        state |= {"connected": False, "why": "it failed; see the log"}


async def _way(broker: Broker, tenant: str, source: IngestSource, state: dict[str, Any]) -> None:
    if source.way == "mqtt":
        from .mqtt_source import Listening, listen  # loaded when first needed: it costs memory

        def report(now: Listening) -> None:
            state.update(
                connected=now.connected, why=now.why, since=now.since, **now.tally.counts()
            )

        await listen(Intake(broker, tenant, source), report=report)
        return
    from .pulled_source import pulling

    await pulling(Intake(broker, tenant, source), state=state)


def write_activity(broker: Broker) -> None:
    """Write what sources brought since the last time, for the screens."""
    for tenant, key in list(broker.activity):
        lately = broker.activity.pop((tenant, key))
        if broker.store.get(tenant, sources.KIND, key) is None:
            continue
        activity = activity_of(broker.store.get(tenant, ACTIVITY, key))
        broker.store.put(tenant, ACTIVITY, key, {"key": key, **activity.merged(lately).document()})


def _write_states(broker: Broker, going: dict[Key, Running]) -> None:
    for (tenant, key), running in list(going.items()):
        state = dict(running.state)
        if state != running.written:
            broker.store.put(tenant, STATE, key, {"key": key, **state})
            running.written = state
