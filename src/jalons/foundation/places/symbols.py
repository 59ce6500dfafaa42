"""The symbols of a map: a shape and an ink for each kind, so that colour never says it alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jalons.foundation.design.drawings.svg import Markup, tag

SHAPES = ("circle", "square", "triangle", "diamond", "cross", "hexagon")
INKS = ("var(--equality)", "var(--territory)", "var(--environment)")
OTHERS = len(SHAPES)
SIZE = 7.0

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


def symbols_of(kinds: Iterable[str]) -> dict[str, int]:
    """The rank of the symbol of each kind, in their order; those after the sixth share the last."""
    return {kind: min(rank, OTHERS) for rank, kind in enumerate(kinds)}


def symbol(rank: int, x: float, y: float, *inside: Markup) -> Markup:
    """The symbol of a kind at a place; beyond the shapes there are, a ring."""
    ink = INKS[rank % len(INKS)]
    if rank >= OTHERS:
        return tag(
            "circle", *inside, cx=x, cy=y, r=SIZE - 1, fill="Canvas", stroke="currentColor",
            stroke_width=3,
        )  # fmt: skip
    edge: dict[str, str | float] = {"fill": ink, "stroke": "var(--card)", "stroke_width": 2}
    if SHAPES[rank] == "circle":
        return tag("circle", *inside, cx=x, cy=y, r=SIZE, **edge)
    return tag("path", *inside, d=_corners(rank, x, y), **edge)


def _corners(rank: int, x: float, y: float) -> str:
    corners = [(x + SIZE * across, y + SIZE * down) for across, down in _CORNERS[SHAPES[rank]]]
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in corners) + "z"


def symbol_entries(named: Sequence[tuple[int, str]]) -> list[Markup]:
    """The entries of a legend: what each symbol stands for; none for a single kind."""
    if len(named) < 2:
        return []
    look: dict[str, str | float] = {"width": 18, "height": 18, "aria_hidden": "true"}
    return [tag("li", tag("svg", symbol(rank, 9, 9), **look), f" {name}") for rank, name in named]
