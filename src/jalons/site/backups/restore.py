"""A backup put in place of the instance: all of it, or nothing changes."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import Error as DatabaseFailure
from django.db import connection

from jalons.foundation.accounts.files import folders
from jalons.site.storage.databases import (
    SIDES,
    TWIN,
    BackupError,
    free_of_others,
    main_file,
    twin_file,
)
from jalons.site.storage.machine_settings import has_own_key
from jalons.site.storage.migration import migrate, refuse_newer_archive, waits

from .archive import DATABASE, FILES, KEY, MANIFEST, PARTS, Manifest, manifest_of, unpacked
from .encryption import Passphrase
from .interrupted_restore import moves_here
from .moves import Moves


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place, and where what was there is now (None when there was nothing)."""

    manifest: Manifest
    aside: Path | None


def restore(source: Path, *, replace: bool, passphrase: Passphrase) -> Restored:
    """Put a backup in place of the instance, which must be stopped and its folder locked.

    ``source`` is an archive, or a folder ``before-restore-…`` of an earlier restore. It is unpacked
    beside the instance, checked and brought to this version there; then what was there is set aside
    and the parts are renamed into place. Killed meanwhile, it is undone by the next command.
    Raises ``BackupError``, the instance as it was: see ``archive.unpacked``; restore_would_replace
    when it has data and ``replace`` is false; restore_database_in_use; restore_twin_elsewhere;
    restore_files_elsewhere; restore_failed; restore_unfinished, the only one after which the next
    command undoes the rest.
    """
    if _has_data() and not replace:
        raise BackupError("restore_would_replace")
    try:
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as folder:
            staged = Path(folder)
            manifest = unpacked(source, staged, vendor=connection.vendor, passphrase=passphrase)
            if (staged / TWIN).exists() and twin_file() is None:
                raise BackupError("restore_twin_elsewhere")
            if (staged / FILES).exists() and not folders.dropped().is_local:
                raise BackupError("restore_files_elsewhere")
            refuse_newer_archive(staged / DATABASE, version=manifest.version)
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
    if waits(database):
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
    places = _places(manifest)
    aside = settings.DATA_DIR / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    moves = moves_here()
    with _or_nothing(moves):
        moves.begin(staged)
        moves.make(aside)
        _put_dump(staged, aside, moves)
        for name, place in places.items():
            _set_aside(name, place, aside, moves)
        for name, place in places.items():
            if (staged / name).exists():
                moves.move(staged / name, place)
        # never absent: a process that finds none makes another
        if (staged / KEY).exists() and has_own_key(settings.OPTIONS):
            moves.replace(staged / KEY, settings.DATA_DIR / KEY, aside=aside / KEY)
        if connection.vendor == "postgresql":
            migrate()
        parts = tuple(name for name in PARTS if (aside / name).exists())
        before = manifest_of(connection.vendor, parts=parts)
        moves.write(aside / MANIFEST, lambda _: before.write(aside))
        moves.end()
    if DATABASE not in parts:  # a key made a moment ago by this very command
        shutil.rmtree(aside)
        return None
    return aside


def _places(manifest: Manifest) -> dict[str, Path]:
    """Where each part but the key goes; what the backup says it leaves out stays as it is."""
    places = {} if manifest.files == "left_out" else {FILES: settings.DATA_DIR / FILES}
    if (main := main_file()) is not None:
        places[DATABASE] = main
    if (twin := twin_file()) is not None and manifest.twin not in ("left_out", "in_database"):
        places[TWIN] = twin
    return places


def _put_dump(staged: Path, aside: Path, moves: Moves) -> None:
    """On PostgreSQL: what is there dumped aside, then the unpacked dump in its place."""
    if connection.vendor != "postgresql":
        return
    from jalons.site.storage.postgresql import dump_postgresql  # its driver may not be installed

    connection.close()
    moves.write(aside / DATABASE, dump_postgresql)
    moves.load(staged / DATABASE, before=aside / DATABASE)


def _set_aside(name: str, place: Path, aside: Path, moves: Moves) -> None:
    for side in ("", *SIDES):
        file = place.with_name(f"{place.name}{side}")
        if file.exists():
            moves.move(file, aside / f"{name}{side}")


@contextmanager
def _or_nothing(moves: Moves) -> Iterator[None]:
    """Undo every move when the block ends by an error; later when it cannot be done now."""
    try:
        yield
    except BaseException as error:
        connection.close()
        try:
            if moves.are_unfinished:
                moves.undo()
        except (OSError, BackupError) as problem:
            raise BackupError("restore_unfinished", why=problem) from error
        raise
