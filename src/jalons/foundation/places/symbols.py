"""The symbols of a map: a shape and an ink for each kind, so that colour never says it alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jalons.foundation.design.drawings.frame import Entry
from jalons.foundation.design.drawings.svg import Markup, tag

SHAPES = ("circle", "square", "triangle", "diamond", "cross", "hexagon")
INKS = ("var(--equality)", "var(--territory)", "var(--environment)")
TINTS = ("0.08", "0.1", "0.3", "0.5", "0.7", "0.92")  # of a backdrop, then of classes 1 to 5
OTHERS = len(SHAPES)
SIZE, REACH = 7.0, 11.0  # of a symbol, and of the one of the highest class

_CORNERS: dict[str, tuple[tuple[float, float], ...]] = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "triangle": ((0, -1.15), (1.05, 0.8), (-1.05, 0.8)),
    "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "cross": (
        (-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4), (1.1, 0.4), (0.4, 0.4),
        (0.4, 1.1), (-0.4, 1.1), (-0.4, 0.4), (-1.1, 0.4), (-1.1, -0.4), (-0.4, -0.4),
    ),
    "hexagon": ((-0.6, -1.05), (0.6, -1.05), (1.2, 0), (0.6, 1.05), (-0.6, 1.05), (-1.2, 0)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """An entry of a legend: a symbol, what it stands for, how many of them the map shows.

    ``url`` shows this kind alone; ``current`` when the map does.
    """

    rank: int
    label: str
    count: int | None = None
    url: str = ""
    current: bool = False


def symbols_of(kinds: Iterable[str]) -> dict[str, int]:
    """The rank of the symbol of each kind, in their order; those after the sixth share the last."""
    return {kind: min(rank, OTHERS) for rank, kind in enumerate(kinds)}


def symbol(rank: int, *inside: Markup, at: float = 0, level: int | None = None) -> Markup:
    """The symbol of a kind; beyond the shapes there are, a ring.

    One with a class is larger and darker in a higher one.
    """
    ink, size = INKS[rank % len(INKS)], SIZE if level is None else SIZE - 2 + 1.2 * level
    if rank >= OTHERS and level is None:
        look: dict[str, str | float] = {
            "fill": "Canvas", "stroke": "currentColor", "stroke_width": 3
        }  # fmt: skip
        return tag("circle", *inside, cx=at, cy=at, r=SIZE - 1, **look)
    look = {"fill": ink, "stroke": "var(--card)", "stroke_width": 2}
    if level is not None:
        look |= {"fill_opacity": TINTS[level], "stroke": ink}
    if rank >= OTHERS or SHAPES[rank] == "circle":
        return tag("circle", *inside, cx=at, cy=at, r=size, **look)
    return tag("path", *inside, d=_corners(rank, at, size), **look)


def _corners(rank: int, at: float, size: float) -> str:
    corners = [(at + size * across, at + size * down) for across, down in _CORNERS[SHAPES[rank]]]
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in corners) + "z"


def symbol_entries(kinds: Sequence[Kind]) -> list[Entry]:
    """The entries of a legend: what each symbol stands for; none for a single kind."""
    if len(kinds) < 2:
        return []
    return [(_named(kind), picture(symbol(kind.rank, at=9))) for kind in kinds]


def picture(inside: Markup, size: int = 18) -> Markup:
    """A symbol beside the words of a legend."""
    return tag("svg", inside, width=size, height=size, aria_hidden="true")


def _named(kind: Kind) -> Markup:
    words = kind.label if kind.count is None else f"{kind.label} ({kind.count})"
    if kind.current:
        return tag("b", words)
    return tag("a", words, href=kind.url) if kind.url else tag("span", words)
