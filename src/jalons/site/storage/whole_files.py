"""Files that appear whole, readable by their owner only, or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def whole(path: Path, *, replace: bool = True) -> Iterator[IO[bytes]]:
    """A file to write, mode 0600, put in place of ``path`` when the block ends without an error.

    Raises ``FileExistsError`` when the file is there meanwhile and is not to be replaced.
    """
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}.partial")
    try:
        with open(partial, "xb", opener=_owner_only) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _name(partial, path, replace=replace)
    finally:
        partial.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name too is on the disk
    finally:
        os.close(folder)


def write_whole(path: Path, text: str, *, replace: bool = True) -> None:
    """Write a text file whole, mode 0600, or not at all; ``FileExistsError`` as ``whole``."""
    with whole(path, replace=replace) as file:
        file.write(text.encode())


def _name(partial: Path, path: Path, *, replace: bool) -> None:
    if replace:
        partial.replace(path)
        return
    try:
        path.hardlink_to(partial)  # which refuses a name that is there, unlike a rename
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP):
            raise
        partial.replace(path)  # a disk without links: the last of two that start together wins


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
