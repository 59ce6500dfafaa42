"""The files of an authority, unpacked apart, then put into its folders when its rows are there."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from jalons.foundation.accounts.files import folders, quotas
from jalons.foundation.accounts.files.stores import PIECE
from jalons.foundation.accounts.models import Authority
from jalons.foundation.administration.archive.authority_archive import Pieces
from jalons.foundation.administration.archive.parts import parts
from jalons.foundation.administration.archive.reading import FILES, STAGED, Archive
from jalons.foundation.administration.errors import AdministrationError

ABANDONED = timedelta(days=1)  # after which what is noted belongs to a restore that was killed


class StagedFiles:
    """Files on their way to the folders of an authority; ``folder`` is of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._placed = folder, set[str]()
        self._note = f"{STAGED}/{uuid.uuid4().hex}"

    def unpack(self, archive: Archive) -> None:
        """Write them apart. Raises ``AdministrationError`` (``restore_disk``)."""
        floor = settings.OPTIONS["DISK_FLOOR_MB"] * quotas.MB
        if quotas.free_bytes() - archive.size < floor:
            raise AdministrationError("restore_disk", size=quotas.megabytes(archive.size))
        for name in archive.files():
            target = self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as stream:
                for piece in archive.pieces(name):
                    stream.write(piece)

    def note(self, *authorities: Authority) -> None:
        """Write under which names rooms store what may be nobody's if this process is killed."""
        names = "\n".join(each.store_name for each in authorities)
        folders.dropped().write(self._note, names.encode())

    def files(self) -> list[tuple[str, Pieces]]:
        """The files apart, by the name they had in the archive."""
        root = self.folder / FILES
        found = sorted(each for each in root.glob("**/*") if each.is_file())
        return [(each.relative_to(root).as_posix(), partial(_pieces, each)) for each in found]

    def place(self, number: int) -> None:
        """Put them into the folders of the authority of that number, where nothing is."""
        for name, _pieces_of in self.files():
            kind, _slash, rest = name.partition("/")
            self._placed.add(f"{kind}/{number}")
            folders.dropped().put(f"{kind}/{number}/{rest}", self.folder / FILES / name)

    def take_back(self) -> None:
        """Erase what was placed: the restore failed."""
        for folder in self._placed:
            folders.dropped().erase(folder)

    def end(self) -> None:
        """Forget the note."""
        folders.dropped().delete(self._note)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            yield piece


def forget_abandoned(*, now: datetime) -> int:
    """Erase what rooms stored for restores that were killed, or for what these replaced.

    A day later; how many restores.
    """
    limit, store = (now - ABANDONED).timestamp(), folders.dropped()
    old = [each.name for each in store.walk(STAGED) if each.changed < limit]
    for note in old:
        for name in b"".join(store.pieces(note)).decode().splitlines():
            if not Authority.objects.filter(Q(slug=name, tenant="") | Q(tenant=name)).exists():
                for part in parts():
                    part.erase(Authority(pk=0, slug=name))
        store.delete(note)
    return len(old)
