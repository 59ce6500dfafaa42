"""Reads the manifesto, and refuses a file that is not whole."""

from __future__ import annotations

from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from jalons.kernel import Source
from jalons.strategy.engine.catalogue import Ambition, Commitment, Content, Manifesto
from jalons.strategy.store.tables import Table, open_table, read_sources, read_verified, read_words


def read_manifesto(file: Path | Traversable) -> Manifesto:
    """The manifesto of a TOML file. Raises ``StrategyError`` with the file and the key."""
    root = open_table(file)
    sources = read_sources(root)
    ambitions = root.rows("ambition", _ambition)
    by_id = {ambition.id: ambition for ambition in ambitions}
    commitments = root.rows("commitment", lambda row: _commitment(row, by_id, sources))
    _no_repeat(root, "commitment.number", [c.number for c in commitments])
    result = Manifesto(
        title=root.words("title"),
        signed=root.take("signed", date, "date"),
        signatories=tuple(root.take("signatories", list, "list")),
        ambitions=ambitions,
        commitments=commitments,
        about=root.rows("about", lambda row: _content(row, sources), []),
        missing=root.rows("missing", read_words, []),
    )
    root.close()
    return result


def _ambition(table: Table) -> Ambition:
    return Ambition(
        table.text("id"), table.whole("number"), table.words("name"), table.words("text")
    )


def _commitment(
    table: Table, ambitions: dict[str, Ambition], sources: dict[str, Source]
) -> Commitment:
    ambition = table.text("ambition")
    if ambition not in ambitions:
        table.refuse("ambition", ambition, "choice")
    return Commitment(
        number=table.whole("number"),
        ambition=ambitions[ambition],
        title=table.words("title"),
        short=table.words("short"),
        does=table.words("does"),
        content=table.rows("content", lambda row: _content(row, sources)),
    )


def _content(table: Table, sources: dict[str, Source]) -> Content:
    name = table.text("source")
    if name not in sources:
        table.refuse("source", name, "source")
    return Content(read_words(table), sources[name], read_verified(table, sources[name]))


def _no_repeat(root: Table, key: str, values: list[int]) -> None:
    for value in values:
        if values.count(value) > 1:
            root.fail("data_twice", key, value=value)
