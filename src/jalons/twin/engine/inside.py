"""Which outline a place is in, by the rule of even and odd crossings. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

type Ring = Sequence[tuple[float, float]]


def is_inside(place: tuple[float, float], rings: Iterable[Ring]) -> bool:
    """Whether a place is within some rings; a ring within another is a hole.

    >>> square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]
    >>> is_inside((1.0, 1.0), [square]), is_inside((5.0, 1.0), [square])
    (True, False)
    """
    x, y = place
    crossed = False
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]] if ring else (), strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                crossed = not crossed
    return crossed
