"""The territories one reads, what was read of them, and what a store of all that must do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from jalons.federation.engine.sharing import WorkDescription


class ReadingStatus(StrEnum):
    """What the last reading of a source gave."""

    FRESH = "fresh"  # read, something changed
    UNCHANGED = "unchanged"  # read, nothing changed
    EXPIRED = "expired"  # its signatures are too old; its files are intact
    REFUSED = "refused"  # not as signed, or not for us; its files are intact
    UNREACHABLE = "unreachable"  # no answer; its files are intact


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """A territory one reads: who, where, and how the last reading went.

    ``publisher`` is the SHA-256 of its first root, which people compared: it never changes.
    ``valid_until`` is when the first of its signatures ends, None when the next reading must verify
    everything. ``verified_at`` is when everything was last verified.
    """

    publisher: str
    address: str
    followed_at: datetime
    siren: str = ""
    name: str = ""
    status: ReadingStatus = ReadingStatus.UNREACHABLE
    reason: str = ""  # a code of the messages, ``reason.<code>``
    checked_at: datetime | None = None
    fresh_at: datetime | None = None
    verified_at: datetime | None = None
    valid_until: datetime | None = None
    digest: str = ""  # SHA-256 of the timestamp last verified
    etag: str = ""
    modified: str = ""
    pending: int = 0  # files of its list that could not be read yet


@dataclass(frozen=True, slots=True)
class TrustedLists:
    """The signed lists of a source that were verified last, as their bytes."""

    root: bytes
    timestamp: bytes = b""
    snapshot: bytes = b""
    targets: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedWork:
    """A file that was read, by its first publisher and its name there."""

    origin: str
    source: str
    path: str
    digest: str
    length: int
    description: WorkDescription
    withdrawn: bool = False  # its source lists it no more, for no reason that we know


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file of a source that is not used, and why: a code of the messages, ``reason.<code>``."""

    source: str
    path: str
    digest: str
    reason: str


class SourceStore(Protocol):
    """Where sources are stored: one base for all of them, whatever their number."""

    def batch(self) -> AbstractContextManager[None]:
        """Writes within it are stored together, or not at all."""

    def state(self, publisher: str) -> SourceState | None:
        """A source by its publisher."""

    def states(self) -> Iterator[SourceState]:
        """All of them, by name."""

    def at(self, address: str) -> SourceState | None:
        """The source that is read at an address."""

    def with_siren(self, siren: str) -> SourceState | None:
        """The source that is accepted under a SIREN."""

    def record(self, state: SourceState) -> None:
        """Store what is known of a source."""

    def trusted(self, publisher: str) -> TrustedLists | None:
        """The signed lists of a source."""

    def trust(self, publisher: str, trusted: TrustedLists) -> None:
        """Store the signed lists of a source."""

    def item(self, origin: str, uid: str) -> SharedWork | None:
        """A file that was read."""

    def items(self, source: str = "") -> Iterator[SharedWork]:
        """The files that were read, from one source or from all."""

    def content(self, digest: str) -> bytes | None:
        """The bytes of a file."""

    def store(self, item: SharedWork, content: bytes | None = None) -> None:
        """Store a file, or what is known of it when its bytes do not change."""

    def quarantine(self, source: str, entries: tuple[Quarantined, ...]) -> None:
        """Replace what is in quarantine of a source."""

    def quarantined(self, source: str = "") -> tuple[Quarantined, ...]:
        """What is in quarantine."""
