"""The write-ahead log moved into the file beside the writer, so that no write waits for it."""

from __future__ import annotations

import contextlib
import sqlite3
import struct
import threading
from pathlib import Path

from .schema import opened

EVERY_SECONDS = 0.5
SETTLED = 1 << 20
MOST = 64 << 20


class Checkpoints:
    """A thread that moves the log of ``path`` when writing pauses, or once it holds 64 MB.

    Moving waits for the disk, and the disk makes the writer wait: every half second, it would be
    one write in a hundred.
    """

    def __init__(self, path: str, *, durability: str) -> None:
        self._index = Path(f"{path}-shm")
        self._connection = opened(path, durability=durability)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="twin-checkpoint", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        before = 0
        while not self._stop.wait(EVERY_SECONDS):
            with contextlib.suppress(OSError, sqlite3.Error, struct.error):  # tried again soon
                waiting = log_waiting(self._index.read_bytes())
                if waiting > MOST or (waiting == before and waiting > SETTLED):
                    self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
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
