"""What each process does beside its answers, in one thread: no page waits for it, none pays for it.

Unexpected errors are stored, visits are written, what is announced is read again. A base that is
away stops nothing: errors are in the log already, the rest is done at the next turn.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connections

from jalons.foundation.accounts.limits import visits
from jalons.foundation.administration.announcements import current
from jalons.foundation.administration.failures import recording
from jalons.site import logs

TURN = 5.0  # seconds
_log = logging.getLogger(__name__)


def store_failures() -> None:
    """Store the unexpected errors that wait; one that cannot be stored is only in the log."""
    while logs.failures:
        recording.store(logs.failures.popleft())


WORK: tuple[Callable[[], None], ...] = (current.refresh, visits.write, store_failures)


class Beside:
    """The thread, from the start of a process to its end."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="beside", daemon=True)

    def start(self) -> None:
        """Begin, with a first turn at once."""
        self._thread.start()

    def stop(self) -> None:
        """Do a last turn, within two seconds."""
        self._ended.set()
        self._thread.join(2.0)

    def _loop(self) -> None:
        is_ended = False
        try:
            while not is_ended:
                self._turn()
                is_ended = self._ended.wait(TURN)
            self._turn()
        finally:
            connections.close_all()

    def _turn(self) -> None:
        close_old_connections()
        for work in WORK:
            try:
                work()
            except Exception as error:
                _log.warning("%s of this process did not end: %s", work.__qualname__, type(error))
