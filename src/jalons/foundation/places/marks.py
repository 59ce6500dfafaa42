"""What a map shows: areas, markers, and lines between places."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.foundation.places.windows import Position

type Ring = tuple[Position, ...]

type Tie = tuple[Position, Position, str]  # a line between two places, with its words

BACKDROP = 0  # the class of an area that only says where one is


@dataclass(frozen=True, slots=True)
class Area:
    """A territory: its outlines, and its class from 1 (least) to 5 (most), or None if unknown.

    ``value`` is written under its name; the largest ``size``, such as a population, comes first.
    """

    label: str
    rings: tuple[Ring, ...]
    level: int | None = None
    value: str = ""
    size: float = 0


@dataclass(frozen=True, slots=True)
class Marker:
    """A place of the map with its words, and where it leads (nowhere when empty).

    ``caption`` is written beside it where there is room; ``rank`` is that of its symbol, ``kind``
    the name of its kind, ``level`` its class; ``traces`` are the lines of what is not a point.
    """

    label: str
    position: Position
    url: str = ""
    caption: str = ""
    rank: int = 0
    traces: tuple[tuple[Position, ...], ...] = ()
    kind: str = ""
    level: int | None = None
