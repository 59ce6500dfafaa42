"""The one door to the files of the instance: those people dropped, in ``<kind>/<authority>/``.

Documents made again on demand and the secrets of rooms are stored apart, by the same words. All
three are folders of this machine, or parts of a bucket that several machines share: nobody else
walks a folder. Only what a person deleted, or what belongs to a trial that ended, is erased at
once. What belongs to an authority that is not in the base is set aside for 30 days first: the base
may be the wrong one, or be restored late.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from django.conf import settings
from django.core.files.storage import storages
from django.db.models.fields.files import FieldFile

from jalons.foundation.accounts.files.stores import FileStore, FolderStore
from jalons.foundation.accounts.models import Authority

ASIDE = "aside"  # then the day, the kind and the id
SET_ASIDE_FOR = timedelta(days=30)


def dropped() -> FileStore:
    """Every file dropped on this instance, by kind and authority."""
    return cast("FileStore", storages["default"])


def rendered() -> FileStore:
    """Documents made from the data, by authority; no backup needs them."""
    return _beside("rendered")


def secrets() -> FileStore:
    """What rooms encrypt or sign with: outside the base, and in no backup of it."""
    return _beside("secrets")


def _beside(name: str) -> FileStore:
    if dropped().is_local:
        return FolderStore(location=Path(settings.DATA_DIR) / name)
    return cast("FileStore", storages[name])


def root() -> Path:
    """The folder of the files; only where they are stored in one (``dropped().is_local``)."""
    return Path(settings.DATA_DIR) / "files"


def near(file: FieldFile) -> Path:
    """A stored file on this machine, to read: itself, or a copy that stays for an hour."""
    return cast("FileStore", file.storage).near(str(file.name))


def copied(file: FieldFile) -> AbstractContextManager[Path]:
    """The same for one reading: no copy of what is erased tomorrow stays anywhere."""
    return cast("FileStore", file.storage).copied(str(file.name))


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder of this machine to make a file in, erased when the block ends.

    On the disk of the files: ``FileStore.put`` then only renames.
    """
    folder = root() if dropped().is_local else Path(settings.DATA_DIR) / "copies"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".making-", dir=folder) as made:
        yield Path(made)


def erase(owner: int) -> None:
    """Erase every file of an authority that was deleted on purpose."""
    store = dropped()
    for kind in store.parts(""):
        store.erase(f"{kind}/{owner}")
    rendered().erase(str(owner))


def set_aside_orphans(*kinds: str, now: datetime) -> int:
    """Set aside the folders of authorities unknown to the database; how many."""
    known = {str(pk) for pk in Authority.objects.values_list("pk", flat=True)}
    store = dropped()
    orphans = [
        (kind, owner)
        for kind in kinds
        for owner in store.parts(kind)
        if owner.isdigit() and owner not in known
    ]
    for kind, owner in orphans:
        day = f"{ASIDE}/{now:%Y-%m-%d}/{kind}"
        store.move(f"{kind}/{owner}", f"{day}/{_free(owner, set(store.parts(day)))}")
    return len(orphans)


def _free(name: str, taken: set[str]) -> str:
    """The name itself, or the first of ``name-2``, ``name-3``, … that nothing has taken."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found


def forget_set_aside(*, now: datetime) -> int:
    """Erase what was set aside more than 30 days ago; how many days of it."""
    store = dropped()
    days = [each for each in store.parts(ASIDE) if _is_past(each, now)]
    for day in days:
        store.erase(f"{ASIDE}/{day}")
    return len(days)


def forget_workshops(*, now: datetime) -> None:
    """Erase what a process that was killed left of what it was making, a day ago at least."""
    if dropped().is_local:
        for left in root().glob(".making-*"):
            if left.stat().st_mtime < (now - timedelta(days=1)).timestamp():
                shutil.rmtree(left, ignore_errors=True)


def _is_past(name: str, now: datetime) -> bool:
    try:
        return date.fromisoformat(name) < (now - SET_ASIDE_FOR).date()
    except ValueError:  # not one of ours
        return False


@contextmanager
def mirrored(store: FileStore, prefix: str) -> Iterator[Path]:
    """A folder of this machine with what is stored under ``prefix``, for what works on folders.

    In a bucket: copied here, and what changed goes back when the block ends, even by an error; in
    the order of time, so that a list never comes before what it names. One at a time: see
    ``alone``.
    """
    if store.is_local:
        yield store.near(prefix)
        return
    with workshop() as made:
        for each in store.walk(prefix):
            path = made / each.name.removeprefix(f"{prefix}/")
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(b"".join(store.pieces(each.name)))
        before = _marks(made)
        try:
            yield made
        finally:
            after = _marks(made)
            for path in sorted(after, key=after.__getitem__):
                if after[path] != before.get(path):
                    store.write(f"{prefix}/{path}", (made / path).read_bytes())
            for path in before.keys() - after.keys():
                store.delete(f"{prefix}/{path}")


def _marks(folder: Path) -> dict[str, tuple[int, int]]:
    """When each file of a folder was written, and its number: another one once it is replaced."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            said = path.stat()
            found[path.relative_to(folder).as_posix()] = said.st_mtime_ns, said.st_ino
    return found
