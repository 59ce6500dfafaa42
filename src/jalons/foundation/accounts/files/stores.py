"""Where files are stored: the folder of a machine, or (``buckets``) a store that several share.

Both are storages of Django with a few more words. Names are paths with slashes, below the store.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.core.files.storage import FileSystemStorage

PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a store.

    ``changed_ns`` is when it was written, since 1970; ``mark`` is another when it changes.
    """

    name: str
    size: int
    changed_ns: int
    mark: str

    @property
    def changed(self) -> float:
        """When it changed, in seconds since 1970."""
        return self.changed_ns / 1e9


class FileStore(Protocol):
    """What a store can do beside what every storage of Django does."""

    is_local: bool

    def find(self, name: str) -> StoredFile | None:
        """A file, None when there is none of that name."""

    def walk(self, prefix: str) -> Iterator[StoredFile]:
        """The files under a folder, at any depth, by name."""

    def parts(self, prefix: str) -> list[str]:
        """The names of the folders in a folder, in order."""

    def weight(self, prefix: str) -> int:
        """The bytes of the files under a folder."""

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, piece by piece. Raises ``FileNotFoundError``."""

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all, in place of the one before."""

    def append(self, name: str, content: bytes) -> None:
        """Write at the end of a file, made if it is not there; by one process at a time."""

    def put(self, name: str, made: Path) -> None:
        """Store a file made on this machine, in place of the one before; it leaves its place."""

    def move(self, name: str, target: str) -> None:
        """Give a file, or a folder, another name; nothing has that one yet."""

    def delete(self, name: str) -> None:
        """Erase a file, if it is there."""

    def erase(self, prefix: str) -> None:
        """Erase everything under a folder."""

    def use(self, name: str) -> None:
        """Say that a file is used today: those nobody uses are erased one day."""

    def near(self, name: str) -> Path:
        """A file on this machine, to read: itself, or a copy that stays an hour at least."""

    def copied(self, name: str) -> AbstractContextManager[Path]:
        """The same for one reading: a copy is erased when the block ends."""


class FolderStore(FileSystemStorage):
    """A folder of this machine, or that several machines mount."""

    is_local = True

    def find(self, name: str) -> StoredFile | None:
        """A file of the folder."""
        try:
            return _described(name, self.near(name).stat())
        except (OSError, ValueError):  # gone, or a name that no file can have
            return None

    def walk(self, prefix: str) -> Iterator[StoredFile]:
        """The files there; one that is erased meanwhile is left out."""
        root = Path(self.path(prefix or "."))
        for folder, folders, names in os.walk(root, followlinks=True):
            folders.sort()
            for each in sorted(names):
                path = Path(folder, each)
                if found := self.find(path.relative_to(self.path(".")).as_posix()):
                    yield found

    def parts(self, prefix: str) -> list[str]:
        """The folders in a folder."""
        try:
            with os.scandir(self.path(prefix or ".")) as entries:
                return sorted(each.name for each in entries if each.is_dir())
        except FileNotFoundError:
            return []

    def weight(self, prefix: str) -> int:
        """The bytes under a folder; a file erased meanwhile counts 0."""
        return _weight(self.path(prefix))

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a file."""
        with self.near(name).open("rb") as stream:
            while piece := stream.read(PIECE):
                yield piece

    def write(self, name: str, content: bytes) -> None:
        """Write for the owner only, beside, then rename."""
        path = self._place(name)
        part = path.with_name(f".{secrets.token_hex(8)}")
        try:
            part.touch(mode=0o600)
            part.write_bytes(content)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def append(self, name: str, content: bytes) -> None:
        """Write at its end."""
        with open(self._place(name), "ab", opener=_owner_only) as file:
            file.write(content)

    def put(self, name: str, made: Path) -> None:
        """Rename into place, also from another disk."""
        path = self._place(name)
        made.chmod(0o600)
        try:
            made.replace(path)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            part = path.with_name(f".{secrets.token_hex(8)}")
            shutil.copyfile(made, part)
            part.chmod(0o600)
            part.replace(path)
            made.unlink()

    def move(self, name: str, target: str) -> None:
        """Rename."""
        Path(self.path(name)).rename(self._place(target))

    def erase(self, prefix: str) -> None:
        """Erase a folder."""
        shutil.rmtree(self.path(prefix), ignore_errors=True)

    def use(self, name: str) -> None:
        """Date the file of now."""
        os.utime(self.path(name))

    def near(self, name: str) -> Path:
        """The file itself."""
        return Path(self.path(name))

    def copied(self, name: str) -> AbstractContextManager[Path]:
        """The file itself."""
        return nullcontext(self.near(name))

    def _place(self, name: str) -> Path:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _described(name: str, found: os.stat_result) -> StoredFile | None:
    if not stat.S_ISREG(found.st_mode):
        return None
    mark = f"{found.st_mtime_ns:x}-{found.st_size:x}"
    return StoredFile(name, found.st_size, found.st_mtime_ns, mark)


def _weight(folder: str) -> int:
    try:
        with os.scandir(folder) as entries:
            return sum(_weight(each.path) if each.is_dir() else _size(each) for each in entries)
    except FileNotFoundError:
        return 0


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_size
    except FileNotFoundError:
        return 0
