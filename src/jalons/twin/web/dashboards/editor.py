"""The choices of the editor of dashboards: types, attributes and sensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from jalons.broker.engine.names import same
from jalons.broker.engine.problems import Problem
from jalons.twin.engine.dashboards import KINDS, Answer, Board, Tile
from jalons.twin.web.connection import twin_store
from jalons.twin.web.labels import words
from jalons.twin.web.observations import queries

from . import pages
from .queries import TileResult, TwinReader
from .wording import KINDS as KIND_WORDS

MOST_ENTITIES = 200  # to choose from


def tiles(board: Board, reader: TwinReader) -> list[tuple[str, str, str]]:
    """The tiles in order: id, kind in words, sentence; no value is read."""
    sheets = twin_store.policies().of(reader.tenant)
    return [pages.editing(_named(tile, reader), sheets) for tile in board.tiles]


def _named(tile: Tile, reader: TwinReader) -> TileResult:
    kinds = reader.named(tile.type)
    attribute = next(
        (iri for kind in kinds for iri in kind.attrs if same(tile.attribute, iri)), tile.attribute
    )
    count = sum(kind.entities for kind in kinds)
    iris = tuple(kind.iri for kind in kinds)
    return TileResult(tile, Answer("ok", entities=count), iris=iris, attribute=attribute)


def types(reader: TwinReader) -> list[tuple[str, str]]:
    """The types in use with their names, sorted by name."""
    sheets = twin_store.policies().of(reader.tenant)
    found = [(kind.iri, words.type_name(kind.iri, sheets)) for kind in reader.types]
    return sorted(found, key=lambda pair: pair[1].casefold())


def new_tile(reader: TwinReader, query: Mapping[str, str]) -> Tile | None:
    """The tile to add from the query parameters, None when they do not name one."""
    kind, name = query.get("kind", ""), query.get("type", "")
    if kind not in KINDS:
        return None
    rule = KINDS[kind]
    first = {choice: choices[0] for choice, choices in rule.choices.items()}
    tile = Tile(kind, rows=10 if "rows" in rule.may else 0, **first)
    if "type" not in (*rule.needs, *rule.may):
        return tile
    known = [each.iri for each in reader.types if each.iri == name]
    if not known and "type" in rule.needs:
        return None
    return replace(tile, type=known[0] if known else "")


def attributes(reader: TwinReader, tile: Tile) -> list[tuple[str, str]]:
    """The attributes of a type that may be numbers, sorted by name."""
    found = {
        iri: str(words.attribute([kind.iri], iri))
        for kind in reader.named(tile.type)
        for iri, kinds in kind.attrs.items()
        if "Property" in kinds
    }
    return sorted(found.items(), key=lambda pair: pair[1].casefold())


def entities(reader: TwinReader, tile: Tile) -> list[tuple[str, str]]:
    """The first sensors of a type, sorted by name."""
    try:
        docs, _total = reader.selection(replace(tile, q="", entity=""))
    except Problem:
        return []
    found = [(str(doc["id"]), queries.title(doc)) for doc in docs[:MOST_ENTITIES]]
    return sorted(found, key=lambda pair: pair[1].casefold())


def words_of(reader: TwinReader, tile: Tile) -> tuple[str, str]:
    """The kind of a tile and its type, in words."""
    sheets = twin_store.policies().of(reader.tenant)
    about = pages.kinds(_named(tile, reader), sheets) if tile.kind != "text" else ""
    return str(KIND_WORDS[tile.kind]), about
