"""What is owed to subscribers, delivered: one at a time for each, many subscribers at once.

A note leaves the store once delivered or abandoned, so that a crash delivers it again rather than
never. Brokers that share a store take notes with a lease of ``LEASE``, renewed while they work: one
that dies leaves them to another after that time. A subscriber that hangs or fails delays its own
notes only; beyond a bound they are dropped and counted.
Source: ETSI GS CIM 009 V1.9.1, clause 5.8.6.
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
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.problems import Problem, bad
from jalons.broker.server import active_subscriptions
from jalons.broker.server.active_subscriptions import STATES, ActiveSubscription, named_by, saved
from jalons.broker.server.background import background
from jalons.broker.server.broker import Broker, Caller, Options
from jalons.broker.store.port import Due
from jalons.kernel.network.addresses import Reach

from .bodies import parcel_of, sources_parcel
from .owners import PAUSED, allowed, shown_to
from .registration_notifications import all_sources
from .transport import Outcome, Parcel, sent

_log = logging.getLogger(__name__)
AT_ONCE = 16
BATCH = 500
MOST_LEASED = 20_000
MOST_ATTEMPTS = 5
FIRST_DELAY = 1_000_000
LONGEST_DELAY = 60_000_000
DEFAULT_TIMEOUT = 10.0
LONGEST_TIMEOUT = 30.0
MOST_PERIODIC = 1_000
RELOAD_EVERY = 30.0
LOOK_EVERY = 1.0
LEASE = 20_000_000
SAVE_EVERY = 2.0
IDLE = 1.0
SOON = 0.02
TRIES = 50
T = TypeVar("T")
Key = tuple[str, str]
Owed = tuple[int, bytes]
MOST_SUBSCRIPTIONS = 10_000  # of a tenant, of each kind


def reach_of(options: Options) -> Reach:
    """Where the broker may send, as the operator decided."""
    return Reach(allowed=options.reach, anything=options.open_test_mode)


def refuse_private(options: Options, uri: str) -> None:
    """Raise ``Problem`` for an endpoint the broker may not send to."""
    host = urlsplit(uri).hostname or ""
    if reach_of(options).refuses(host):
        raise bad(f"notifications are not sent to {host}: it is no public address")


def refuse_more(there: Sequence[Doc], identifier: str) -> None:
    """Raise ``Problem`` for a subscription that is there, or one too many for its tenant."""
    if any(other["id"] == identifier for other in there):
        raise Problem("AlreadyExists", f"{identifier} already exists")
    if len(there) >= MOST_SUBSCRIPTIONS:
        raise Problem("Forbidden", f"a tenant has at most {MOST_SUBSCRIPTIONS} subscriptions")


@asynccontextmanager
async def delivering(broker: Broker) -> AsyncIterator[None]:
    """Deliver what a broker owes for as long as this lasts."""
    delivery = Delivery(broker)
    try:
        async with background(delivery.run(), "twin-delivery"):
            yield
    finally:
        await delivery.stopped()


class Delivery:
    """The worker of one broker; runs in its event loop."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._reach = reach_of(broker.options)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._queues: dict[Key, deque[Owed]] = {}
        self._serving: dict[Key, asyncio.Task[None]] = {}
        self._holder = uuid4().hex
        self._leased_at = 0
        self._seen: list[int] = []
        self._taken: set[int] = set()
        self._attempts: dict[int, int] = {}
        self._done: list[int] = []
        self._woken = asyncio.Event()

    async def run(self) -> None:
        """Deliver until cancelled; whatever fails is logged, and it goes on."""
        loop = asyncio.get_running_loop()
        self._broker.watch.wake = partial(_woken_up, loop, self._woken)
        tries, document, looked, loaded = 0, 0.0, -LOOK_EVERY, -RELOAD_EVERY
        while True:
            try:
                if loop.time() - looked > LOOK_EVERY:
                    looked = loop.time()
                    if await self._look(anyhow=looked - loaded > RELOAD_EVERY):
                        loaded = looked
                found = await self._round()
                if loop.time() - document > SAVE_EVERY:
                    document = loop.time()
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
            await self._thread(self._broker.store.outbox.give_back, holder=self._holder)

    async def _look(self, *, anyhow: bool) -> bool:
        """Have at work what another process subscribed, and count again what waits."""
        broker = self._broker
        outbox = broker.store.outbox
        changes = [await self._thread(outbox.changes, kind) for kind in STATES]
        fresh = anyhow or changes != self._seen
        if fresh:
            await self._thread(broker.watch.load, broker.store, broker.contexts)
            self._seen = changes
            for tenant, watched in broker.watch.every():
                await allowed(broker, tenant, watched)
        if any(
            watched.waiting * 2 >= active_subscriptions.MOST_WAITING
            for _, watched in broker.watch.every()
        ):
            broker.watch.count(await self._thread(broker.store.outbox.waiting))
        return fresh

    async def _extend(self, *, until: int) -> None:
        """Extend the lease of what is under way, except what another broker took meanwhile."""
        numbers = sorted(self._taken)
        outbox = self._broker.store.outbox
        ours = await self._thread(outbox.extend, numbers, holder=self._holder, until=until)
        lost = set(numbers) - ours - set(self._done)
        for queue in self._queues.values():
            for owed in [each for each in queue if each[0] in lost]:
                queue.remove(owed)
        self._taken -= lost

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
        fresh = await self._take()
        for number, tenant, note in fresh:
            self._taken.add(number)
            self._queues.setdefault((tenant, note.subscription), deque()).append(
                (number, note.payload)
            )
        for key in list(self._queues):
            if key not in self._serving:
                self._start(key, self._serve(key))
        return bool(fresh)

    async def _take(self) -> list[Due]:
        now = self._broker.now()
        if self._taken and now - self._leased_at > LEASE // 3:
            self._leased_at = now
            await self._extend(until=now + LEASE)
        if not self._taken:
            self._leased_at = now
        if len(self._taken) >= MOST_LEASED:
            return []
        return await self._thread(
            self._broker.store.outbox.take,
            holder=self._holder,
            now=now,
            until=now + LEASE,
            limit=BATCH,
            known=self._taken,
        )

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
            try:
                await self._thread(self._broker.store.settle, done)
            except BaseException:
                self._done = done + self._done
                raise
            self._taken.difference_update(done)

    async def _serve(self, key: Key) -> None:
        """Deliver the notes of one subscription in their order, until one has to wait."""
        queue = self._queues[key]
        try:
            while queue:
                watched = self._broker.watch.get(*key) or await looked_up(self._broker, *key)
                now = self._broker.now()
                if watched is None or not watched.subscription.live(now):
                    self._finish(watched, [queue.popleft()])
                elif watched.resume_at > now:
                    await self._put_off(queue, watched.resume_at)
                elif await self._attempt(key[0], watched, owed := queue[0]):
                    self._finish(watched, [owed])
                    if queue and queue[0] is owed:  # else another broker took it meanwhile
                        queue.popleft()
        finally:
            self._queues.pop(key, None)
            self._taken.difference_update(number for number, _ in queue)

    def _finish(self, watched: ActiveSubscription | None, owed: Sequence[Owed]) -> None:
        for number, _ in owed:
            self._done.append(number)
            self._attempts.pop(number, None)
        if watched is not None:
            watched.waiting = max(0, watched.waiting - len(owed))

    async def _put_off(self, queue: deque[Owed], until: int) -> None:
        numbers = [number for number, _ in queue]
        outbox = self._broker.store.outbox
        await self._thread(
            outbox.put_off, numbers, holder=self._holder, due=until, until=until + LEASE
        )
        self._taken.difference_update(numbers)
        queue.clear()

    async def _attempt(self, tenant: str, watched: ActiveSubscription, owed: Owed) -> bool:
        """Try a note; true when it is over, delivered or abandoned."""
        number, payload = owed
        async with self._slots:
            try:
                outcome = await self._deliver(tenant, watched, msgspec.json.decode(payload))
            except Exception:  # tried again later, then abandoned, like an address without answer
                _log.exception("a notification of %s could not be made", watched.document["id"])
                outcome = Outcome(ok=False, again=True)
        if outcome.ok:
            return True
        attempts = self._attempts[number] = self._attempts.get(number, 0) + 1
        delay = min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY)
        cooldown = round(watched.subscription.endpoint.cooldown * 1_000_000)
        watched.resume_at = self._broker.now() + max(delay, cooldown)
        return not outcome.again or attempts >= MOST_ATTEMPTS

    def _periodic(self) -> None:
        """Start the notifications whose time has come, of subscriptions with an interval."""
        now = self._broker.now()
        for tenant, watched in self._broker.watch.every():
            interval = watched.subscription.interval
            key = (tenant, watched.key)
            if not interval or watched.due > now or key in self._serving:
                continue
            watched.due = max(watched.due + interval, now)
            if watched.subscription.live(now):
                self._start(key, self._notify_all(tenant, watched))

    async def _notify_all(self, tenant: str, watched: ActiveSubscription) -> None:
        """Notify a subscriber of all it is about, unless another broker does."""
        now, interval = self._broker.now(), watched.subscription.interval
        ours = await self._thread(
            self._broker.store.outbox.lease,
            f"every {interval}: {tenant} {watched.key}",
            holder=self._holder,
            now=now,
            until=max(watched.due, now),
        )
        if not ours:
            return
        caller = await allowed(self._broker, tenant, watched)
        if caller is None:
            return
        if watched.sources is not None:
            notice = await self._thread(all_sources, self._broker, tenant, watched)
            if notice is not None:
                async with self._slots:
                    await self._send(caller, watched, notice)
            return
        docs: dict[str, Doc] = {}
        for query in watched.subscription.queries(MOST_PERIODIC):
            page = await self._thread(
                self._broker.guarded(self._broker.store.query, caller), tenant, query
            )
            docs |= {doc["id"]: doc for doc in page.docs}
        if docs:
            async with self._slots:
                await self._send(caller, watched, list(docs.values()))

    async def _deliver(self, tenant: str, watched: ActiveSubscription, owed: Any) -> Outcome:
        """Send what the maker of a subscription may see; nothing to send is a success."""
        caller = await allowed(self._broker, tenant, watched)
        if caller is None:
            return Outcome(ok=False, why=PAUSED)
        if watched.sources is not None:
            return await self._send(caller, watched, owed)
        seen = await self._thread(shown_to, self._broker, caller, watched.subscription, owed)
        return await self._send(caller, watched, seen) if seen else Outcome(ok=True)

    async def _send(self, caller: Caller, watched: ActiveSubscription, payload: Any) -> Outcome:
        """Send a notification and note what became of it."""
        parcel = await _parcel(self._broker, caller, watched, payload)
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
            _log.info("%s was not notified: %s", watched.document["id"], outcome.why)
        watched.changed = True
        return outcome

    async def _save(self) -> None:
        """Keep what became of notifications, of the subscriptions where it changed."""
        for tenant, watched in self._broker.watch.every():
            if watched.changed:
                watched.changed = False
                await self._thread(saved, self._broker.store, tenant, watched)


async def _parcel(
    broker: Broker, caller: Caller, watched: ActiveSubscription, payload: Any
) -> Parcel:
    """The parcel of a note: entities, or a notice of registrations."""
    at, called = broker.now(), await asyncio.to_thread(broker.called, caller.tenant)
    if watched.sources is not None:
        return sources_parcel(payload, watched.subscription, tenant=called, at=at)
    read = partial(asyncio.to_thread, broker.guarded(broker.store.read, caller), caller.tenant)
    return await parcel_of(payload, watched.subscription, tenant=called, read=read, at=at)


async def looked_up(broker: Broker, tenant: str, key: str) -> ActiveSubscription | None:
    """A subscription another process made since we last looked; None when there is none."""
    if await asyncio.to_thread(broker.store.get, tenant, *named_by(key)) is None:
        return None
    await asyncio.to_thread(broker.watch.load, broker.store, broker.contexts)
    return broker.watch.get(tenant, key)


def _woken_up(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    loop.call_soon_threadsafe(event.set)
