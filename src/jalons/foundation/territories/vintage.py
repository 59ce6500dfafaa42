"""What the packaged data are: their year, their sources, and the year of each population."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jalons.kernel import Source


@dataclass(frozen=True, slots=True)
class PopulationYear:
    """Which population a figure is, and whether its source writes so; words by language."""

    label: Mapping[str, str]
    verified: bool


@dataclass(frozen=True, slots=True)
class Vintage:
    """The version of the packaged data, the year of the official geographic code they follow.

    ``residents`` is the sum of the populations of all communes.
    """

    version: str
    year: int
    residents: int
    sources: Mapping[str, tuple[Source, ...]]
    populations: Mapping[str, PopulationYear]

    def population_of(self, kind: str, departement: str = "") -> PopulationYear:
        """Which population the figure of a territory is; Mayotte's communes have their own."""
        own = f"{kind}_{departement}"
        return self.populations.get(own) or self.populations[kind]


@cache
def vintage() -> Vintage:
    """The vintage of the packaged data, read once from ``data/vintage.toml``."""
    path = resources.files(__package__) / "data" / "vintage.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Vintage(
        version=data["version"],
        year=data["year"],
        residents=data["residents"],
        sources={
            lang: tuple(_source(entry, lang) for entry in data["source"]) for lang in ("fr", "en")
        },
        populations={
            kind: PopulationYear(entry["label"], entry["verified"])
            for kind, entry in data["population"].items()
        },
    )


def _source(entry: Mapping[str, Any], lang: str) -> Source:
    return Source(
        title=f"{entry['title'][lang]} ({entry['package']})",
        publisher=entry["publisher"],
        published=None,
        licence=entry["licence"],
        verified=entry["verified"],
    )
