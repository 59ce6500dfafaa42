"""The ready-made dashboards shipped with the twin, read from ``data/dashboards`` when asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jalons.broker.engine.names import last_word
from jalons.twin.engine.dashboards import VERSION, Board, read


@dataclass(frozen=True, slots=True)
class ReadyBoard:
    """A ready-made dashboard: the types it may show, its titles by language, its tiles."""

    key: str
    needs: tuple[str, ...]
    titles: dict[str, str]
    about: dict[str, str]
    tiles: tuple[dict[str, Any], ...]

    def suits(self, types: Collection[str]) -> bool:
        """Whether one of its types is among some expanded types."""
        return any(last_word(iri) in self.needs for iri in types)

    def board(self, types: Collection[str], language: str) -> Board:
        """The dashboard of the types there are, its title in a language (else in French)."""
        there = {last_word(iri) for iri in types}
        kept = [tile for tile in self.tiles if not tile.get("type") or tile["type"] in there]
        title = self.titles.get(language, self.titles["fr"])
        return read({"version": VERSION, "title": title, "tiles": kept})


@cache
def ready_boards() -> dict[str, ReadyBoard]:
    """Every ready-made dashboard by its key."""
    folder = resources.files("jalons.twin") / "data" / "dashboards"
    found = {}
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        key, dot, ending = item.name.rpartition(".")
        if dot and ending == "toml":
            table = tomllib.loads(item.read_text("utf-8"))
            found[key] = ReadyBoard(
                key, tuple(table["needs"]), table["title"], table["about"], tuple(table["tiles"])
            )
    return found
