"""The sockets of the rooms for what they store of an authority outside the base and its folders.

The twin has a store of its own: ``site`` plugs it in, so that an export takes it along and an
erasure leaves nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from jalons.foundation.accounts.models import Authority
from jalons.kernel.contracts import Port


class Part(Protocol):
    """What a room stores apart."""

    def files(self, authority: Authority) -> Iterator[tuple[str, Iterator[bytes]]]:
        """What it stores of an authority: a name with its folder, and the bytes, piece by piece."""

    def erase(self, authority: Authority) -> None:
        """Erase it; idempotent."""


parts: Port[tuple[Part, ...]] = Port("administration_parts")
