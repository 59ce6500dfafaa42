"""The parts of a backup, read and checked before use."""

from __future__ import annotations

import errno
import gzip
import json
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from jalons import __version__
from jalons.site.storage.databases import SIDES, TWIN, BackupError, check_sound, room_store

from .encryption import Passphrase, is_encrypted, opened

MANIFEST = "jalons-backup.json"
DATABASE, FILES, KEY = "database", "files", "secret_key"
PARTS = (DATABASE, TWIN, FILES, KEY)
GZIP, POSTGRESQL_DUMP = b"\x1f\x8b", b"PGDMP"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest of a backup; ``twin`` is included, none, in_database or left_out.

    ``files`` is left_out when they are in a bucket.
    """

    version: str
    made_at: str
    database: str
    parts: tuple[str, ...] = ()
    twin: str = ""
    checks: tuple[str, ...] = ()
    files: str = ""

    @property
    def has_key(self) -> bool:
        """Whether the secret key of the instance is in it."""
        return KEY in self.parts

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    def write(self, folder: Path) -> Path:
        """Write it among the parts of a backup; where."""
        file = folder / MANIFEST
        file.write_text(json.dumps(self.to_dict()), encoding="utf-8")
        return file


def manifest_of(vendor: str, *, parts: tuple[str, ...], **more: Any) -> Manifest:
    """The manifest of what this version makes now."""
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(__version__, made_at, vendor, parts=parts, **more)


def listed(file: Path, passphrase: Passphrase) -> int:
    """Read an archive to its last byte; the bytes it takes once unpacked.

    ``passphrase`` is called for an encrypted one only.
    Raises ``BackupError``: backup_not_ours, backup_damaged, backup_cannot_read,
    backup_passphrase_wrong, backup_encrypted_otherwise.
    """
    with _explained(file):
        size, names = 0, set()
        with _packed(file, passphrase) as packed:
            with tarfile.open(fileobj=packed, mode="r|") as archive:
                for member in archive:
                    names.add(member.name)
                    size += member.size
            while packed.read(1 << 20):  # the sum of the whole stands at its end
                pass
    if MANIFEST not in names:
        raise BackupError("backup_not_ours", file=file)
    return size


@contextmanager
def _packed(file: Path, passphrase: Passphrase) -> Iterator[gzip.GzipFile]:
    """The tar inside an archive, decrypted and decompressed as it is read."""
    with file.open("rb") as raw:
        plain: IO[bytes] = raw
        if is_encrypted(file):
            plain = opened(file, raw, passphrase)
        elif not _starts(file, GZIP):
            raise BackupError("backup_not_ours", file=file)
        with gzip.open(plain) as packed:
            yield packed


def unpacked(source: Path, folder: Path, *, vendor: str | None, passphrase: Passphrase) -> Manifest:
    """Unpack a backup, or what a restore set aside, into an empty folder, and check every part.

    ``vendor`` is the database it must come from, None for any.
    Raises ``BackupError``: backup_not_ours, backup_damaged, backup_no_space, backup_newer,
    backup_other_database, database_damaged; those of ``listed``.
    """
    if source.is_dir():
        _copy_aside(source, folder)
    else:
        size = listed(source, passphrase)
        _room(folder, size)
        with (
            _explained(source),
            _packed(source, passphrase) as packed,
            tarfile.open(fileobj=packed, mode="r|") as archive,
        ):
            archive.extractall(folder, members=_ours(archive), filter="data")
    manifest = _manifest(source, folder)
    _check(source, folder, manifest, vendor)
    return manifest


def _ours(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    return (each for each in archive if each.name.split("/")[0] in (MANIFEST, *PARTS))


def _copy_aside(source: Path, folder: Path) -> None:
    """Copy the folder a restore set aside; its databases may still have a log beside them."""
    if not (source / MANIFEST).is_file():
        raise BackupError("backup_not_ours", file=source)
    logs = [f"{name}{side}" for name in (DATABASE, TWIN) for side in SIDES if side != "-shm"]
    present = [path for name in (MANIFEST, *PARTS, *logs) if (path := source / name).exists()]
    every = [file for path in present for file in (path, *path.rglob("*")) if file.is_file()]
    _room(folder, sum(file.stat().st_size for file in every))
    with _explained(source):
        for path in present:
            copy = shutil.copytree if path.is_dir() else shutil.copy2
            copy(path, folder / path.name)


def _manifest(source: Path, folder: Path) -> Manifest:
    known = {field.name for field in fields(Manifest)}
    try:
        raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        values = {name: value for name, value in raw.items() if name in known}
        lists = {name: tuple(values.get(name, ())) for name in ("parts", "checks")}
        manifest = Manifest(**values | lists)
        texts = (manifest.version, manifest.made_at, manifest.database, manifest.twin,
                 manifest.files)  # fmt: skip
        if not all(isinstance(text, str) for text in texts) or not _version(manifest.version):
            raise BackupError("backup_not_ours", file=source)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise BackupError("backup_not_ours", file=source) from error
    return manifest


def _version(text: str) -> tuple[int, ...]:
    numbers = re.match(r"\d+(\.\d+)*", text)
    return tuple(int(part) for part in numbers[0].split(".")) if numbers else ()


def _check(source: Path, folder: Path, manifest: Manifest, vendor: str | None) -> None:
    if _version(manifest.version) > _version(__version__):
        raise BackupError("backup_newer", version=manifest.version)
    for part in {DATABASE, *manifest.parts}:
        if not (folder / part).exists():
            raise BackupError("backup_incomplete", file=source, part=part)
    if (folder / KEY).exists() and not (folder / KEY).read_bytes().strip():
        raise BackupError("backup_incomplete", file=source, part=KEY)
    if vendor is not None and manifest.database != vendor:
        raise BackupError("backup_other_database", database=manifest.database)
    if manifest.database == "sqlite":
        check_sound(folder / DATABASE, name=f"{source} / {DATABASE}")
    elif not _starts(folder / DATABASE, POSTGRESQL_DUMP):
        raise BackupError("backup_damaged", file=source)
    if (folder / TWIN).exists():
        check_sound(folder / TWIN, name=f"{source} / {TWIN}")
        if _is_later(folder / TWIN):
            raise BackupError("backup_newer", version=manifest.version)


def _is_later(file: Path) -> bool:
    """Whether a later version made a file of what a room stores."""
    found = room_store()
    if found is None:
        return False
    room, store = found
    return bool(room.load(store.is_later)(file))


def _starts(file: Path, mark: bytes) -> bool:
    with file.open("rb") as start:
        return start.read(len(mark)) == mark


def _room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size:
        raise BackupError("backup_no_space", folder=folder, size=size / 1e6, free=free / 1e6)


@contextmanager
def _explained(source: Path) -> Iterator[None]:
    """Say why an archive cannot be read: damaged, a disk too small, or the system's reason."""
    try:
        yield
    except tarfile.FilterError as error:  # a member that would leave the folder
        raise BackupError("backup_not_ours", file=source) from error
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BackupError("backup_damaged", file=source) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise BackupError("backup_disk_full", file=source) from error
        raise BackupError("backup_cannot_read", file=source, why=error.strerror) from error
