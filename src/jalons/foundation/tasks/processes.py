"""The worker processes of a server: started on demand, restarted when they die, ended with it.

What they import and what they used goes back to the system with them.
"""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from collections.abc import Sequence

from django.db import DatabaseError, close_old_connections, connections, transaction
from django.tasks.signals import task_enqueued
from django.utils import timezone

from jalons.foundation.tasks import running
from jalons.foundation.tasks.queue import waiting
from jalons.foundation.tasks.worker import LEASE_SECONDS

LOOKS = 1.0  # seconds between two looks at the queue, for tasks enqueued elsewhere
BACKED_UP = 3.0  # seconds the oldest task waits before a worker more is started
SOON_DEAD, REST = 10.0, 15.0  # seconds: one that dies so early twice is left to rest
_log = logging.getLogger(__name__)


class Child:
    """A process of ours that ends when its input closes: also when this one is killed."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command = list(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = float("-inf")
        self._rest_until = float("-inf")
        self._deaths = 0  # soon after a start, one after another

    @property
    def pid(self) -> int | None:
        """Its number, None when it does not run."""
        if self._process is not None and self._process.poll() is not None:
            self._ended(self._process)
        return self._process.pid if self._process else None

    def start(self) -> bool:
        """Start it unless it runs; whether it runs. One that dies again and again rests."""
        if self.pid is not None:
            return True
        if time.monotonic() < self._rest_until:
            return False
        self._process = subprocess.Popen(self.command, stdin=subprocess.PIPE)  # noqa: S603 - ours
        # its end is collected at once, also when nobody looks at it again
        threading.Thread(target=self._process.wait, name="jalons-child", daemon=True).start()
        self._started_at = time.monotonic()
        return True

    def ask(self) -> None:
        """Ask it to end, without waiting."""
        if self._process is not None:
            self._process.terminate()

    def stop(self, *, grace_seconds: float) -> None:
        """End it within ``grace_seconds``: politely first, then by force."""
        if self._process is None:
            return
        self.ask()
        try:
            self._process.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        _close(self._process)
        self._process = None

    def _ended(self, process: subprocess.Popen[bytes]) -> None:
        self._process = None
        _close(process)
        if process.returncode:
            _log.warning("the process %s ended with %s", self.command[-2:], process.returncode)
            now = time.monotonic()
            self._deaths = self._deaths + 1 if now - self._started_at < SOON_DEAD else 0
            if self._deaths > 1:
                self._rest_until = now + REST


def _close(process: subprocess.Popen[bytes]) -> None:
    if process.stdin:
        process.stdin.close()


class WorkerProcesses:
    """At most ``most`` workers, each ``command`` in a process, started when a task is ready.

    An enqueue of this process is seen at once, when its transaction ends; others within seconds.
    """

    def __init__(self, command: Sequence[str], *, most: int) -> None:
        self._children = [Child(command) for _ in range(most)]
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def pids(self) -> list[int]:
        """The numbers of those that run."""
        return [each.pid for each in self._children if each.pid is not None]

    def start(self) -> None:
        """Begin to watch the queue, in a daemon thread, unless no worker is wanted."""
        if not self._children:
            return
        task_enqueued.connect(self._on_enqueued)
        self._thread = threading.Thread(target=self._loop, name="jalons-workers", daemon=True)
        self._thread.start()

    def stop(self, *, grace_seconds: float = 12.0) -> None:
        """End the workers: each gives back the job it cannot end in time."""
        task_enqueued.disconnect(self._on_enqueued)
        self._stopping.set()
        self._woken.set()
        if self._thread:
            self._thread.join()
        for each in self._children:
            each.ask()
        for each in self._children:
            each.stop(grace_seconds=grace_seconds)

    def wake(self) -> None:
        """Look at the queue now."""
        self._woken.set()

    def _on_enqueued(self, **_: object) -> None:
        transaction.on_commit(self.wake)

    def _loop(self) -> None:
        try:
            while not self._stopping.is_set():
                self._woken.clear()
                self._look()
                self._woken.wait(LOOKS)
        finally:
            connections.close_all()

    def _look(self) -> None:
        close_old_connections()
        try:
            self._start(*waiting(now=timezone.now()))
        except DatabaseError:
            _log.warning("the queue cannot be reached, trying again soon", exc_info=True)
        except OSError:  # no memory or no process left: said, and tried again
            _log.exception("a worker cannot be started")

    def _start(self, count: int, oldest: float) -> None:
        """Start a worker when the first is needed, or when those that run do not suffice."""
        alive = len(self.pids)
        if alive == len(self._children):
            return
        needed = bool(count) or bool(running.abandoned(LEASE_SECONDS))
        if needed and (alive == 0 or oldest > BACKED_UP):
            next(each for each in self._children if each.pid is None).start()
