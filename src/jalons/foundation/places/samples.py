"""What the gallery of components shows of maps; in French on purpose, as its other samples."""

from __future__ import annotations

from jalons.foundation.places.maps import Area, Map, Marker


def _corner(column: int, row: int) -> tuple[float, float]:
    """A corner shared by up to four made-up territories."""
    sway = ((column * 7 + row * 11) % 5 - 2) / 100
    return 2.0 + 0.2 * column + 1.5 * sway, 47.0 + 0.12 * row - sway


def _cell(column: int, row: int) -> tuple[tuple[float, float], ...]:
    return tuple(_corner(column + dx, row + dy) for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1)))


MAP = Map(
    title="Un territoire inventé et ses mairies",
    areas=tuple(
        Area(f"Commune {rank}", (_cell(rank % 4, rank // 4),), level)
        for rank, level in enumerate((1, 2, None, 3, 2, 1, 4, 5, 3, 2, 1, None))
    ),
    markers=(Marker("Mairie", (2.31, 47.19)), Marker("Annexe", (2.68, 47.07))),
    legend=("moins de 5 %", "5 à 10 %", "10 à 15 %", "15 à 20 %", "plus de 20 %"),
    unknown="inconnu",
    source="Contours fictifs.",
)
