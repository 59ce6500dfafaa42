"""What a figure covers."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.kernel.urn import Urn


@dataclass(frozen=True, slots=True)
class Perimeter:
    """The authority concerned, and what is inside and outside, in words shown with the figure."""

    authority: Urn
    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
