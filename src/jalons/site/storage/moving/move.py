"""A base copied whole into one of the other kind, compared, and only then said to be the right one.

What is read is one state of the source, which nothing changes. What is written is in one
transaction, or in files that get their names at the end: a move that stops anywhere leaves a target
that is empty, and said to be unfinished.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from jalons.foundation.tasks.models import Job
from jalons.site.models import InstanceName
from jalons.site.options import twin_address
from jalons.site.storage.databases import (
    TWIN,
    free_of_others,
    main_file,
    room_store,
    same_database,
    twin_file,
)
from jalons.site.storage.migration import refuse_newer
from jalons.site.storage.moved_folder import mark_moved, refuse_former

from . import copying
from .faults import SHOWN, looked_at, orphans
from .tables import Fingerprint, MoveError, Step, Table, count, tables, unknown_tables
from .targets import PARTIAL, PostgresqlTarget, SqliteTarget, Target

SQLITE = "sqlite"
# Hears how many rows are to be read in all, then of each part done
type Progress = tuple[Callable[[int], object], Step]


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved and compared, and what is to be known."""

    tables: int
    rows: int
    jobs: int  # that wait, and will be done from the new base
    left: tuple[str, ...]  # tables that no part of this version knows
    twin: Any  # what was copied of the twin, None when it stays where it is
    aside: Path | None  # where the former files of the target are


def move(to: str, twin_to: str, *, replace: bool, progress: Progress) -> Moved:
    """Move the base to ``to``, and the twin to ``twin_to`` unless it is "".

    Either is an address of PostgreSQL or ``sqlite``, the file of the data folder. The instance is
    stopped and its folder locked. Raises ``MoveError``, ``MovedError``, ``MigrationError`` or
    ``BackupError`` (restore_database_in_use), the source as it was and the target empty.
    """
    known, instance = tables(), _ready_source(to, twin_to)
    target = _target(to)
    there = _within(to, twin_to)
    try:
        target.prepare(known, replace=replace, instance=instance, schema=there)
        with target.whole_or_nothing(), copying.snapshot(connection):
            done = _moved(target, known, twin_to, progress, replace=replace)
            aside = target.finish()
            mark_moved(
                settings.DATA_DIR, database=target.vendor, twin=_kind(twin_to) if twin_to else None
            )
            return Moved(*done, aside=aside)
    except DatabaseError as error:
        raise MoveError("move_failed", why=" ".join(str(error).split())[:300]) from error


def _ready_source(to: str, twin_to: str) -> Any:
    """The name of the instance, once its base is at this version and used by nobody else."""
    if _kind(to) == connection.vendor:
        raise MoveError("move_same_kind", kind=connection.vendor)
    if twin_to and (_kind(twin_to) != _kind(to) or _is_twin(twin_to)):
        raise MoveError("move_twin_kind")
    refuse_former()
    refuse_newer()
    executor = MigrationExecutor(connection)
    instance = None
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        instance = InstanceName.objects.values_list("name", flat=True).first()
    if instance is None:
        raise MoveError("move_migrate_first")
    if connection.vendor == "postgresql":
        _refuse_used()
    connection.close()
    for file in (main_file(), twin_file() if twin_to else None):
        if file is not None:
            free_of_others(file)
    return instance


def _refuse_used() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND usename = current_user AND pid <> pg_backend_pid()"
        )
        if (others := int(cursor.fetchone()[0])) > 0:
            raise MoveError("move_source_in_use", count=others)


def _kind(address: str) -> str:
    return SQLITE if address == SQLITE else "postgresql"


def _is_twin(address: str) -> bool:
    """Whether the twin is at an address already."""
    if address == SQLITE:
        return twin_file() == settings.DATA_DIR / TWIN
    return twin_file() is None and same_database(address, twin_address())


def _target(to: str) -> Target:
    folder = settings.DATA_DIR
    return SqliteTarget(folder=folder) if to == SQLITE else PostgresqlTarget(to, folder=folder)


def _within(to: str, twin_to: str) -> str:
    """The schema of the twin when it goes from a file to the database of the main base.

    It is what ``replace`` may empty: one that the instance reads today never is.
    """
    declared = room_store()
    if declared is None or twin_file() is None or twin_to in ("", SQLITE):
        return ""
    return declared[1].schema if same_database(to, twin_to) else ""


def _moved(
    target: Target, known: list[Table], twin_to: str, progress: Progress, *, replace: bool
) -> tuple[int, int, int, tuple[str, ...], Any]:
    counted = sum(count(connection, each) for each in known)
    begin, step = progress
    begin(3 * counted)
    expected = _looked_at(known, step)
    with copying.filling(target.base):
        copying.copy(connection, target.base, known, step)
        copying.compare(connection, target.base, expected, known, step)
        twin = _copy_twin(target, twin_to, again=replace) if twin_to else None
        target.settle()
    waiting = Job.unscoped.filter(state__in=(Job.State.QUEUED, Job.State.RUNNING))
    jobs = waiting.count()
    left = tuple(unknown_tables(connection, known))
    return len(known), sum(each.count for each in expected.values()), jobs, left, twin


def _looked_at(known: list[Table], step: Step) -> dict[str, Fingerprint]:
    """The fingerprint of each table of the source; ``MoveError`` (move_faults)."""
    faults = list(orphans(connection, known))
    expected: dict[str, Fingerprint] = {}
    for table in known:
        if len(faults) < SHOWN:
            expected[table.name] = looked_at(connection, table, faults, step)
    if faults:
        raise MoveError("move_faults", faults="\n".join(f"  {each}" for each in faults[:SHOWN]))
    return expected


def _copy_twin(target: Target, twin_to: str, *, again: bool) -> Any:
    """What was copied of the twin, compared by the room itself; None when there is none."""
    declared, file = room_store(), twin_file()
    if declared is None or (file is not None and not file.exists()):
        return None
    room, store = declared
    address = twin_to
    if twin_to == SQLITE:
        place = settings.DATA_DIR / TWIN
        partial = place.with_name(f"{place.name}{PARTIAL}")
        target.also(partial, place)
        address = f"sqlite:///{partial}"
    try:
        return room.load(store.copied)(twin_address(), address, again=again)
    except OSError as error:
        raise MoveError("move_twin_failed", why=error) from error
