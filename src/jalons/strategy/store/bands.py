"""Reads the population bands within which territories are compared."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

from jalons.strategy.engine.indicators.comparison import Band
from jalons.strategy.store.tables import open_table


def read_bands(file: Path | Traversable) -> dict[str, tuple[Band, ...]]:
    """The bands of each type of authority, smallest first.

    Raises ``StrategyError`` with the file, line and key.
    """
    root = open_table(file)
    root.boolean("verified")
    found: dict[str, tuple[Band, ...]] = {}
    for table in root.tables("band"):
        limits = table.take("limits", list, "list")
        if sorted(set(limits)) != limits:
            table.refuse("limits", limits, "choice")
        edges = [0, *limits]
        bands = tuple(
            Band(f"{low}-{high or ''}", low, high)
            for low, high in zip(edges, [*limits, None], strict=True)
        )
        found |= dict.fromkeys(table.take("kinds", list, "list"), bands)
        table.close()
    root.close()
    return found
