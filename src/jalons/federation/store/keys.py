"""The private keys of an instance: one file a role, in a folder that only its user may read."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jalons.federation.engine.errors import FederationError
from jalons.federation.engine.paper import SEED

if TYPE_CHECKING:
    from securesystemslib.signer import CryptoSigner

ROLES = ("root", "targets", "snapshot", "timestamp")
PAPER = "paper"  # the second key of the root: printed, then erased here
_MODE, _OTHERS = 0o600, 0o077


@dataclass(frozen=True, slots=True)
class Secrets:
    """The folder of the private keys: ``root.key`` … ``timestamp.key``, hexadecimal digits."""

    folder: Path

    def make(self) -> None:
        """New keys for every role, and one to print.

        Raises ``FederationError`` (``secrets_exist``) rather than replace any.
        """
        if any(self._path(name).exists() for name in (*ROLES, PAPER)):
            raise FederationError("secrets_exist", folder=self.folder)
        for name in (*ROLES, PAPER):
            self.write(name, new_seed())

    def read(self, name: str) -> bytes:
        """A private key.

        Raises ``FederationError``: ``secret_missing``, ``secret_open``, ``secret_unreadable``.
        """
        path = self._path(name)
        try:
            if os.name == "posix" and path.stat().st_mode & _OTHERS:
                raise FederationError("secret_open", file=path)
            seed = bytes.fromhex(path.read_text(encoding="ascii").strip())
        except FileNotFoundError as error:
            raise FederationError("secret_missing", file=path) from error
        except (ValueError, OSError) as error:
            raise FederationError("secret_unreadable", file=path) from error
        if len(seed) != SEED:
            raise FederationError("secret_unreadable", file=path)
        return seed

    def write(self, name: str, seed: bytes) -> None:
        """Store a private key, in place of the one before; nobody else may read it, at any time."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._path(f"{name}.part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _MODE), "w") as file:
            file.write(f"{seed.hex()}\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._path(name))

    def has(self, name: str) -> bool:
        """Whether a private key is there."""
        return self._path(name).exists()

    def erase(self, name: str) -> None:
        """Remove a private key."""
        self._path(name).unlink(missing_ok=True)

    def signer(self, name: str) -> CryptoSigner:
        """What signs with a key of the folder."""
        return signer(self.read(name))

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.key"


def new_seed() -> bytes:
    """A new private key."""
    return secrets.token_bytes(SEED)


def signer(seed: bytes) -> CryptoSigner:
    """What signs with a private key (Ed25519)."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from securesystemslib.signer import CryptoSigner

    return CryptoSigner(Ed25519PrivateKey.from_private_bytes(seed))
