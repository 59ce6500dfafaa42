"""A round: the territories whose day has come, page after page, by one worker or by several.

A territory where nothing is new costs one request and its part of one ``UPDATE``. The requests of a
page wait together, never two at one host, and none of them touches the database. Who reads a page
takes it for a while (``Source.taken_until``): another worker reads the next one; what a worker that
died had taken is free again a moment later, and was lost by nobody.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from threading import Event
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jalons.federation.web.received.reading.storing import COLUMNS, state_of
from jalons.federation.web.sources import queries
from jalons.federation.web.sources.models import Source
from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.writer import store_computed

if TYPE_CHECKING:
    from jalons.federation.engine.sources import SourceState
    from jalons.federation.store.client import Harvester, Probe

PAGE, TOGETHER = 500, 16  # territories of a page, requests that wait together
STORED_EVERY, ENOUGH = 5.0, 10.0  # seconds
LEASE = timedelta(minutes=2)
LONG = timedelta(minutes=20)  # longer than the whole reading of one territory may take


@dataclass(slots=True)
class RoundProgress:
    """How far a round is: territories, what came, which one is being read, since when."""

    total: int
    done: int = 0
    files: int = 0
    received: int = 0
    name: str = ""
    host: str = ""
    started: float = field(default_factory=time.monotonic)

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes at the pace so far; None while that cannot be said."""
        spent = time.monotonic() - self.started
        if not self.done or spent < ENOUGH:
            return None
        return spent / self.done * max(0, self.total - self.done)


type Read = Callable[[Source, Probe | None], tuple[int, int]]  # files and bytes that came


@dataclass(slots=True)
class Round:
    """Reads what is due of an authority. ``read`` reads a whole territory; ``report`` may raise."""

    authority: Authority
    harvester: Harvester
    read: Read
    report: Callable[[RoundProgress], object]
    through: Source | None = None  # only those that this one names
    today: Any = field(default_factory=timezone.localdate)

    def run(self) -> RoundProgress:
        """Read until none is due, those of a worker that died included."""
        progress = RoundProgress(self._due().count())
        pool, stop = ThreadPoolExecutor(TOGETHER), Event()
        try:
            patience = time.monotonic() + LONG.total_seconds()
            while time.monotonic() < patience:
                if taken := take(self.authority, self._due(), PAGE, LEASE):
                    self._page(taken, progress, pool, stop)
                    patience = time.monotonic() + LONG.total_seconds()
                elif self._due().exists():  # another worker has them
                    self.report(progress)
                    time.sleep(1)
                else:
                    break
        finally:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
        return progress

    def _due(self) -> QuerySet[Source]:
        rows = queries.due(self.authority, self.today)
        return rows.filter(through=self.through) if self.through else rows

    def _page(self, taken: Taken, progress: RoundProgress, pool: ThreadPoolExecutor,
              stop: Event) -> None:  # fmt: skip
        """Read a page: the first request of each, then whole what is new or was never read."""
        fast: dict[str, dict[str, Any]] = {}
        whole: list[tuple[Any, Probe | None]] = []
        for row in self._rows(taken):
            if is_known(row) and row["publisher"] not in fast:
                fast[row["publisher"]] = row
            else:
                whole.append((row["pk"], None))
        same, stored = list[Mapping[str, Any]](), time.monotonic()
        try:
            for probe in self._probes([state_of(row) for row in fast.values()], pool, stop):
                if probe is not None and probe.nothing_new:
                    same.append(fast[probe.state.publisher])
                elif probe is not None:
                    whole.append((fast[probe.state.publisher]["pk"], probe))
                if time.monotonic() - stored > STORED_EVERY:
                    self._store(same, taken, progress)
                    same, stored = [], time.monotonic()
            self._store(same, taken, progress)
            for key, probe in whole:
                self._whole(key, probe, taken, progress)
        finally:
            taken.release(self.authority)

    def _rows(self, taken: Taken) -> QuerySet[Source, dict[str, Any]]:
        rows = Source.objects.of(self.authority).filter(pk__in=taken.keys)
        found: QuerySet[Source, dict[str, Any]] = rows.values(
            "pk", "name", "every_days", "members_on", "stick", *COLUMNS
        )
        return found

    def _probes(self, states: list[SourceState], pool: ThreadPoolExecutor,
                stop: Event) -> Iterator[Probe | None]:  # fmt: skip
        """The first request of each, as they answer; None when nobody answered for a while."""
        hosts: dict[str, list[SourceState]] = defaultdict(list)
        for each in states:
            hosts[urlsplit(each.address).hostname or each.address].append(each)
        answers: SimpleQueue[Probe | BaseException] = SimpleQueue()

        def ask(some: list[SourceState]) -> None:
            for each in some:
                if stop.is_set():
                    return
                try:
                    answers.put(self.harvester.probe(each))
                except BaseException as error:  # raised again by who waits for it
                    answers.put(error)

        for some in hosts.values():
            pool.submit(ask, some)
        left = len(states)
        while left:
            try:
                found = answers.get(timeout=STORED_EVERY)
            except Empty:
                yield None
                continue
            if isinstance(found, BaseException):
                raise found
            left -= 1
            yield found

    def _store(self, rows: list[Mapping[str, Any]], taken: Taken, progress: RoundProgress) -> None:
        """Store those where nothing is new: one ``UPDATE``, of the columns that change."""
        every: dict[int, list[Any]] = defaultdict(list)
        for each in rows:
            every[each["every_days"]].append(each["pk"])
        for days, keys in every.items():
            store_computed(taken.mine(self.authority).filter(pk__in=keys),
                           status=Source.Status.UNCHANGED, reason="", checked_at=timezone.now(),
                           next_on=self.today + timedelta(days=days), taken_until=None)  # fmt: skip
        taken.renew(self.authority)
        progress.done += len(rows)
        if rows:
            progress.name = rows[-1]["name"]
            progress.host = urlsplit(rows[-1]["address"]).hostname or ""
        self.report(progress)

    def _whole(self, key: Any, probe: Probe | None, page: Taken, progress: RoundProgress) -> None:
        """Read one territory whole, unless another worker took it since, or somebody paused it."""
        page.renew(self.authority)
        taken = Taken([key], timezone.now() + LONG)
        rows = page.mine(self.authority).filter(pk=key)
        if not store_computed(rows, taken_until=taken.until):
            return
        try:
            source = self._due().filter(pk=key).first()
            if source is None:
                return
            progress.name, progress.host = source.name, urlsplit(source.address).hostname or ""
            self.report(progress)
            files, received = self.read(source, probe)
        finally:
            taken.release(self.authority)
        progress.done += 1
        progress.files += files
        progress.received += received


@dataclass(slots=True)
class Taken:
    """Territories that this worker reads, until when."""

    keys: list[Any]
    until: datetime

    def mine(self, authority: Authority) -> QuerySet[Source]:
        """Those that nobody else took since."""
        return Source.objects.of(authority).filter(pk__in=self.keys, taken_until=self.until)

    def renew(self, authority: Authority) -> None:
        """For some more time, when half of it is over."""
        until = timezone.now() + LEASE
        if until - self.until < LEASE / 2:
            return
        store_computed(self.mine(authority), taken_until=until)
        self.until = until

    def release(self, authority: Authority) -> None:
        """Let others read them."""
        store_computed(self.mine(authority), taken_until=None)


def take(
    authority: Authority, rows: QuerySet[Source], most: int = 1, lease: timedelta = LONG
) -> Taken | None:
    """Take some territories that no other worker reads; None when there is none."""
    now = timezone.now()
    free = rows.filter(Q(taken_until=None) | Q(taken_until__lt=now)).select_related(None)
    with transaction.atomic():
        locked = free.select_for_update(skip_locked=True, of=("self",)).only("pk")
        taken = Taken([each.pk for each in locked[:most]], now + lease)
        if not taken.keys:
            return None
        wanted = Source.objects.of(authority).filter(pk__in=taken.keys)
        store_computed(wanted, taken_until=taken.until)
    return taken


def is_known(row: Mapping[str, Any]) -> bool:
    """Whether one request may be enough: it was read, names nobody, and no stick waits."""
    return bool(row["publisher"] and row["verified_at"]) and not (row["members_on"] or row["stick"])
