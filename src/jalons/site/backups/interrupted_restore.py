"""A restore that was cut short is undone before anything else uses the instance."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

from jalons.site.storage.databases import BackupError
from jalons.site.storage.folder_lock import BACKUPS, WORKERS, FolderInUseError, using

from .moves import Moves

WORKING = (".backup-", ".verify-", ".restore-")  # folders of copies; only a kill leaves them


def moves_here() -> Moves:
    """The moves of a restore of this instance."""

    def load(dump: Path) -> None:
        from jalons.site.storage.postgresql import put_postgresql  # its driver may not be installed

        put_postgresql(dump)

    return Moves(settings.DATA_DIR, load=load)


def undo_interrupted_restore() -> bool:
    """Put back what a restore that was killed had moved; whether there was one.

    Copies of the databases that it, or a backup, left behind are erased. Raises
    ``FolderInUseError`` (restore_under_way) when it is not dead, and ``BackupError``
    (restore_unfinished) when something cannot go back.
    """
    moves = moves_here()
    if not moves.are_unfinished:
        _erase_copies()
        return False
    with restoring_alone(refusal="restore_under_way"):
        connection.close()
        try:
            if moves.are_unfinished:  # another process may have undone it meanwhile
                moves.undo()
        except (OSError, BackupError) as error:
            raise BackupError("restore_unfinished", why=error) from error
    _erase_copies()
    return True


def _erase_copies() -> None:
    folder: Path = settings.DATA_DIR
    left = [each for each in folder.iterdir() if each.name.startswith(WORKING)]
    if not left:
        return
    with (
        suppress(FolderInUseError),  # they serve a backup or a restore that runs
        using(folder, alone=True, refusal="backup_during_restore", name=BACKUPS),
    ):
        for each in left:
            shutil.rmtree(each, ignore_errors=True)


def backing_up() -> AbstractContextManager[None]:
    """Read the instance until the block ends, beside other backups but not beside a restore.

    Raises ``FolderInUseError`` (backup_during_restore).
    """
    return using(settings.DATA_DIR, alone=False, refusal="backup_during_restore", name=BACKUPS)


@contextmanager
def restoring_alone(*, refusal: str = "restore_in_use") -> Iterator[None]:
    """Have the instance alone until the block ends.

    Raises ``FolderInUseError``: ``refusal``; restore_during_backup.
    """
    folder: Path = settings.DATA_DIR
    with (
        using(folder, alone=True, refusal=refusal),
        using(folder, alone=True, refusal=refusal, name=WORKERS),
        using(folder, alone=True, refusal="restore_during_backup", name=BACKUPS),
    ):
        yield
