"""Files that appear whole, readable by their owner only, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """A file to write, mode 0600, put in place of ``path`` when the block ends without an error."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        with open(partial, "xb", opener=_owner_only) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name too is on the disk
    finally:
        os.close(folder)


def write_whole(path: Path, text: str) -> None:
    """Write a text file whole, mode 0600, or not at all."""
    with whole(path) as file:
        file.write(text.encode())


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
