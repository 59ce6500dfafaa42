"""What an authority shares: its record, its folder, the files of its signed list, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.federation.engine.sharing import WorkDescription
from jalons.federation.store.rules import warned_before
from jalons.federation.web.sharing.models import Repository
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.files.stores import StoredFile
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


def repository_name(authority: Authority) -> str:
    """Where among the files is what everybody may read while the authority shares."""
    return f"{FOLDER}/{authority.pk}/repository"


def secrets_name(authority: Authority) -> str:
    """Where among the secrets are its private keys, outside of what is shared and of backups."""
    return f"{FOLDER}/{authority.pk}"


def has_key(authority: Authority, name: str) -> bool:
    """Whether a private key is on this instance."""
    return folders.secrets().find(f"{secrets_name(authority)}/{name}.key") is not None


def public_file(authority: Authority, path: str) -> StoredFile | None:
    """A file of what is shared, by its path there; None for anything else."""
    parts = path.split("/")
    if parts[0] not in PUBLIC or {"", ".", ".."} & set(parts) or path.endswith(".part"):
        return None
    return folders.dropped().find(f"{repository_name(authority)}/{path}")


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
    store, lists = folders.dropped(), f"{repository_name(authority)}/metadata"

    def read(name: str) -> bytes:
        return b"".join(store.pieces(f"{lists}/{name}"))

    def meta(name: str, of: str) -> int:
        kind = _Signed[_Meta]
        return msgspec.json.decode(read(name), type=kind).signed.meta[of].version

    try:
        version = meta(f"{meta('timestamp.json', 'snapshot.json')}.snapshot.json", "targets.json")
        content = read(f"{version}.targets.json")
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
