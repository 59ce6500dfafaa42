"""One file that holds an instance: its database, its twin, its files, its secret key."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from jalons import __version__
from jalons.kernel import JalonsError

MANIFEST = "jalons-backup.json"
KEPT = ("files", "secret_key")
TWIN = "twin.sqlite3"  # unless the option TWIN_STORE puts it elsewhere


class BackupError(JalonsError):
    """A backup cannot be written or read."""

    package = "jalons.site"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    version: str
    made_at: str
    database: str

    def to_dict(self) -> dict[str, Any]:
        """The manifest as JSON values."""
        return asdict(self)


def write_backup(file: Path) -> Manifest:
    """Write a consistent copy of the instance, which may be running, into ``file`` (.tar.gz).

    The database is copied first and files are never rewritten in place, so every file the copied
    database speaks of is in the archive. Raises ``BackupError`` when the folder cannot be written
    or the PostgreSQL tools are missing.
    """
    manifest = Manifest(
        __version__, datetime.now(UTC).isoformat(timespec="seconds"), connection.vendor
    )
    partial = file.with_name(file.name + ".partial")
    try:
        with tempfile.TemporaryDirectory() as folder, tarfile.open(partial, "w:gz") as archive:
            copied = Path(folder)
            (copied / MANIFEST).write_text(json.dumps(manifest.to_dict()), encoding="utf-8")
            _copy_database(copied / "database")
            archive.add(copied / MANIFEST, MANIFEST)
            archive.add(copied / "database", "database")
            for name in KEPT:
                if (path := settings.DATA_DIR / name).exists():
                    archive.add(path, name)
            if (twin := settings.DATA_DIR / TWIN).exists():
                _copy_sqlite(twin, copied / TWIN)
                archive.add(copied / TWIN, TWIN)
        partial.replace(file)
    except OSError as error:
        raise BackupError("backup_unwritable", file=file, why=error.strerror) from error
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def read_backup(file: Path, *, replace: bool) -> Manifest:
    """Put the backup in ``file`` in place of the instance, which must be stopped.

    What was there is kept beside it, in ``before-restore-<time>``. Raises ``BackupError`` when the
    file is not a backup, comes from a newer version or another database, or when the instance
    already has data and ``replace`` is false.
    """
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        unpacked = Path(folder)
        manifest = _unpack(file, unpacked)
        if manifest.database != connection.vendor:
            raise BackupError("backup_other_database", database=manifest.database)
        if _version(manifest.version) > _version(__version__):
            raise BackupError("backup_newer", version=manifest.version)
        if _has_data():
            if not replace:
                raise BackupError("restore_would_replace")
            _set_aside()
        _put_database(unpacked / "database")
        for name in (*KEPT, TWIN):
            if (unpacked / name).exists():
                for leftover in _beside(name):
                    leftover.unlink(missing_ok=True)
                shutil.move(unpacked / name, settings.DATA_DIR / name)
    call_command("migrate", interactive=False, verbosity=0)
    return manifest


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _unpack(file: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(file, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        return Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (tarfile.TarError, OSError, EOFError, ValueError, TypeError) as error:
        raise BackupError("backup_unreadable", file=file) from error


def _has_data() -> bool:
    return "accounts_user" in connection.introspection.table_names() and _count_users() > 0


def _count_users() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user")
        return int(cursor.fetchone()[0])


def _set_aside() -> None:
    aside = settings.DATA_DIR / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    aside.mkdir()
    _copy_database(aside / "database")
    paths = [settings.DATA_DIR / name for name in (*KEPT, TWIN)] + _beside(TWIN)
    for path in paths:
        if path.exists():
            shutil.move(path, aside / path.name)


def _beside(name: str) -> list[Path]:
    """What SQLite may leave beside a file of the twin: it must not be read with another file."""
    return [settings.DATA_DIR / f"{name}{end}" for end in ("-wal", "-shm")] if name == TWIN else []


def _copy_database(target: Path) -> None:
    if connection.vendor == "postgresql":
        _postgresql("pg_dump", "--format=custom", f"--file={target}")
        return
    _copy_sqlite(settings.DATABASES["default"]["NAME"], target)


def _copy_sqlite(file: Path, target: Path) -> None:
    """Copy a SQLite file that may be in use, whole."""
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _put_database(copy: Path) -> None:
    connection.close()
    if connection.vendor == "postgresql":
        _postgresql("pg_restore", "--clean", "--if-exists", "--no-owner", str(copy))
        return
    with (
        closing(sqlite3.connect(copy)) as source,
        closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as target,
    ):
        source.backup(target)


def _postgresql(tool: str, *arguments: str) -> None:
    if shutil.which(tool) is None:
        raise BackupError("postgresql_tool_missing", tool=tool)
    database = connection.settings_dict
    address = {
        "PGHOST": database["HOST"],
        "PGPORT": str(database["PORT"]),
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PATH": str(Path(shutil.which(tool) or "").parent),
    }
    name = str(database["NAME"])
    done = subprocess.run(  # noqa: S603 - fixed program, arguments of our own
        [tool, f"--dbname={name}", *arguments],
        env={key: value for key, value in address.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError("postgresql_tool_failed", tool=tool, why=done.stderr.strip()[-300:])
