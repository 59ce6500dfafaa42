"""The databases of an instance: where they are, whether they are sound, copied and put back."""

from __future__ import annotations

import contextlib
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from jalons.foundation.rooms import Room, Store, rooms
from jalons.kernel import JalonsError

TWIN = "twin.sqlite3"
SIDES = ("-wal", "-shm", "-journal")  # what SQLite may leave beside a file
BIG = 1_000_000_000  # bytes from which indexes are no longer compared with their tables


class BackupError(JalonsError):
    """A backup cannot be written, read or put back."""

    package = "jalons.site"


def main_file() -> Path | None:
    """The SQLite file of the instance, None when it uses PostgreSQL."""
    return Path(settings.DATABASES["default"]["NAME"]) if connection.vendor == "sqlite" else None


def room_store() -> tuple[Room, Store] | None:
    """What a room stores beside the base, with its room; None when no room does."""
    return next(((room, room.web.store) for room in rooms() if room.web.store), None)


def twin_file() -> Path | None:
    """The SQLite file of the twin, wherever it is, None when it uses PostgreSQL."""
    address = settings.OPTIONS["TWIN_STORE"]
    if not address:
        return Path(settings.DATA_DIR / TWIN)
    return Path(address.removeprefix("sqlite:///")) if address.startswith("sqlite:") else None


def twin_is_in_main() -> bool:
    """Whether the twin is in the PostgreSQL database of the instance, and so in its dump."""
    if connection.vendor != "postgresql":
        return False
    return same_database(*(settings.OPTIONS[name] for name in ("TWIN_STORE", "DATABASE_URL")))


def same_database(one: str, other: str) -> bool:
    """Whether two addresses of PostgreSQL are of one database, whoever signs in."""
    return _database_at(one) == _database_at(other)


def _database_at(address: str) -> tuple[str, int, str]:
    parts = urlsplit(address)
    return parts.hostname or "localhost", parts.port or 5432, parts.path


def check_sound(file: Path, *, name: Path | str = "") -> str:
    """Read a SQLite file whole; the check that was run, by SQLite's name.

    ``integrity_check``, or ``quick_check`` from 1 GB: it does not compare indexes with tables.
    Raises ``BackupError`` (database_damaged), which says ``name``, the file by default.
    """
    check = "integrity_check" if file.stat().st_size < BIG else "quick_check"
    try:
        with closing(sqlite3.connect(file, timeout=30)) as database:
            found = [row[0] for row in database.execute(f"PRAGMA {check}(1)")]
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and "malformed" not in str(error):
            raise BackupError("database_unreadable", file=name or file, why=error) from error
        found = [str(error)]
    if found != ["ok"]:
        why = found[0].splitlines()[-1]
        raise BackupError("database_damaged", file=name or file, why=why)
    return check


def free_of_others(file: Path) -> None:
    """Bring the log of a SQLite file into it, which only works when nobody else has it open.

    Raises ``BackupError`` (restore_database_in_use). A damaged file is left as it is.
    """
    if not file.exists():
        return
    with contextlib.suppress(sqlite3.DatabaseError), closing(sqlite3.connect(file)) as database:
        try:
            (mode,) = database.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            mode = "wal"
        if mode == "wal":
            raise BackupError("restore_database_in_use", file=file)


def copy_sqlite(file: Path, target: Path) -> None:
    """Copy a SQLite file that may be in use, whole; raises ``BackupError`` (database_damaged)."""
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    except sqlite3.OperationalError as error:
        raise BackupError("database_unreadable", file=file, why=error) from error
    except sqlite3.DatabaseError as error:
        raise BackupError("database_damaged", file=file, why=error) from error
