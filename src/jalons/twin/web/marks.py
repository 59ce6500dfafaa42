"""The marks of a map: a shape and an ink for each type, so that colour never tells alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jalons.foundation.design.svg import Markup, tag

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


def shapes_of(types: Iterable[str]) -> dict[str, int]:
    """The rank of the shape of each type, in their order; those beyond the sixth share the last."""
    return {iri: min(rank, OTHERS) for rank, iri in enumerate(types)}


def mark(rank: int, x: float, y: float, *inside: Markup) -> Markup:
    """The mark of a type at a place; beyond the shapes there are, a ring."""
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


def legend(named: Sequence[tuple[int, str]]) -> Markup:
    """What each mark stands for; nothing for a single type."""
    if len(named) < 2:
        return Markup("")
    items = [
        tag("li", tag("svg", mark(rank, 9, 9), width=18, height=18, aria_hidden="true"), f" {name}")
        for rank, name in named
    ]
    return tag("ul", *items, class_="legend")
