"""What is owed to subscribers, delivered: one at a time for each, many subscribers at once.

A note leaves the store once delivered or given up, so that a crash delivers it again rather than
never. A subscriber that hangs or fails holds up its own notes only; beyond a bound they are dropped
and counted. Source: ETSI GS CIM 009 V1.9.1, clause 5.8.6.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

import msgspec

from jalons.twin.engine.contexts import Context
from jalons.twin.engine.entities import Doc
from jalons.twin.engine.rendering import View, entity
from jalons.twin.engine.subscriptions.notification import notification, ready, view_of
from jalons.twin.engine.subscriptions.subscription import Subscription
from jalons.twin.store.contexts import CORE_ADDRESS, core, core_addresses

from .broker import Broker, Options
from .joining import linked_with
from .negotiation import JSON_LD, context_link
from .reaching import Reach
from .sending import Outcome, Parcel, sent
from .watching import STATE, AtWork

_log = logging.getLogger(__name__)
AT_ONCE = 16
BATCH = 500
MOST_HELD = 20_000
MOST_ATTEMPTS = 5
FIRST_DELAY = 1_000_000
LONGEST_DELAY = 60_000_000
DEFAULT_TIMEOUT = 10.0
LONGEST_TIMEOUT = 30.0
MOST_PERIODIC = 1_000
RELOAD_EVERY = 30.0
SAVE_EVERY = 2.0
IDLE = 1.0
SOON = 0.02
TRIES = 50
T = TypeVar("T")
Key = tuple[str, str]
Owed = tuple[int, bytes]


def reach_of(options: Options) -> Reach:
    """Where the broker may send, as the operator decided."""
    return Reach(allowed=options.reach, anything=options.open_test_mode)


@asynccontextmanager
async def delivering(broker: Broker) -> AsyncIterator[None]:
    """Deliver what a broker owes for as long as this lasts."""
    delivery = Delivery(broker)
    task = asyncio.create_task(delivery.run(), name="twin-delivery")
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await delivery.stopped()


class Delivery:
    """The worker of one broker; runs in its event loop."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._reach = reach_of(broker.options)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._queues: dict[Key, deque[Owed]] = {}
        self._serving: dict[Key, asyncio.Task[None]] = {}
        self._taken: set[int] = set()
        self._attempts: dict[int, int] = {}
        self._done: list[int] = []
        self._woken = asyncio.Event()

    async def run(self) -> None:
        """Deliver until cancelled; whatever fails is logged, and it goes on."""
        loop = asyncio.get_running_loop()
        self._broker.watch.wake = partial(_woken_up, loop, self._woken)
        tries, saved, loaded = 0, 0.0, -RELOAD_EVERY
        while True:
            try:
                if loop.time() - loaded > RELOAD_EVERY:
                    loaded = loop.time()
                    await self._thread(
                        self._broker.watch.load, self._broker.store, self._broker.contexts
                    )
                found = await self._round()
                if loop.time() - saved > SAVE_EVERY:
                    saved = loop.time()
                    await self._save()
            except Exception:
                _log.exception("a round of notifications failed")
                found, tries = False, 0
                await asyncio.sleep(IDLE)
            tries = 0 if found else max(0, tries - 1)
            if await self._wait(SOON if tries else IDLE):
                tries = TRIES

    async def stopped(self) -> None:
        """Stop what is under way, and keep what is known of it."""
        self._broker.watch.wake = lambda: None
        tasks = list(self._serving.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(Exception):
            await self._settle()
            await self._save()

    async def _wait(self, seconds: float) -> bool:
        """Whether somebody woke us up in that time."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
        woken = self._woken.is_set()
        self._woken.clear()
        return woken

    async def _thread(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(None, lambda: work(*args, **named))

    async def _round(self) -> bool:
        """Take what is due and have it served; says whether there was anything new."""
        await self._settle()
        self._periodic()
        limit = min(BATCH + len(self._taken), MOST_HELD)
        rows = await self._thread(self._broker.store.owed, now=self._broker.now(), limit=limit)
        fresh = [row for row in rows if row[0] not in self._taken]
        for number, tenant, note in fresh:
            self._taken.add(number)
            self._queues.setdefault((tenant, note.subscription), deque()).append(
                (number, note.payload)
            )
        for key in list(self._queues):
            if key not in self._serving:
                self._start(key, self._serve(key))
        return bool(fresh)

    def _start(self, key: Key, work: Any) -> None:
        task = asyncio.create_task(work)
        self._serving[key] = task

        def ended(finished: asyncio.Task[None]) -> None:
            self._serving.pop(key, None)
            if not finished.cancelled() and (error := finished.exception()) is not None:
                _log.error("notifications of %s failed", key[1], exc_info=error)
            self._woken.set()

        task.add_done_callback(ended)

    async def _settle(self) -> None:
        """Take off the store what is done."""
        if self._done:
            done, self._done = self._done, []
            await self._thread(self._broker.store.settle, done)
            self._taken.difference_update(done)

    async def _serve(self, key: Key) -> None:
        """Deliver the notes of one subscription in their order, until one has to wait."""
        queue = self._queues[key]
        try:
            while queue:
                watched = self._broker.watch.get(*key)
                now = self._broker.now()
                if watched is None or not watched.subscription.live(now):
                    self._finish(watched, [queue.popleft()])
                elif watched.held > now:
                    await self._put_off(queue, watched.held)
                elif await self._attempt(key[0], watched, queue[0]):
                    self._finish(watched, [queue.popleft()])
        finally:
            self._queues.pop(key, None)
            self._taken.difference_update(number for number, _ in queue)

    def _finish(self, watched: AtWork | None, owed: Sequence[Owed]) -> None:
        for number, _ in owed:
            self._done.append(number)
            self._attempts.pop(number, None)
        if watched is not None:
            watched.waiting = max(0, watched.waiting - len(owed))

    async def _put_off(self, queue: deque[Owed], until: int) -> None:
        numbers = [number for number, _ in queue]
        await self._thread(self._broker.store.settle, numbers, retry_at=until)
        self._taken.difference_update(numbers)
        queue.clear()

    async def _attempt(self, tenant: str, watched: AtWork, owed: Owed) -> bool:
        """Try a note; says whether it is over, delivered or given up."""
        number, payload = owed
        async with self._slots:
            try:
                outcome = await self._deliver(tenant, watched, msgspec.json.decode(payload))
            except Exception:  # tried again later, then given up, as what nobody answers
                _log.exception("a notification of %s could not be made", watched.kept["id"])
                outcome = Outcome(ok=False, again=True)
        if outcome.ok:
            return True
        attempts = self._attempts[number] = self._attempts.get(number, 0) + 1
        delay = min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY)
        cooldown = round(watched.subscription.endpoint.cooldown * 1_000_000)
        watched.held = self._broker.now() + max(delay, cooldown)
        return not outcome.again or attempts >= MOST_ATTEMPTS

    def _periodic(self) -> None:
        """Start the notifications whose time has come, of subscriptions with an interval."""
        now = self._broker.now()
        for tenant, watched in self._broker.watch.every():
            interval = watched.subscription.interval
            key = (tenant, watched.kept["id"])
            if not interval or watched.due > now or key in self._serving:
                continue
            watched.due = max(watched.due + interval, now)
            if watched.subscription.live(now):
                self._start(key, self._tell_all(tenant, watched))

    async def _tell_all(self, tenant: str, watched: AtWork) -> None:
        """Tell a subscriber of all the entities it is about."""
        docs: dict[str, Doc] = {}
        for query in watched.subscription.queries(MOST_PERIODIC):
            page = await self._thread(self._broker.store.query, tenant, query)
            docs |= {doc["id"]: doc for doc in page.docs}
        if docs:
            async with self._slots:
                await self._deliver(tenant, watched, list(docs.values()))

    async def _deliver(self, tenant: str, watched: AtWork, docs: list[Doc]) -> Outcome:
        """Send a notification and note what became of it."""
        parcel = await self._parcel(tenant, watched.subscription, docs)
        wanted = watched.subscription.endpoint.timeout or DEFAULT_TIMEOUT
        state, started = watched.state, self._broker.now()
        outcome = await sent(parcel, reach=self._reach, timeout=min(wanted, LONGEST_TIMEOUT))
        state.sent += 1
        state.last_sent = started
        if outcome.ok:
            state.last_success = started
        else:
            state.failed += 1
            state.last_failure = self._broker.now()
            _log.info("%s was not notified: %s", watched.kept["id"], outcome.why)
        watched.changed = True
        return outcome

    async def _parcel(self, tenant: str, subscription: Subscription, docs: list[Doc]) -> Parcel:
        accept = subscription.endpoint.accept
        context, address = _told_in(subscription, inside=accept == JSON_LD)
        view = view_of(subscription, context)
        docs = [ready(doc, view) for doc in docs]
        entities = await self._written(tenant, subscription, docs, view)
        at = self._broker.now()
        body: dict[str, Any] = {"id": f"urn:ngsi-ld:Notification:{uuid4()}"}
        body |= notification(subscription, docs, entities, view=view, at=at)
        headers = {"Content-Type": accept}
        if accept == JSON_LD:
            body["data"] = [{**item, "@context": address} for item in body["data"]]
            body["@context"] = address
        else:
            headers["Link"] = context_link(address)
        if tenant:
            headers["NGSILD-Tenant"] = tenant
        notifier = subscription.endpoint.notifier
        return Parcel(
            uri=subscription.endpoint.uri,
            body=body,
            headers=(*headers.items(), *subscription.endpoint.headers),
            version=notifier.get("MQTT-Version", "mqtt5.0"),
            qos=int(notifier.get("MQTT-QoS", "0")),
        )

    async def _written(
        self, tenant: str, subscription: Subscription, docs: list[Doc], view: View
    ) -> list[dict[str, Any]]:
        if subscription.join == "@none":
            return [entity(doc, view) for doc in docs]

        async def read(ids: list[str]) -> dict[str, Doc]:
            return await self._thread(self._broker.store.read, tenant, ids)

        return await linked_with(
            read, docs, view, inline=subscription.join == "inline", levels=subscription.join_level
        )

    async def _save(self) -> None:
        """Keep what became of notifications, of the subscriptions where it changed."""
        for tenant, watched in self._broker.watch.every():
            if watched.changed:
                watched.changed = False
                value = msgspec.to_builtins(watched.state)
                await self._thread(self._broker.store.put, tenant, STATE, watched.kept["id"], value)


def _woken_up(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    loop.call_soon_threadsafe(event.set)


def _told_in(subscription: Subscription, *, inside: bool) -> tuple[Context, Any]:
    """The context a notification is written in, and how it is named, ``inside`` it or in a header.

    A context of several parts has no address to put in a Link header: names are then written in
    full, in the core context.
    """
    context, source = subscription.context, subscription.context.source
    if subscription.address:
        return context, subscription.address
    parts = source if isinstance(source, list) else [source]
    own = [part for part in parts if not isinstance(part, str) or part not in core_addresses()]
    if not own:
        return (context, source) if isinstance(source, str) else (core(), CORE_ADDRESS)
    if len(own) == 1 and isinstance(own[0], str):
        return context, own[0]
    return (context, source) if inside else (core(), CORE_ADDRESS)
