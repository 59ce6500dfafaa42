"""The moves of a restore, each written down before it is made: cut short at any moment, they are
undone from what was written.

A part vanishes from its place at once, once it is whole in the other. So a part that is still in
its first place is whole there, and what bears its name in the second is a copy that may go.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jalons.kernel import JalonsError

NAME = "restore.journal"
ARRIVING, LEAVING = ".arriving", ".leaving"  # what is copied to another disk, and its source


class Moves:
    """The steps of one restore, in a file of the data folder until they are ended or undone."""

    def __init__(self, folder: Path, *, load: Callable[[Path], object]) -> None:
        """``load`` puts a dump in place of the PostgreSQL database."""
        self._file, self._load = folder / NAME, load

    @property
    def are_unfinished(self) -> bool:
        """Whether a restore was cut short here, or is under way."""
        return self._file.exists()

    def begin(self, staged: Path) -> None:
        """Say where the unpacked parts wait."""
        self._note("staged", staged)

    def make(self, folder: Path) -> None:
        """Make a private folder."""
        self._note("made", folder)
        folder.mkdir(mode=0o700)

    def write(self, file: Path, how: Callable[[Path], object]) -> None:
        """Write a file that was not there."""
        self._note("wrote", file)
        how(file)

    def load(self, dump: Path, *, before: Path) -> None:
        """Put a dump in place of the database; ``before`` is that of what it replaces."""
        self._note("loaded", before)
        try:
            self._load(dump)
        except JalonsError:  # it was refused whole: there is nothing to put back
            self._note("refused")
            raise

    def move(self, path: Path, target: Path) -> None:
        """Move a file or a folder, also to another disk; never onto what is there."""
        if target.exists():
            raise FileExistsError(f"{target} is in the way")
        self._note("moved", path, target)
        _moved(path, target)

    def replace(self, path: Path, target: Path, *, aside: Path) -> None:
        """Put a file in place of another, which is copied aside: one of the two is always there."""
        self._note("replaced", target, aside)
        arriving = _beside(aside, ARRIVING)
        shutil.copy2(target, arriving)
        arriving.rename(aside)
        path.replace(target)

    def end(self) -> None:
        """Everything is in place, on the disk too: nothing is to be undone any more."""
        os.sync()
        self._note("ended")
        self._file.unlink()

    def undo(self) -> None:
        """Undo what was written down, last first; an ended restore is left as it is.

        Raises ``OSError`` when something cannot go back: the steps stay, to be undone later.
        """
        steps = self._steps()
        if not any(step[0] == "ended" for step in steps):
            refused = any(step[0] == "refused" for step in steps)
            for kind, *paths in reversed(steps):
                if not (refused and kind == "loaded"):
                    self._undo_one(kind, *(Path(path) for path in paths))
        for kind, *paths in steps:
            if kind == "staged":
                shutil.rmtree(paths[0], ignore_errors=True)
        self._file.unlink()

    def _undo_one(self, kind: str, *paths: Path) -> None:
        if kind == "moved":
            _back(*paths)
        elif kind == "replaced":
            _remove(_beside(paths[1], ARRIVING))
            if paths[1].exists():
                paths[1].replace(paths[0])
        elif kind == "wrote":
            paths[0].unlink(missing_ok=True)
        elif kind == "made":
            with contextlib.suppress(FileNotFoundError):
                paths[0].rmdir()  # refused when something could not go back
        elif kind == "loaded":
            self._load(paths[0])

    def _note(self, *step: object) -> None:
        with open(self._file, "ab", opener=_owner_only) as journal:
            journal.write(json.dumps([str(part) for part in step]).encode() + b"\n")
            journal.flush()
            os.fsync(journal.fileno())

    def _steps(self) -> list[Any]:
        """The steps written down; a last one cut short was not begun."""
        steps = []
        for line in self._file.read_bytes().splitlines():
            try:
                steps.append(json.loads(line))
            except ValueError:
                break
        return steps


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _moved(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _to_another_disk(path, target)


def _to_another_disk(path: Path, target: Path) -> None:
    """Copy beside the target, give the copy its name, then take the source away at once."""
    arriving, leaving = _beside(target, ARRIVING), _beside(path, LEAVING)
    _remove(arriving)
    _remove(leaving)
    if path.is_dir():
        shutil.copytree(path, arriving)
    else:
        shutil.copy2(path, arriving)
    os.sync()
    arriving.rename(target)
    path.rename(leaving)
    _remove(leaving)


def _back(path: Path, target: Path) -> None:
    _remove(_beside(target, ARRIVING))
    _remove(_beside(path, LEAVING))
    if path.exists():
        _remove(target)
    elif target.exists():
        _moved(target, path)


def _beside(path: Path, side: str) -> Path:
    return path.with_name(f"{path.name}{side}")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
