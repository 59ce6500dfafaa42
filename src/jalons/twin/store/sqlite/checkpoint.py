"""The write-ahead log moved into the file beside the writer, so that no write waits for it."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from pathlib import Path

from .schema import opened

EVERY_SECONDS = 0.5
ENOUGH = 8 << 20


class Checkpoints:
    """A thread that moves the log of ``path`` once over 8 MB; the writer goes on meanwhile."""

    def __init__(self, path: str, *, durability: str) -> None:
        self._log = Path(f"{path}-wal")
        self._connection = opened(path, durability=durability)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="twin-checkpoint", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            with contextlib.suppress(OSError, sqlite3.Error):  # tried again in a moment
                if self._log.stat().st_size > ENOUGH:
                    self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def close(self) -> None:
        """Stop, and give the connection back."""
        self._stop.set()
        self._thread.join()
        self._connection.close()
