"""Reads the checklist of the decree, and refuses a file that is not whole."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

from jalons.kernel import Source
from jalons.strategy.engine.statutory.decree import (
    Decree,
    DecreeItem,
    DocumentKind,
    PlannedPart,
    Purpose,
)
from jalons.strategy.store.tables import Table, open_table, read_source, read_verified


def read_decree(file: Path | Traversable) -> Decree:
    """The checklist of a TOML file. Raises ``StrategyError`` with the file, line and key."""
    root = open_table(file)
    source = read_source(root.table("source"))
    parts = root.rows("part", _part)
    known = {(part.document, part.id) for part in parts}
    items = []
    for table in root.tables("item"):
        item = _item(table, source)
        if (item.document, item.part) not in known:
            table.refuse("part", item.part, "choice")
        items.append(item)
    purposes = root.rows("purpose", lambda table: _purpose(table, source))
    names = root.table("words")
    words = {name: names.words(name) for name in names.names()}
    names.close()
    root.close()
    return Decree(source, tuple(items), parts, purposes, words)


def _part(table: Table) -> PlannedPart:
    return PlannedPart(
        document=table.choice("document", DocumentKind),
        id=table.text("id"),
        title=table.words("title"),
        help=table.words("help"),
        annex=table.has("annex") and table.boolean("annex"),
    )


def _item(table: Table, source: Source) -> DecreeItem:
    item = DecreeItem(
        id=table.text("id"),
        document=table.choice("document", DocumentKind),
        part=table.text("part"),
        number=table.text("number"),
        text=table.words("text"),
        verified=read_verified(table, source),
        optional=table.boolean("optional"),
        indicators=_names(table, "indicators"),
        numbers=_names(table, "numbers"),
    )
    table.close()
    return item


def _purpose(table: Table, source: Source) -> Purpose:
    return Purpose(
        id=table.text("id"),
        text=table.words("text"),
        verified=read_verified(table, source),
        commitments=_commitments(table),
    )


def _commitments(table: Table) -> tuple[int, ...]:
    values = table.take("commitments", list, "list")
    for value in values:
        if type(value) is not int:
            table.refuse("commitments", value, "whole")
    return tuple(values)


def _names(table: Table, key: str) -> frozenset[str]:
    values = table.take(key, list, "list", [])
    for value in values:
        if not isinstance(value, str):
            table.refuse(key, value, "text")
    return frozenset(values)
