"""The private keys of an authority: in no export of it, and erased with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jalons.federation.web.sharing import queries
from jalons.federation.web.sharing.models import Repository
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.administration.archive.parts import Restored

AGAIN = "restore_again_keys"


def files(_authority: Authority) -> Iterator[tuple[str, Iterator[bytes]]]:
    """None: who has an export must not be able to sign."""
    yield from ()


def restore(authority: Authority, _archive: Restored) -> Mapping[str, int]:
    """Nothing is stored: who signed before signs again once the keys are back in their folder."""
    signing = living(Repository, authority).exclude(root_digest="").count()
    return {AGAIN: signing} if signing else {}


def has(authority: Authority) -> bool:
    """Whether keys are there under the number of the authority."""
    return any(True for _each in folders.secrets().walk(queries.secrets_name(authority)))


def inherit(authority: Authority, former: Authority) -> Mapping[str, int]:
    """The keys of the authority that this one replaces."""
    if not has(former) or has(authority):
        return {}
    folders.secrets().move(queries.secrets_name(former), queries.secrets_name(authority))
    return {AGAIN: 1}


def erase(authority: Authority) -> None:
    """Erase the keys; what other territories read stays theirs."""
    folders.secrets().erase(queries.secrets_name(authority))
