"""The population bands within which territories are compared, by type of authority."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Band:
    """A range of populations: from ``low``, up to ``high`` excluded; None for no limit."""

    id: str
    low: int
    high: int | None

    def includes(self, population: int) -> bool:
        """Whether a population is in it."""
        return population >= self.low and (self.high is None or population < self.high)


def band_of(population: int | None, bands: Sequence[Band]) -> Band | None:
    """The band of a population, None when it is unknown or in none."""
    if population is None:
        return None
    return next((band for band in bands if band.includes(population)), None)


@cache
def bands() -> dict[str, tuple[Band, ...]]:
    """The bands of each type of authority, smallest first, read once from ``data/bands.toml``."""
    path = resources.files(__package__) / "data" / "bands.toml"
    found: dict[str, tuple[Band, ...]] = {}
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["band"]:
        limits = entry["limits"]
        if sorted(set(limits)) != limits:
            raise ValueError(f"bands.toml: {limits} are not in order")
        edges = zip([0, *limits], [*limits, None], strict=True)
        ordered = tuple(Band(f"{low}-{high or ''}", low, high) for low, high in edges)
        found |= dict.fromkeys(entry["kinds"], ordered)
    return found
