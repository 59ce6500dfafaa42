"""The write-ahead log moved into the file beside the writer, so that no write waits for it."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from pathlib import Path

from .schema import LOG_SIZE, opened

BUSY, IDLE = 0.05, 0.5  # seconds between two looks
CALM = 2.0  # seconds without a write after which what waits is moved


class Checkpoints:
    """A thread that moves the log of ``path`` when writing pauses, or once ``LOG_SIZE`` waits.

    A page that many commits changed is moved once: the later, the less is written. Not too late
    either: moving waits for the disk, and the disk makes the writer wait.

    No file of SQLite is opened here, the size of the log is read by ``stat``: a descriptor of ours
    on a file SQLite locks would drop, when closed, every lock of this process on it, and the next
    process that opens the store would believe itself alone. A log moved to its end starts again at
    its beginning, cut back to ``LOG_SIZE``: one that is larger has more than that to move.
    """

    def __init__(self, path: str, *, durability: str) -> None:
        self._log = Path(f"{path}-wal")
        self._connection = opened(path, durability=durability)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="twin-checkpoint", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        before = moved = 0
        changed, pause = time.monotonic(), IDLE
        while not self._stop.wait(pause):
            with contextlib.suppress(OSError, sqlite3.Error):  # tried again soon
                size = self._log.stat().st_size
                (seen,) = self._connection.execute("PRAGMA data_version").fetchone()
                changed = changed if seen == before else time.monotonic()
                rested = time.monotonic() - changed > CALM
                if seen != moved and (size > LOG_SIZE or rested):
                    moved = seen if self._move() else moved
                pause = IDLE if seen == before else BUSY
                before = seen

    def _move(self) -> bool:
        """Move what no reader still needs; whether all of the log was moved."""
        row = self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        _busy, frames, done = row
        return bool(frames == done)

    def close(self) -> None:
        """Stop, and give the connection back."""
        self._stop.set()
        self._thread.join()
        self._connection.close()
