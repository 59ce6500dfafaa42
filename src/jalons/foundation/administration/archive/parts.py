"""The sockets of the rooms for what they store of an authority outside the base and its folders.

The twin has a store of its own: ``site`` plugs it in, so that an export takes it along and an
erasure leaves nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from jalons.foundation.accounts.models import Authority
from jalons.kernel.contracts import Port


class Part(Protocol):
    """What a room stores apart.

    ``PARTS`` names what ``files`` writes, ``READABLE`` those of them that only say for people what
    another has; a room that writes nothing has neither.
    """

    def files(self, authority: Authority) -> Iterator[tuple[str, Iterator[bytes]]]:
        """What it stores of an authority: a name with its folder, and the bytes, piece by piece."""

    def erase(self, authority: Authority) -> None:
        """Erase it; idempotent."""

    def has(self, authority: Authority) -> bool:
        """Whether something is stored under the name or the number of an authority."""

    def inherit(self, authority: Authority, former: Authority) -> Mapping[str, int]:
        """Take over what no archive has from the authority that this one replaces.

        What need not be set again is counted, as ``restore`` counts.
        """

    def restore(self, authority: Authority, archive: Restored) -> Mapping[str, int]:
        """Store again what ``files`` wrote, where nothing is: what must be set again, counted.

        The keys are sentences of ``data/messages.toml`` of administration.
        """


class Restored(Protocol):
    """An archive as a room reads it: its parts, with the names of the restored authority."""

    def lines(self, name: str) -> Iterator[Any]:
        """The values of the lines of a part, with the names of what is restored; none without."""


parts: Port[tuple[Part, ...]] = Port("administration_parts")
instance_name: Port[Callable[[], str]] = Port("administration_instance_name")
