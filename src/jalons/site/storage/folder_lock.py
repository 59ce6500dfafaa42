"""Who uses the data folder: one server on SQLite, several on PostgreSQL, nobody else in a restore.

Workers have a lock of their own: they may run beside a server, never under a restore.

The lock is on a file of ours, for the life of the process: the system gives it back however the
process ends.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jalons.kernel import JalonsError

NAME = "in-use.lock"
BACKUPS = "backup.lock"  # shared by backups, alone by a restore
WORKERS = "workers.lock"


class FolderInUseError(JalonsError):
    """Another process of the instance uses the data folder."""

    package = "jalons.site"


@contextmanager
def using(folder: Path, *, alone: bool, refusal: str, name: str = NAME) -> Iterator[None]:
    """Use the data folder until the block ends, alone or with others who share it.

    Raises ``FolderInUseError`` with the code ``refusal`` when another process uses it otherwise.
    """
    kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
    with (folder / name).open("ab") as lock:
        (folder / name).chmod(0o600)
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FolderInUseError(refusal, folder=folder) from error
        yield
