"""A backup put in place of the instance: all of it, or nothing changes."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import Error as DatabaseFailure
from django.db import connection

from .archive import DATABASE, FILES, KEY, MANIFEST, PARTS, Manifest, manifest_of, unpacked
from .databases import (
    SIDES,
    TWIN,
    BackupError,
    dump_postgresql,
    free_of_others,
    main_file,
    put_postgresql,
    twin_file,
)

type Undo = list[Callable[[], object]]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place, and where what was there is now (None when there was nothing)."""

    manifest: Manifest
    aside: Path | None


def restore(source: Path, *, replace: bool) -> Restored:
    """Put a backup in place of the instance, which must be stopped and its folder locked.

    ``source`` is an archive, or a folder ``before-restore-…`` of an earlier restore. It is unpacked
    beside the instance, checked and brought to this version there; then what was there is set aside
    and the parts are renamed into place. Raises ``BackupError``, the instance as it was: see
    ``archive.unpacked``; restore_would_replace when it has data and ``replace`` is false;
    restore_database_in_use; restore_twin_elsewhere; restore_failed.
    """
    if _has_data() and not replace:
        raise BackupError("restore_would_replace")
    try:
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as folder:
            staged = Path(folder)
            manifest = unpacked(source, staged, vendor=connection.vendor)
            if (staged / TWIN).exists() and twin_file() is None:
                raise BackupError("restore_twin_elsewhere")
            _bring_to_this_version(staged / DATABASE)
            return Restored(manifest, _exchange(staged, manifest))
    except (OSError, sqlite3.Error, DatabaseFailure) as error:
        raise BackupError("restore_failed", why=error) from error


def _has_data() -> bool:
    """Whether somebody has an account here; a damaged database counts as data."""
    main = main_file()
    if main is not None and not main.exists():
        return False
    try:
        if "accounts_user" not in connection.introspection.table_names():
            return False
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM accounts_user")
            return int(cursor.fetchone()[0]) > 0
    except DatabaseFailure:
        return True
    finally:
        connection.close()


def _bring_to_this_version(database: Path) -> None:
    """Migrate an unpacked SQLite database where it is, before anything else moves."""
    if connection.vendor != "sqlite":
        return
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
    free_of_others(database)


def _exchange(staged: Path, manifest: Manifest) -> Path | None:
    """Set what is there aside and put the unpacked parts in place; where the former is."""
    for file in (main_file(), twin_file()):
        if file is not None:
            free_of_others(file)
    places = _places(staged, manifest)
    aside = settings.DATA_DIR / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    with _or_nothing() as undo:
        aside.mkdir(mode=0o700)
        undo.append(aside.rmdir)  # which refuses when something could not go back
        _put_dump(staged, aside, undo)
        for name, place in places.items():
            _set_aside(name, place, aside, undo)
        for name, place in places.items():
            if (staged / name).exists():
                _move(staged / name, place, undo)
        if connection.vendor == "postgresql":
            call_command("migrate", interactive=False, verbosity=0)
        parts = tuple(name for name in PARTS if (aside / name).exists())
        undo.append(lambda: (aside / MANIFEST).unlink(missing_ok=True))
        manifest_of(connection.vendor, parts=parts).write(aside)
        os.sync()
    if DATABASE not in parts:  # a key made a moment ago by this very command
        shutil.rmtree(aside)
        return None
    return aside


def _places(staged: Path, manifest: Manifest) -> dict[str, Path]:
    """Where each part goes; what the backup says it leaves out stays as it is."""
    places = {FILES: settings.DATA_DIR / FILES}
    if (staged / KEY).exists():
        places[KEY] = settings.DATA_DIR / KEY
    if (main := main_file()) is not None:
        places[DATABASE] = main
    if (twin := twin_file()) is not None and manifest.twin not in ("left_out", "in_database"):
        places[TWIN] = twin
    return places


def _put_dump(staged: Path, aside: Path, undo: Undo) -> None:
    """On PostgreSQL: what is there dumped aside, then the unpacked dump in its place."""
    if connection.vendor != "postgresql":
        return
    connection.close()
    dump = aside / DATABASE
    undo.append(lambda: dump.unlink(missing_ok=True))
    dump_postgresql(dump)
    put_postgresql(staged / DATABASE)
    undo.append(lambda: put_postgresql(dump))


def _set_aside(name: str, place: Path, aside: Path, undo: Undo) -> None:
    for side in ("", *SIDES):
        file = place.with_name(f"{place.name}{side}")
        if file.exists():
            _move(file, aside / f"{name}{side}", undo)


def _move(path: Path, target: Path, undo: Undo) -> None:
    """Rename, or copy to another disk; never into a folder that is already there."""
    if target.exists():
        raise FileExistsError(f"{target} is in the way")
    undo.append(lambda: _back(path, target))
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(path, target)


def _back(path: Path, target: Path) -> None:
    """Undo a move, even one that stopped halfway between two disks."""
    if path.exists():  # what arrived of it is a part of a copy
        shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
    elif target.exists():
        shutil.move(target, path)


@contextmanager
def _or_nothing() -> Iterator[Undo]:
    """Undo, last first, what was noted, when the block ends by an error."""
    undo: Undo = []
    try:
        yield undo
    except BaseException:
        for step in reversed(undo):
            with contextlib.suppress(OSError):
                step()
        raise
