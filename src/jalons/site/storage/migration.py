"""Brings the tables of an instance to this version: one process at a time, never backwards."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import AbstractContextManager, closing
from functools import cache
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from jalons import __version__
from jalons.foundation.accounts.files import locks
from jalons.foundation.accounts.limits import row_security
from jalons.kernel import JalonsError
from jalons.site.models import InstanceName

from .databases import BackupError

TABLE = "django_migrations"
SHOWN = 3
FIRST = "0.1.0"  # whose tables are the first that later versions expand

type Names = set[tuple[str, str]]


class MigrationError(JalonsError):
    """The tables cannot be brought to this version."""

    package = "jalons.site"


def one_at_a_time() -> AbstractContextManager[None]:
    """Wait until no other process prepares the same PostgreSQL database, then stop others."""
    return locks.alone("migration")


def migrate() -> None:
    """Bring the tables to this version, those of the shared cache too.

    Raises ``MigrationError`` (``database_newer``), the tables as they were.
    """
    refuse_newer()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    row_security.install()
    note_oldest()


def refuse_newer() -> None:
    """Raise ``MigrationError`` (``database_newer``) when a later Jalons changed the tables."""
    if found := unknown(set(MigrationRecorder(connection).applied_migrations())):
        raise MigrationError("database_newer", names=_shown(found))


def note_oldest() -> None:
    """Write in the base which version is the oldest that these tables still serve."""
    InstanceName.objects.update(oldest_version=oldest_served(_on_disk().values()))


def oldest_served(migrations: Iterable[Migration]) -> str:
    """The oldest version that may work on tables with all these migrations.

    One that removes or narrows something names, in ``stopped_use_in``, the first version that does
    without: those before it fail on the tables.
    """
    named = (getattr(each, "stopped_use_in", FIRST) for each in migrations)
    return max((FIRST, *named), key=numbers)


def numbers(version: str) -> tuple[int, ...]:
    """A version, to compare."""
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def refuse_unfit() -> None:
    """Raise ``MigrationError`` when this version cannot work on the tables as they are.

    ``migrations_waiting`` when they are of an earlier version. Those of a later one are good as
    long as nothing this version uses was removed: else ``database_too_new``.
    """
    applied = set(MigrationRecorder(connection).applied_migrations())
    if found := sorted(waiting(applied)):
        raise MigrationError("migrations_waiting", names=_shown(set(found)), count=len(found))
    if found_newer := unknown(applied):
        oldest = InstanceName.objects.values_list("oldest_version", flat=True).first() or ""
        if not oldest or numbers(__version__) < numbers(oldest):
            names = _shown(found_newer)
            raise MigrationError("database_too_new", names=names, oldest=oldest or "?")


def waiting(applied: Names) -> Names:
    """The migrations of this version that are not done, nor what they replace."""
    left = {key: set(each.replaces) for key, each in _on_disk().items() if key not in applied}
    return {key for key, replaced in left.items() if not replaced or not replaced <= applied}


@cache
def _on_disk() -> dict[tuple[str, str], Migration]:
    """The migrations of this version; those of a later one, installed meanwhile, are not read."""
    found: dict[tuple[str, str], Migration] = MigrationLoader(
        None, ignore_no_migrations=True
    ).disk_migrations
    return found


def refuse_newer_archive(database: Path, *, version: str) -> None:
    """Raise ``BackupError`` (``backup_newer``) when a later Jalons wrote an unpacked database."""
    if unknown(_applied_in(database)):
        raise BackupError("backup_newer", version=version)


def waits(database: Path) -> bool:
    """Whether an unpacked database is of an earlier version."""
    return bool(waiting(_applied_in(database)))


def unknown(applied: Names) -> Names:
    """The migrations among ``applied`` that this version does not have, nor had."""
    known = set(_on_disk())
    known |= {each for migration in _on_disk().values() for each in migration.replaces}
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
