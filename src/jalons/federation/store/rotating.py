"""Change the keys of a repository: one by one, or all of them from the key printed on paper."""

from __future__ import annotations

from datetime import datetime

from tuf.api.metadata import Metadata

from jalons.federation.engine.errors import FederationError
from jalons.federation.engine.paper import from_paper, to_paper
from jalons.federation.store.keys import PAPER, ROLES, Secrets, new_seed, signer
from jalons.federation.store.repository import Repository
from jalons.federation.store.rules import lifetime


def printed(repository: Repository, secrets: Secrets) -> str:
    """The key to print, as groups of signs.

    Raises ``FederationError``: ``paper_erased`` when it was printed and erased, ``paper_other``.
    """
    if not secrets.has(PAPER):
        raise FederationError("paper_erased")
    _known(repository, secrets.read(PAPER))
    return to_paper(secrets.read(PAPER))


def confirm(repository: Repository, secrets: Secrets, typed: str) -> None:
    """Erase the printed key from this machine, once somebody typed it again from the paper.

    Raises ``FederationError``: those of ``from_paper``, ``paper_other``.
    """
    _known(repository, from_paper(typed))
    secrets.erase(PAPER)


def rotate(repository: Repository, secrets: Secrets, name: str, now: datetime) -> None:
    """Replace the key of a role, or ``paper``, by a new one; who reads the repository follows.

    The root that was before signs the new one, so that trust goes on. Raises ``FederationError``
    (``secret_other`` when the key of the root here is not that of the repository).
    """
    old, root = repository.signer("root", secrets), repository.root
    seed = new_seed()
    new = signer(seed)
    role = "root" if name == PAPER else name
    for key in list(root.roles[role].keyids):
        if role != "root" or (key == old.public_key.keyid) == (name == "root"):
            root.revoke_key(key, role)
    root.add_key(new.public_key, role)
    root.version += 1
    root.expires = now + lifetime("root")
    secrets.write(f"{name}.next", seed)  # stored before the root that names it is public
    repository.write(Metadata(root), [old, new] if name == "root" else [old])
    secrets.write(name, seed)
    secrets.erase(f"{name}.next")
    repository.bump(secrets, now, anew=True)


def recover(repository: Repository, secrets: Secrets, typed: str, now: datetime) -> None:
    """New keys for every role and a new one to print, from the typed paper key.

    For keys that were lost or stolen: those before sign nothing any more. The paper was typed on a
    machine: it is replaced too. Raises ``FederationError``: those of ``from_paper``,
    ``paper_other``, ``secrets_exist``.
    """
    seed = from_paper(typed)
    _known(repository, seed)
    secrets.make()
    old, root = signer(seed), repository.root
    for role in ROLES:
        for key in list(root.roles[role].keyids):
            root.revoke_key(key, role)
        root.add_key(secrets.signer(role).public_key, role)
    root.add_key(secrets.signer(PAPER).public_key, "root")
    root.version += 1
    root.expires = now + lifetime("root")
    repository.write(Metadata(root), [old, secrets.signer("root")])
    repository.bump(secrets, now, anew=True)


def _known(repository: Repository, seed: bytes) -> None:
    """``FederationError`` (``paper_other``) unless a key is one of the root."""
    if signer(seed).public_key.keyid not in repository.root.roles["root"].keyids:
        raise FederationError("paper_other")
