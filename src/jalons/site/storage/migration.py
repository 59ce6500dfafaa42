"""Brings the tables of an instance to this version: one process at a time, never backwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from jalons.foundation.accounts import row_security
from jalons.kernel import JalonsError

from .databases import BackupError

LOCK = 0x6A616C6F6E73_02  # of PostgreSQL, for the whole of the preparation
TABLE = "django_migrations"
SHOWN = 3

type Names = set[tuple[str, str]]


class MigrationError(JalonsError):
    """The tables cannot be brought to this version."""

    package = "jalons.site"


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other process prepares the same PostgreSQL database, then stop others.

    SQLite needs no such lock: its folder has one process. The lock is on a connection of its own,
    in a transaction, so that a pooler between two machines respects it.
    """
    if connection.vendor != "postgresql":
        yield
        return
    gate = connection.copy()
    try:
        gate.set_autocommit(False)
        with gate.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield
    finally:
        gate.close()


def migrate() -> None:
    """Bring the tables to this version, those of the shared cache too.

    Raises ``MigrationError`` (``database_newer``), the tables as they were.
    """
    refuse_newer()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    row_security.install()


def refuse_newer() -> None:
    """Raise ``MigrationError`` (``database_newer``) when a later Jalons changed the tables."""
    if found := unknown(set(MigrationRecorder(connection).applied_migrations())):
        raise MigrationError("database_newer", names=_shown(found))


def refuse_newer_archive(database: Path, *, version: str) -> None:
    """Raise ``BackupError`` (``backup_newer``) when a later Jalons wrote an unpacked database."""
    if unknown(_applied_in(database)):
        raise BackupError("backup_newer", version=version)


def unknown(applied: Names) -> Names:
    """The migrations among ``applied`` that this version does not have, nor had."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = set(loader.disk_migrations)
    known |= {each for migration in loader.disk_migrations.values() for each in migration.replaces}
    return applied - known


def _applied_in(database: Path) -> Names:
    if connection.vendor == "postgresql":
        from .postgresql import rows_of_dump  # its driver may not be installed

        return {(row["app"], row["name"]) for row in rows_of_dump(database, TABLE)}
    with closing(sqlite3.connect(database)) as file:
        there = file.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (TABLE,)).fetchone()
        rows = file.execute(f"SELECT app, name FROM {TABLE}") if there else []  # noqa: S608
        return {(str(app), str(name)) for app, name in rows}


def _shown(found: Names) -> str:
    names = [f"{app}.{name}" for app, name in sorted(found)]
    return ", ".join(names[:SHOWN]) + ("…" if len(names) > SHOWN else "")
