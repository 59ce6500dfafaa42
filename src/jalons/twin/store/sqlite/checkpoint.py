"""The write-ahead log moved into the file beside the writer, so that no write waits for it."""

from __future__ import annotations

import contextlib
import sqlite3
import struct
import threading
from pathlib import Path

from .schema import opened

BUSY, IDLE = 0.05, 0.5  # seconds between two looks
SETTLED = 1 << 20
MOST = 4 << 20
HEADER = 128


class Checkpoints:
    """A thread that moves the log of ``path`` when writing pauses, or once 4 MB wait.

    Moving waits for the disk, and the disk makes the writer wait: little and often, so that no
    write waits long.
    """

    def __init__(self, path: str, *, durability: str) -> None:
        self._index = Path(f"{path}-shm")
        self._connection = opened(path, durability=durability)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="twin-checkpoint", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        before, pause = 0, IDLE
        while not self._stop.wait(pause):
            with contextlib.suppress(OSError, sqlite3.Error, struct.error):  # tried again soon
                with self._index.open("rb") as index:
                    waiting = log_waiting(index.read(HEADER))
                if waiting > MOST or (waiting == before and waiting > SETTLED):
                    self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                pause = IDLE if waiting == before else BUSY
                before = waiting

    def close(self) -> None:
        """Stop, and give the connection back."""
        self._stop.set()
        self._thread.join()
        self._connection.close()


def log_waiting(index: bytes) -> int:
    """The bytes of the log not yet moved into the file, from the index SQLite keeps of it.

    Source: SQLite, "WAL-mode File Format", section 2.1: the size of a page at 14, the frames of
    the log at 16, those moved at 96, in the byte order of the machine.
    """
    size: int
    frames: int
    moved: int
    size, frames = struct.unpack_from("=HI", index, 14)
    (moved,) = struct.unpack_from("=I", index, 96)
    return max(0, frames - moved) * (65_536 if size == 1 else size)
