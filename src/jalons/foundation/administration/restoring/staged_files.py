"""The files of an authority, unpacked apart, then moved to its folders in one step each."""

from __future__ import annotations

import shutil
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from jalons.foundation.accounts.files import folders, quotas
from jalons.foundation.accounts.models import Authority
from jalons.foundation.administration.archive.authority_archive import STAGED
from jalons.foundation.administration.archive.parts import parts
from jalons.foundation.administration.archive.reading import FILES, Archive
from jalons.foundation.administration.errors import AdministrationError

ABANDONED = timedelta(days=1)  # after which what is there belongs to a restore that was killed
NOTE = "name"


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
        self.root.mkdir(parents=True, mode=0o700)
        for name in archive.files():
            target = self.root / name.removeprefix(FILES)
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as stream:
                for piece in archive.pieces(name):
                    stream.write(piece)

    def note(self, authority: Authority) -> None:
        """Write under which name rooms store what they restore, in case this process is killed."""
        (self.root / NOTE).write_text(authority.store_name, encoding="utf-8")

    def files(self) -> list[tuple[str, Path]]:
        """The files apart, by the name they had in the archive."""
        found = sorted(each for each in self.root.glob("*/**/*") if each.is_file())
        return [(each.relative_to(self.root).as_posix(), each) for each in found]

    def place(self, number: int) -> None:
        """Move them to the folders of the authority of that number, where nothing is."""
        for kind in sorted(each for each in self.root.iterdir() if each.is_dir()):
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


def forget_abandoned(*, now: datetime) -> int:
    """Erase what restores that were killed left, a day later; how many."""
    limit, count = (now - ABANDONED).timestamp(), 0
    for left in (folders.root() / STAGED).glob("*"):
        if left.stat().st_mtime < limit:
            note = left / NOTE
            name = note.read_text(encoding="utf-8") if note.exists() else ""
            if name and not Authority.objects.filter(Q(slug=name) | Q(tenant=name)).exists():
                for part in parts():
                    part.erase(Authority(pk=0, slug=name))
            shutil.rmtree(left, ignore_errors=True)
            count += 1
    return count
