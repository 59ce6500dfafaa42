"""The files the rooms store for an authority: for its quota, its export and its erasure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jalons.foundation.accounts.files.quotas import DroppedFile, DroppedFiles
from jalons.foundation.accounts.models import Authority


@dataclass(frozen=True, slots=True)
class FilesOfRooms:
    """The files of every room, one list after the other."""

    rooms: tuple[DroppedFiles, ...]

    def of(self, authority: Authority) -> Sequence[DroppedFile]:
        """The files of an authority, the largest first."""
        found = [each for room in self.rooms for each in room.of(authority)]
        return sorted(found, key=lambda each: -each.size)

    def empty_trash(self, authority: Authority) -> int:
        """Erase the deleted files of an authority at once; returns their number."""
        return sum(room.empty_trash(authority) for room in self.rooms)
