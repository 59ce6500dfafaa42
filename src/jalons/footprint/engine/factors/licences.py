"""Which sources may be shown to others, and the licence of an authority's own."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.footprint.engine.inventory.line import FootprintError
from jalons.kernel import Source

PRIVATE = "privée, non diffusée"


@dataclass(frozen=True, slots=True)
class LicenceTerms:
    """The terms of an authority's own factors: their licence, and whether values may be shown.

    Values are hidden until a licence is named and said to allow it. Raises ``FootprintError``
    (``own_factors_no_licence``) for values shown under no licence.
    """

    licence: str = ""
    shown: bool = False

    def __post_init__(self) -> None:
        if self.shown and not self.licence.strip():
            raise FootprintError("own_factors_no_licence")

    @property
    def stated(self) -> str:
        """The licence as a source states it; :func:`is_private` knows the hidden ones."""
        if self.shown:
            return self.licence.strip()
        return f"{PRIVATE} ({self.licence.strip()})" if self.licence.strip() else PRIVATE


def is_private(source: Source) -> bool:
    """Whether the values of a source may be used but not shown: bought or lent factors."""
    return source.licence.startswith(PRIVATE)
