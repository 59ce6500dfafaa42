"""What the room rests on, for the page of sources."""

from __future__ import annotations

from jalons.kernel.source import SourcedDomain


def domains() -> tuple[SourcedDomain, ...]:
    """The reference texts of each topic."""
    return ()
