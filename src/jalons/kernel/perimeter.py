"""What a figure covers."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.kernel.urn import Urn


@dataclass(frozen=True, slots=True)
class Perimeter:
    """The authority concerned, and what is inside and outside, in words shown with the figure.

    ``counted`` names the set that was counted, such as one fleet followed over the years; it is
    never shown. Two figures compare only when it is the same. Empty when the words say it all.
    """

    authority: Urn
    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    counted: str = ""
