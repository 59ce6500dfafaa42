"""The files of an authority, unpacked apart, then moved to its folders in one step each."""

from __future__ import annotations

import shutil
import time
import uuid
from pathlib import Path

from django.conf import settings

from jalons.foundation.accounts.files import folders, quotas
from jalons.foundation.administration.archive.authority_archive import STAGED
from jalons.foundation.administration.archive.reading import FILES, Archive
from jalons.foundation.administration.errors import AdministrationError

ABANDONED = 86_400  # seconds after which what is there belongs to a restore that was killed


class StagedFiles:
    """Files on their way to the folders of an authority."""

    def __init__(self) -> None:
        self.root = folders.root() / STAGED / uuid.uuid4().hex
        self._placed: list[Path] = []

    def unpack(self, archive: Archive) -> None:
        """Write them apart. Raises ``AdministrationError`` (``restore_disk``)."""
        floor = settings.OPTIONS["DISK_FLOOR_MB"] * quotas.MB
        if quotas.free_bytes() - archive.size < floor:
            raise AdministrationError("restore_disk", size=quotas.megabytes(archive.size))
        _forget_abandoned()
        self.root.mkdir(parents=True, mode=0o700)
        for name in archive.files():
            target = self.root / name.removeprefix(FILES)
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as stream:
                for piece in archive.pieces(name):
                    stream.write(piece)

    def place(self, number: int) -> None:
        """Move them to the folders of the authority of that number, where nothing is."""
        for kind in sorted(self.root.iterdir()):
            target = folders.root() / kind.name / str(number)
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                raise FileExistsError(target)
            kind.rename(target)
            self._placed.append(target)

    def take_back(self) -> None:
        """Erase what was placed: the restore failed."""
        for target in self._placed:
            shutil.rmtree(target, ignore_errors=True)
        self.forget()

    def forget(self) -> None:
        """Erase what is left apart."""
        shutil.rmtree(self.root, ignore_errors=True)


def _forget_abandoned() -> None:
    for left in (folders.root() / STAGED).glob("*"):
        if left.stat().st_mtime < time.time() - ABANDONED:
            shutil.rmtree(left, ignore_errors=True)
