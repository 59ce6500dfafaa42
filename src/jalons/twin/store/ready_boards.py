"""The ready-made dashboards shipped with the twin, from ``data/dashboards``, read on first use."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from jalons.broker.engine.names import last_word
from jalons.twin.engine.dashboards import VERSION, Board, read

from .data_files import DATA, Row, decode


class ReadyBoard(Row, frozen=True):
    """A ready-made dashboard: the types it needs, title and purpose by language, tiles."""

    needs: tuple[str, ...]
    title: dict[str, str]
    about: dict[str, str]
    tiles: tuple[dict[str, Any], ...]

    def suits(self, types: Collection[str]) -> bool:
        """Whether one of its types is among some expanded types."""
        return any(last_word(iri) in self.needs for iri in types)

    def board(self, types: Collection[str], language: str) -> Board:
        """The dashboard with the tiles of existing types, its title in a language or French."""
        existing = {last_word(iri) for iri in types}
        tiles = [tile for tile in self.tiles if tile.get("type", "") in {"", *existing}]
        title = self.title.get(language, self.title["fr"])
        return read({"version": VERSION, "title": title, "tiles": tiles})


@cache
def ready_boards() -> dict[str, ReadyBoard]:
    """Every ready-made dashboard by its key, the name of its file."""
    files = sorted((DATA / "dashboards").iterdir(), key=lambda file: file.name)
    return {
        file.name.removesuffix(".toml"): decode(file, ReadyBoard)
        for file in files
        if file.name.endswith(".toml")
    }
