"""The private keys of an authority: in no export of it, and erased with it."""

from __future__ import annotations

from collections.abc import Iterator

from jalons.federation.web.sharing import queries
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.models import Authority


def files(_authority: Authority) -> Iterator[tuple[str, Iterator[bytes]]]:
    """None: who has an export must not be able to sign."""
    yield from ()


def erase(authority: Authority) -> None:
    """Erase the keys; what other territories read stays theirs."""
    folders.secrets().erase(queries.secrets_name(authority))
