"""How much space the files of an authority take, and whether one more is accepted.

What is counted is what is stored in the folders of the authority, results computed from its files
included, and what rooms store in the base. Files made again on demand (exports, public pages,
documents) are not counted. A refused file is not stored.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection, transaction
from django.utils.translation import gettext as _

from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.ports.journal_port import record
from jalons.foundation.design.page_language import number_words
from jalons.kernel.contracts import Port

MB = 1_000_000
NEAR = 0.8  # share of a quota from which people are informed
FRESH = 60  # seconds: a bucket is not counted again meanwhile, unless the authority changes it
MADE_AGAIN = frozenset({folders.ASIDE, "exports", "publications", "documents"})


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """A file somebody brought: its size in bytes, the page where it can be deleted.

    ``trashed_at`` is when it was deleted: it still takes room until it is erased.
    """

    name: str
    size: int
    url: str
    at: datetime
    trashed_at: datetime | None = None
    in_base: bool = False


class DroppedFiles(Protocol):
    """What the rooms say of the files they store: see ``site.wiring``."""

    def of(self, authority: Authority) -> Sequence[DroppedFile]:
        """The files of an authority, deleted ones included until they are erased."""

    def empty_trash(self, authority: Authority) -> int:
        """Erase its deleted files at once; how many."""


dropped_files: Port[DroppedFiles] = Port("accounts_dropped_files")


@dataclass(frozen=True, slots=True)
class Usage:
    """What the files of an authority take, of what they may, in bytes and in number."""

    taken: int
    files: int
    most: int
    most_files: int

    @property
    def is_near(self) -> bool:
        """Whether little room is left."""
        return self.taken >= NEAR * self.most or self.files >= NEAR * self.most_files


def quota_of(authority: Authority) -> tuple[int, int]:
    """The most bytes and files of an authority: its own values, else those of the instance."""
    kind = "TRIAL_QUOTA" if authority.kind == Authority.Kind.TRIAL else "QUOTA"
    megabytes, files = authority.quota_mb, authority.quota_files
    if megabytes is None:
        megabytes = settings.OPTIONS[f"{kind}_MB"]
    return megabytes * MB, settings.OPTIONS[f"{kind}_FILES"] if files is None else files


def usage_of(authority: Authority) -> Usage:
    """What the files of an authority take now."""
    known = dropped_files().of(authority)
    in_base = sum(each.size for each in known if each.in_base)
    most, most_files = quota_of(authority)
    return Usage(_on_disk(authority.pk) + in_base, len(known), most, most_files)


def sizes() -> Counter[int]:
    """The bytes of the files of every authority, by primary key."""
    store = folders.dropped()
    if store.is_local:
        return _by_owner(
            (owner, store.weight(f"{kind}/{owner}"))
            for kind in _kinds()
            for owner in store.parts(kind)
        )
    every = ((each.name.split("/"), each.size) for each in store.walk(""))
    return _by_owner(
        (path[1], size) for path, size in every if len(path) > 2 and _is_counted(path[0])
    )


def _by_owner(counted: Iterable[tuple[str, int]]) -> Counter[int]:
    found: Counter[int] = Counter()
    for owner, size in counted:
        if owner.isdigit():
            found[int(owner)] += size
    return found


def sizes_of(authority: Authority) -> Counter[str]:
    """The bytes on the disk of one authority, by folder of files."""
    store = folders.dropped()
    return Counter({kind: store.weight(f"{kind}/{authority.pk}") for kind in _kinds()})


def admit(*, authority: Authority, size: int) -> None:
    """Accept a file of ``size`` bytes, or raise ``AccountsError``.

    Codes: ``quota_bytes``, ``quota_files``, ``disk_full``. To be called in the transaction that
    stores the file: two files that come at once wait for each other.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("admit a file within the transaction that stores it")
    locked = Authority.objects.select_for_update().get(pk=authority.pk)
    usage = usage_of(locked)
    words: dict[str, Any] = {
        "size": megabytes(size), "taken": megabytes(usage.taken), "most": megabytes(usage.most),
        "files": usage.files, "most_files": usage.most_files,
    }  # fmt: skip
    if usage.files + 1 > usage.most_files:
        raise AccountsError("quota_files", **words)
    if usage.taken + size > usage.most:
        raise AccountsError("quota_bytes", **words)
    if free_bytes() - size < settings.OPTIONS["DISK_FLOOR_MB"] * MB:
        raise AccountsError("disk_full")


@transaction.atomic
def empty_trash(*, user: User | AnonymousUser, authority: Authority) -> int:
    """Erase the deleted files of an authority at once, for good; how many."""
    count = dropped_files().empty_trash(authority)
    if count:
        record()(
            request_user=user,
            authority=authority,
            verb="removed",
            urn=authority.urn,
            label=_("Deleted files"),
            before={"files": count},
        )
    return count


def is_nearly_full(authority: Authority) -> bool:
    """Whether an authority is near its quota, from the sizes of its folders only."""
    return _on_disk(authority.pk) >= NEAR * quota_of(authority)[0]


def disk_bytes() -> tuple[int, int]:
    """The whole room of the disk of the files, and what is left of it."""
    found = shutil.disk_usage(settings.DATA_DIR)
    return found.total, found.free


def free_bytes() -> int:
    """The room left on the disk of the files."""
    return disk_bytes()[1]


def megabytes(size: int) -> str:
    """A size in megabytes, in words: 12,3, and whole from 100."""
    decimals = 1 if size < 100 * MB else 0
    return number_words(size / MB, decimals)


def _kinds() -> list[str]:
    return [each for each in folders.dropped().parts("") if _is_counted(each)]


def _is_counted(kind: str) -> bool:
    return kind not in MADE_AGAIN and not kind.startswith(".")


def _on_disk(owner: int) -> int:
    store = folders.dropped()
    if store.is_local:
        return sum(store.weight(f"{kind}/{owner}") for kind in _kinds())
    from jalons.foundation.accounts.files.buckets import weight_key

    counted = cache.get_or_set(
        weight_key(owner), lambda: sum(store.weight(f"{kind}/{owner}") for kind in _kinds()), FRESH
    )
    return int(counted or 0)
