"""What an authority shares: its record, its folder, the files of its signed list, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.federation.engine.sharing import WorkDescription
from jalons.federation.store.rules import warned_before
from jalons.federation.web.sharing.models import Repository
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.models import Authority, publishing
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import day_words, number_words

FOLDER = "sharing"  # of files, by authority
PUBLIC = ("metadata", "targets")  # the folders of a repository that everybody may read


def repository_of(authority: Authority) -> Repository:
    """What an authority shares; a new record, with its SIREN and name, before it chose."""
    found = living(Repository, authority).select_related("authority__territory").first()
    if found is not None:
        return found
    siren = (authority.territory.siren or "") if authority.territory else ""
    return Repository(authority=authority, siren=siren, name=authority.name)


def shared_by(slug: str) -> Repository | None:
    """What the authority of that name shares now; None when it shares nothing."""
    rows = Repository.unscoped.filter(publishing("authority__"), deleted_at=None, active=True)
    return rows.filter(authority__slug=slug).select_related("authority").first()


def folder_of(authority: Authority) -> Path:
    """The folder that everybody may read while the authority shares."""
    return folders.root() / FOLDER / str(authority.pk) / "repository"


def secrets_of(authority: Authority) -> Path:
    """The folder of its private keys, outside of what is shared and of backups."""
    return Path(settings.DATA_DIR) / "secrets" / FOLDER / str(authority.pk)


def public_file(authority: Authority, path: str) -> Path | None:
    """A file of what is shared, by its path there; None for anything else."""
    folder = folder_of(authority).resolve()
    try:
        place = (folder / path).resolve()
        inside = place.is_relative_to(folder) and path.partition("/")[0] in PUBLIC
        return place if inside and place.is_file() and place.suffix != ".part" else None
    except (OSError, ValueError):  # a name that no file can have
        return None


# The signed list, read as plain JSON: the program that signs is not loaded by pages ---------------


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of the signed list; ``path`` leads to its bytes, below the address of the list."""

    name: str
    path: str
    size: int
    says: WorkDescription


class _Target(msgspec.Struct):
    length: int
    hashes: dict[str, str]
    custom: WorkDescription


class _Signed[T](msgspec.Struct):
    signed: T


class _Targets(msgspec.Struct):
    targets: dict[str, _Target]


class _Version(msgspec.Struct):
    version: int


class _Meta(msgspec.Struct):
    meta: dict[str, _Version]


def listed(authority: Authority) -> list[Listed]:
    """The files of the last signed list, withdrawn ones too; none before the first."""
    lists = folder_of(authority) / "metadata"

    def meta(name: str, of: str) -> int:
        kind = _Signed[_Meta]
        return msgspec.json.decode((lists / name).read_bytes(), type=kind).signed.meta[of].version

    try:
        version = meta(f"{meta('timestamp.json', 'snapshot.json')}.snapshot.json", "targets.json")
        content = (lists / f"{version}.targets.json").read_bytes()
        found = msgspec.json.decode(content, type=_Signed[_Targets]).signed.targets
    except (OSError, KeyError, msgspec.MsgspecError):
        return []
    return [Listed(name, _place(name, each), each.length, each.custom)
            for name, each in sorted(found.items())]  # fmt: skip


def _place(name: str, each: _Target) -> str:
    folder, slash, file = name.rpartition("/")
    return f"targets/{folder}{slash}{each.hashes['sha256']}.{file}"


# In words -----------------------------------------------------------------------------------------


def late(found: Repository, now: datetime) -> bool:
    """Whether signatures end soon, or ended: they are renewed every day, something prevents it."""
    return (
        found.active and found.valid_until is not None and found.valid_until - now < warned_before()
    )


def sentence(found: Repository) -> str:
    """What the authority shares, or what comes next, in a sentence."""
    if not found.root_digest:
        return _("You share nothing with other territories yet.")
    if not found.active:
        return _("You share nothing: other territories read nothing of you.")
    if found.valid_until is not None and late(found, timezone.now()):
        return _("Your files are to be signed again before %(day)s.") % {
            "day": day_words(found.valid_until)
        }
    if not found.published_at:
        return _("Your files are being prepared.")
    words = ngettext("You share %(count)s file with other territories.",
                     "You share %(count)s files with other territories.", found.files)  # fmt: skip
    return (
        words % {"count": number_words(found.files)}
        if found.files
        else _("You share with other territories, and nothing of what you chose is public yet.")
    )


def headline(authority: Authority) -> str:
    """The same for a hub."""
    return sentence(repository_of(authority))


def headline_of(rows: QuerySet[Any]) -> str:
    """The same for the rows of the register, of which there is one."""
    found = rows.first()
    return sentence(found) if found else _("You share nothing with other territories yet.")
