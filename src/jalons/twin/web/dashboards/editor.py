"""What the editor of a dashboard offers: the types, the attributes and the sensors there are."""

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
from .queries import Asker, Found
from .wording import KINDS as KIND_WORDS

MOST_ENTITIES = 200  # to choose from


def tiles(board: Board, asking: Asker) -> list[tuple[str, str, str]]:
    """The tiles in their order: id, kind in words, what each asks; without reading any value."""
    sheets = twin_store.policies().of(asking.tenant)
    return [pages.editing(_named(tile, asking), sheets) for tile in board.tiles]


def _named(tile: Tile, asking: Asker) -> Found:
    kinds = asking.named(tile.type)
    attribute = next(
        (iri for kind in kinds for iri in kind.attrs if same(tile.attribute, iri)), tile.attribute
    )
    count = sum(kind.entities for kind in kinds)
    iris = tuple(kind.iri for kind in kinds)
    return Found(tile, Answer("ok", entities=count), iris=iris, attribute=attribute)


def types(asking: Asker) -> list[tuple[str, str]]:
    """The types in use with their names, to choose one."""
    sheets = twin_store.policies().of(asking.tenant)
    found = [
        (kind.iri, sheets[kind.iri].name if kind.iri in sheets else words.kind(kind.iri).label)
        for kind in asking.types
    ]
    return sorted(found, key=lambda pair: pair[1].casefold())


def asked(asking: Asker, given: Mapping[str, str]) -> Tile | None:
    """The tile to add an address tells of, None when it tells of none."""
    kind, name = given.get("kind", ""), given.get("type", "")
    if kind not in KINDS:
        return None
    rule = KINDS[kind]
    first = {choice: choices[0] for choice, choices in rule.choices.items()}
    tile = Tile(kind, rows=10 if "rows" in rule.may else 0, **first)
    if "type" not in (*rule.needs, *rule.may):
        return tile
    known = [each.iri for each in asking.types if each.iri == name]
    if not known and "type" in rule.needs:
        return None
    return replace(tile, type=known[0] if known else "")


def attributes(asking: Asker, tile: Tile) -> list[tuple[str, str]]:
    """The attributes of a type that may be numbers, by their names."""
    found = {
        iri: str(words.attribute([kind.iri], iri))
        for kind in asking.named(tile.type)
        for iri, kinds in kind.attrs.items()
        if "Property" in kinds
    }
    return sorted(found.items(), key=lambda pair: pair[1].casefold())


def entities(asking: Asker, tile: Tile) -> list[tuple[str, str]]:
    """The first sensors of a type, by their names."""
    try:
        docs, _total = asking.selection(replace(tile, q="", entity=""))
    except Problem:
        return []
    found = [(str(doc["id"]), queries.title(doc)) for doc in docs[:MOST_ENTITIES]]
    return sorted(found, key=lambda pair: pair[1].casefold())


def words_of(asking: Asker, tile: Tile) -> tuple[str, str]:
    """The kind of a tile and the type it is about, in words."""
    sheets = twin_store.policies().of(asking.tenant)
    about = pages.kinds(_named(tile, asking), sheets) if tile.kind != "text" else ""
    return str(KIND_WORDS[tile.kind]), about
