"""What the room rests on, for the page of sources."""

from __future__ import annotations

from jalons.ailibrary.web.recipes import queries as recipes
from jalons.kernel.source import SourcedDomain


def domains() -> tuple[SourcedDomain, ...]:
    """The reference texts of each topic."""
    return (recipes.domain(),)
