"""The worker: takes tasks from the queue, one at a time, in a process of its own.

``run()`` is what that process calls (``processes`` starts it). Several processes may each have one
when the database is PostgreSQL; with SQLite it works too, one writer at a time.
"""

from __future__ import annotations

import logging
import math
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, close_old_connections, connections, transaction
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS
from django.tasks.signals import task_enqueued
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from jalons.foundation.tasks import queue, running
from jalons.foundation.tasks.models import WorkerLease

LEASE_SECONDS = 30.0
logger = logging.getLogger(__name__)


class Worker:
    """Takes tasks one at a time; sleeps until an enqueue of this process wakes it.

    ``idle_seconds`` is how often it looks for tasks put by other processes (one indexed read); it
    ends by itself after ``ends_after`` seconds without a task; after ``lease_seconds`` without a
    sign of life, its task is taken over by another worker.
    """

    def __init__(
        self,
        *,
        idle_seconds: float = 5.0,
        lease_seconds: float = LEASE_SECONDS,
        ends_after: float = math.inf,
    ) -> None:
        self.name = f"{running.WORKER_PREFIX}{secrets.token_hex(8)}"
        self.idle_seconds = idle_seconds
        self.lease_seconds = lease_seconds
        self.ends_after = ends_after
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._interrupt = threading.Event()
        self._recovered_at = float("-inf")
        self._thread: threading.Thread | None = None
        self._runner = db_worker.Worker(
            queue_names=["*"],
            interval=0,
            batch=False,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=self.name,
            excluded_queue_names=[],
        )

    def start(self) -> None:
        """Begin to work, in a daemon thread."""
        declare_kinds()
        task_enqueued.connect(self._on_enqueued)
        self._thread = threading.Thread(target=self._loop, name=self.name, daemon=True)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether it works, or waits for work."""
        return self._thread is not None and self._thread.is_alive()

    def join(self) -> None:
        """Wait until it ended by itself, or was stopped."""
        if self._thread:
            self._thread.join()

    def stop(self, *, grace_seconds: float = 10.0) -> None:
        """Stop within ``grace_seconds``: half of it for the task in hand to end by itself.

        A job that does not end is cut at its next progress call; one that never calls is granted
        up, and the next worker to start finds it.
        """
        task_enqueued.disconnect(self._on_enqueued)
        self._stopping.set()
        self._woken.set()
        if self._thread:
            self._thread.join(grace_seconds / 2)
            self._interrupt.set()
            self._thread.join(grace_seconds / 2)
        WorkerLease.objects.filter(name=self.name).delete()

    def wake(self) -> None:
        """Look at the queue now."""
        self._woken.set()

    def run_pending(self) -> int:
        """Run, in the calling thread, every task that is ready; how many there were."""
        count = 0
        while (result := self._claim()) is not None:
            self._run(result)
            count += 1
        return count

    def _on_enqueued(self, **_: object) -> None:
        transaction.on_commit(self.wake)

    def _loop(self) -> None:
        running.interruption.set(self._interrupt)
        try:
            self._attempt(running.forget_old_tasks)
            worked_at = time.monotonic()
            while not self._stopping.is_set():
                self._woken.clear()
                if self._attempt(self._step):
                    worked_at = time.monotonic()
                elif time.monotonic() - worked_at > self.ends_after:
                    break
                else:
                    self._woken.wait(self.idle_seconds)
        finally:
            connections.close_all()

    def _attempt(self, step: Any) -> bool:
        """Run a step; a database that is busy or briefly unreachable does not end the worker."""
        close_old_connections()
        try:
            return bool(step())
        except DatabaseError:
            logger.warning("the queue cannot be reached, trying again soon", exc_info=True)
            return False

    def _step(self) -> bool:
        """Run one task; whether there was one."""
        now = time.monotonic()
        if now - self._recovered_at >= self.lease_seconds:
            self._recovered_at = now
            running.recover(lease_seconds=self.lease_seconds, apart_from=self.name)
        result = self._claim()
        if result is not None:
            self._run(result)
        return result is not None

    def _claim(self) -> DBTaskResult[..., Any] | None:
        """The next task, now ours, or None. Looks before it locks: an idle worker never writes."""
        ready = DBTaskResult.objects.ready().filter(backend_name=DEFAULT_TASK_BACKEND_ALIAS)
        if not ready.exists():
            return None
        with exclusive_transaction():
            result = queue.open_tasks(ready).get_locked()
            if result is not None:
                result.claim(self.name)
                WorkerLease.objects.update_or_create(
                    name=self.name, defaults={"seen_at": timezone.now()}
                )
        return result

    def _run(self, result: DBTaskResult[..., Any]) -> None:
        with self._signs_of_life():
            self._runner.run_task(result)

    @contextmanager
    def _signs_of_life(self) -> Iterator[None]:
        """Renew the lease in a thread beside the task, which may compute for long."""
        ended = threading.Event()

        def beat() -> None:
            try:
                while not ended.wait(self.lease_seconds / 6):
                    self._attempt(self._renew)
            finally:
                connections.close_all()

        thread = threading.Thread(target=beat, name=f"{self.name}-life", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _renew(self) -> None:
        WorkerLease.objects.filter(name=self.name).update(seen_at=timezone.now())


def declare_kinds() -> None:
    """Register every kind of job: rooms declare them in ``actions``, or name them in ``jobs``."""
    autodiscover_modules("actions", "jobs")
