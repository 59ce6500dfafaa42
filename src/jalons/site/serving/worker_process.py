"""The life of a process that works in the background: until it is stopped, or has nothing to do."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable

from django.urls import get_resolver

from jalons.foundation.tasks.worker import Worker
from jalons.site.serving import periodic
from jalons.site.serving.beside import Beside

IDLE = 60.0  # seconds without work before one that was started on demand ends
LOOKS = 0.3  # seconds: it was started because somebody waits


def work(*, on_demand: bool) -> None:
    """Run the jobs of the instance, one at a time, until stopped.

    ``on_demand``: end after a minute without work, or with the server that started it.
    """
    worker = Worker(idle_seconds=LOOKS, ends_after=IDLE) if on_demand else Worker(idle_seconds=1.0)
    _ = get_resolver().url_patterns  # results lead to pages, and views may declare jobs
    ended = threading.Event()
    until_stopped(ended.set, with_input=on_demand)
    beside = Beside()
    beside.start()
    worker.start()
    while worker.is_alive and not ended.wait(LOOKS):
        pass
    worker.stop()
    periodic.end()
    beside.stop()


def until_stopped(stop: Callable[[], object], *, with_input: bool) -> None:
    """Call ``stop`` when the system asks, or when the input closes: who started it is gone."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop())
    if with_input:
        threading.Thread(target=_at_end_of_input, args=(stop,), daemon=True).start()


def _at_end_of_input(stop: Callable[[], object]) -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    stop()
