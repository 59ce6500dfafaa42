"""One file with a whole instance: its database, its twin, its files, its secret key."""

from __future__ import annotations

import os
import re
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection

from jalons.foundation.accounts.files import folders
from jalons.site.storage.databases import (
    TWIN,
    BackupError,
    check_sound,
    copy_sqlite,
    main_file,
    twin_file,
    twin_is_in_main,
)
from jalons.site.storage.machine_settings import has_own_key
from jalons.site.storage.whole_files import whole

from .archive import DATABASE, FILES, KEY, MANIFEST, Manifest, listed, manifest_of, unpacked
from .encryption import Passphrase, Sealed

LEVEL = 6  # of 9: the last three cost as much again for 1 % less
DATED = re.compile(r"jalons-\d{8}T\d{6}Z\.tar\.gz(\.age)?")


def dated(folder: Path, *, encrypted: bool) -> Path:
    """The file of a backup made now in a folder where several are retained."""
    name = f"jalons-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar.gz"
    return folder / (f"{name}.age" if encrypted else name)


def write_backup(
    file: Path, *, with_key: bool = True, passphrase: Passphrase | None = None
) -> Manifest:
    """Write a consistent copy of the instance, which may be running, into ``file`` (.tar.gz).

    The database is copied first and files are never rewritten in place, so every file the copied
    database speaks of is in the archive. The copies are read whole before the archive is made, and
    it appears whole, readable by its owner only; with a passphrase, it is encrypted on its way to
    the disk. A twin on another PostgreSQL database is not in it: ``twin`` of the manifest says
    left_out, and so does ``files`` for those of a bucket. Raises ``BackupError`` when a database is
    damaged, the folder cannot be written or the PostgreSQL tools are missing.
    """
    secret = passphrase() if passphrase is not None else None
    try:
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".backup-") as folder:
            manifest = _copied(Path(folder), with_key=with_key)
            with whole(file) as written, _packing(written, secret) as archive:
                for name in (MANIFEST, DATABASE, TWIN):
                    if (path := Path(folder) / name).exists():
                        archive.add(path, name)
                for name in (FILES, KEY):
                    if name in manifest.parts:
                        _add(archive, settings.DATA_DIR / name, name)
    except OSError as error:
        raise BackupError("backup_unwritable", file=file, why=error.strerror) from error
    return manifest


def verify_backup(source: Path, *, passphrase: Passphrase) -> Manifest:
    """Unpack a backup beside the instance, as a restore would, and check it; nothing changes."""
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".verify-") as folder:
        return unpacked(source, Path(folder), vendor=None, passphrase=passphrase)


def remove_older(folder: Path, *, keep: int, passphrase: Passphrase) -> list[Path]:
    """Remove all but the ``keep`` last dated backups of a folder; those removed.

    The last one is read to its end first: nothing is removed when it cannot be.
    """
    every = sorted(path for path in folder.iterdir() if DATED.fullmatch(path.name))
    listed(every[-1], passphrase)
    gone = every[:-keep]
    for path in gone:
        path.unlink()
    return gone


def _copied(folder: Path, *, with_key: bool) -> Manifest:
    """Copy the databases into a folder, found sound; the manifest, written beside them."""
    checks = [_copy(main, folder / DATABASE)] if (main := main_file()) else []
    if main is None:
        from jalons.site.storage.postgresql import (
            dump_postgresql,
        )  # its driver may not be installed

        dump_postgresql(folder / DATABASE)
    twin = twin_file()
    if twin is None:
        state = "in_database" if twin_is_in_main() else "left_out"
    elif twin.exists():
        checks.append(_copy(twin, folder / TWIN))
        state = "included"
    else:
        state = "none"
    is_local = folders.dropped().is_local
    there = [FILES] if is_local else []
    there += [KEY] if with_key and has_own_key(settings.OPTIONS) else []
    parts = (
        *(name for name in (DATABASE, TWIN) if (folder / name).exists()),
        *(name for name in there if (settings.DATA_DIR / name).exists()),
    )
    manifest = manifest_of(connection.vendor, parts=parts, twin=state, checks=tuple(checks),
                           files="" if is_local else "left_out")  # fmt: skip
    manifest.write(folder)
    return manifest


@contextmanager
def _packing(written: IO[bytes], secret: str | None) -> Iterator[tarfile.TarFile]:
    """An archive to fill; encrypted under a passphrase, sealed when the block ends well."""
    sealed = Sealed(written, secret) if secret is not None else None
    with tarfile.open(
        fileobj=sealed or written, mode="w:gz", compresslevel=LEVEL, dereference=True
    ) as archive:
        yield archive
    if sealed is not None:
        sealed.finish()


def _copy(file: Path, target: Path) -> str:
    copy_sqlite(file, target)
    return check_sound(target, name=file)


def _add(archive: tarfile.TarFile, path: Path, name: str) -> None:
    """Add a file or a folder; what is erased meanwhile is what the copied database lacks too."""
    for each in (path, *_under(path)):
        try:
            archive.add(
                each, f"{name}/{each.relative_to(path)}".removesuffix("/."), recursive=False
            )
        except FileNotFoundError:
            continue


def _under(path: Path) -> Iterator[Path]:
    """Everything under a folder, also where a link leads: another disk may have the files."""
    for folder, inside, files in os.walk(path, followlinks=True):
        yield from (Path(folder) / name for name in sorted([*inside, *files]))
