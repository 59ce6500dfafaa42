"""The keys and the signed folder of an authority: what loads the program that signs.

Only jobs and heavy pages import it. Keys are in the private folder of the instance, mode 0600, and
in no backup: who takes a backup cannot sign. After a restore, the printed key makes new ones.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.federation.documents.paper_key import paper_tree
from jalons.federation.engine.errors import FederationError
from jalons.federation.engine.paper import GROUPS, to_paper
from jalons.federation.engine.sharing import SharingTerritory
from jalons.federation.store import rotating
from jalons.federation.store.keys import PAPER, ROLES, Secrets, signer
from jalons.federation.store.locking import alone
from jalons.federation.store.repository import Repository, RepositoryChanges
from jalons.federation.web.sharing import models, queries
from jalons.federation.web.sharing.offered import Offered, offered
from jalons.federation.words.sentences import say
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.files.locks import alone as alone_anywhere
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import lang
from jalons.foundation.documents.tree import Document
from jalons.foundation.partners.queries import key_of
from jalons.foundation.register.writer import Person, store_computed, write

_READ_AS = str.maketrans("OIL", "011", "-–.·")
_RANK = re.compile(r"(?<!\S)\d{1,2}[.)](?=\s*\w{5})")  # “7.” before a group of the sheet


@dataclass(frozen=True, slots=True)
class SignedFolder:
    """The repository of an authority and its keys."""

    repository: Repository
    secrets: Secrets


@contextmanager
def opened(authority: Authority) -> Iterator[SignedFolder]:
    """Both, for one process at a time; what was cut on its way is finished first.

    The last lists are copied beside the keys, where no restore of a backup reaches: an older list
    is never signed after a later one, which others would refuse.
    """
    with _folders(authority) as (shared, private):
        secrets = Secrets(private)
        both = SignedFolder(Repository(shared), secrets)
        last = Repository(secrets.folder / "last")
        if last.exists and _is_behind(both.repository, last):
            shutil.copytree(last.lists, both.repository.lists, dirs_exist_ok=True)
        _settle(both)
        yield both
        if both.repository.exists:
            _copy(both.repository, last)


@contextmanager
def _folders(authority: Authority) -> Iterator[tuple[Path, Path]]:
    """The folders of both on this machine; from a bucket, what changes goes back, keys first."""
    dropped, secrets = folders.dropped(), folders.secrets()
    shared, private = queries.repository_name(authority), queries.secrets_name(authority)
    if dropped.is_local:
        with alone(secrets.near(private)):
            yield dropped.near(shared), secrets.near(private)
        return
    with (
        alone_anywhere(f"federation.{authority.pk}"),
        folders.mirrored(dropped, shared) as first,
        folders.mirrored(secrets, private) as second,
    ):
        yield first, second


def _copy(repository: Repository, last: Repository) -> None:
    """The lists, whole or not at all."""
    part = last.folder.with_name("last.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(repository.lists, part / last.lists.name)
    shutil.rmtree(last.folder, ignore_errors=True)
    part.rename(last.folder)


def _is_behind(repository: Repository, last: Repository) -> bool:
    """Whether lists are older than the last ones, or do not read, or are gone."""
    if not repository.exists:
        return True
    if repository.publisher != last.publisher:
        return False
    try:
        version = repository.timestamp.version
    except FederationError:
        return True
    return version < last.timestamp.version


def _fresh(both: SignedFolder) -> Secrets:
    return Secrets(both.secrets.folder / "fresh")


def _settle(both: SignedFolder) -> None:
    """Put fresh keys in place when the repository knows them already, else forget them."""
    fresh, repository = _fresh(both), both.repository
    if not fresh.folder.exists():
        return
    whole = repository.exists and all(fresh.has(name) for name in (*ROLES, PAPER))
    if (
        whole
        and signer(fresh.read("root")).public_key.keyid in repository.root.roles["root"].keyids
    ):
        for name in (*ROLES, PAPER):
            both.secrets.write(name, fresh.read(name))
        repository.bump(both.secrets, timezone.now(), anew=True)
    shutil.rmtree(fresh.folder)


def make(found: models.Repository) -> None:
    """Make the keys and the empty repository of an authority that has none."""
    with opened(found.authority) as both:
        if found.root_digest:
            return
        for begun in (both.repository.folder, both.secrets.folder / "last"):  # and never finished
            shutil.rmtree(begun, ignore_errors=True)
        for name in (*ROLES, PAPER):
            both.secrets.erase(name)
        both.secrets.make()
        both.repository.create(_territory(found), both.secrets, timezone.now())
        _store(found, both, root_digest=both.repository.publisher, problem="")


def publish(found: models.Repository, now: datetime) -> RepositoryChanges:
    """Share what is public now: only what changed; what is public no more is said withdrawn.

    Files that cannot be shared are left out, and said on the page. Raises ``FederationError``:
    ``keys_away``, ``folder_away``, and those of ``Repository.publish``.
    """
    what = offered(found.authority, found.kinds)
    with opened(found.authority) as both:
        if not both.repository.exists:
            raise FederationError("folder_away")
        if not all(both.secrets.has(role) for role in ROLES):
            raise FederationError("keys_away")
        done = both.repository.publish(what.files, both.secrets, now, _territory(found))
        _store(found, both, published_at=now, problem=_refused(what), files=len(what.files),
               size=sum(len(each.content) for each in what.files.values()))  # fmt: skip
    return done


def _refused(what: Offered) -> str:
    words = [_("“%(title)s” is not shared. %(why)s") % {"title": title, "why": why}
             for title, why in what.refused]  # fmt: skip
    return " ".join(words)[:500]


def _territory(found: models.Repository) -> SharingTerritory:
    return SharingTerritory(found.siren, found.name, key=key_of(found.authority))


def _store(found: models.Repository, both: SignedFolder, **values: object) -> None:
    """Store what is known of the repository, and when the first of its signatures ends."""
    until = min(both.repository.expires(role) for role in ROLES)
    rows = models.Repository.objects.of(found.authority).filter(pk=found.pk)
    store_computed(rows, valid_until=until, **values)


# The key on paper ---------------------------------------------------------------------------------


def sheet(found: models.Repository) -> Document:
    """The rescue key, to print. Raises ``FederationError`` (``paper_erased``)."""
    with opened(found.authority) as both:
        key = rotating.printed(both.repository, both.secrets)
    steps = tuple(say(f"paper.page_step.{n}", lang()) for n in range(1, 5))
    return paper_tree(key, found.name, found.digits, timezone.localdate(), lang(), steps)


def ranks(found: models.Repository) -> tuple[int, ...]:
    """Which two groups of the printed key are to type, from 1; none when it is no longer here.

    They follow from the key: nobody knows them before.
    """
    with opened(found.authority) as both:
        return _ranks(both.secrets.read(PAPER)) if both.secrets.has(PAPER) else ()


def _ranks(seed: bytes) -> tuple[int, int]:
    first, step = sha256(b"ranks" + seed).digest()[:2]
    other = (first + 1 + step % (GROUPS - 1)) % GROUPS
    low, high = sorted((first % GROUPS, other))
    return low + 1, high + 1


def confirm(found: models.Repository, user: Person, typed: tuple[str, str]) -> None:
    """Erase the rescue key from this machine: two of its groups were typed from the paper.

    Raises ``FederationError``: ``paper_erased``, ``paper_group`` with the rank of a wrong one.
    """
    with opened(found.authority) as both:
        if not both.secrets.has(PAPER):
            raise FederationError("paper_erased")
        seed = both.secrets.read(PAPER)
        groups = to_paper(seed).split()
        for rank, text in zip(_ranks(seed), typed, strict=True):
            if "".join(text.split()).upper().translate(_READ_AS) != groups[rank - 1]:
                raise FederationError("paper_group", group=rank)
        day = timezone.localdate()
        write(found.authority, user, [(found, {"paper_printed_on": day})])
        both.secrets.erase(PAPER)


# Other keys ---------------------------------------------------------------------------------------


def renew(found: models.Repository) -> None:
    """Replace the keys of this machine, from those that are there; who reads follows."""
    with opened(found.authority) as both:
        for role in ROLES:
            rotating.rotate(both.repository, both.secrets, role, timezone.now())
        _store(found, both, problem="")


def replace_sheet(found: models.Repository, user: Person) -> None:
    """A new key to print: the sheet before opens nothing any more."""
    with opened(found.authority) as both:
        rotating.rotate(both.repository, both.secrets, PAPER, timezone.now())
        _store(found, both, problem="")
        write(found.authority, user, [(found, {"paper_printed_on": None})])


def recover(found: models.Repository, user: Person, typed: str) -> None:
    """New keys for everything, from the printed one; those before sign nothing any more.

    Raises ``FederationError``: ``paper_length``, ``paper_sign``, ``paper_group``, ``paper_other``.
    """
    with opened(found.authority) as both:
        key = _RANK.sub(" ", typed)
        rotating.recover(both.repository, _fresh(both), key, timezone.now())
        _settle(both)
        _store(found, both, problem="")
        write(found.authority, user, [(found, {"paper_printed_on": None})])
