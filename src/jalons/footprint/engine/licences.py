"""Which sources may be shown to others."""

from __future__ import annotations

from jalons.kernel import Source

PRIVATE = "privée, non diffusée"


def is_private(source: Source) -> bool:
    """Whether the values of a source may be used but not shown: bought or lent factors."""
    return source.licence == PRIVATE
