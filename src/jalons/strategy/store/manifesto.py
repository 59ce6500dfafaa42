"""Reads the manifesto, and refuses a file that is not whole."""

from __future__ import annotations

from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from jalons.kernel import Source
from jalons.strategy.engine.catalogue import Ambition, Commitment, Content, Manifesto, Words
from jalons.strategy.store.tables import Table, open_table, read_source, read_verified


def read_manifesto(file: Path | Traversable) -> Manifesto:
    """The manifesto of a TOML file. Raises ``StrategyError`` with the file and the key."""
    root = open_table(file)
    sources = {}
    for name, table in root.named_tables("sources").items():
        sources[name] = read_source(table)
    ambitions = tuple(_ambition(table) for table in root.tables("ambition"))
    by_id = {ambition.id: ambition for ambition in ambitions}
    commitments = tuple(_commitment(t, by_id, sources) for t in root.tables("commitment"))
    _no_repeat(root, "commitment.number", [c.number for c in commitments])
    result = Manifesto(
        title=root.words("title"),
        signed=root.take("signed", date, "date"),
        signatories=tuple(root.take("signatories", list, "list")),
        ambitions=ambitions,
        commitments=commitments,
        about=tuple(_content(row, sources) for row in root.tables("about", default=[])),
        missing=tuple(_missing(row) for row in root.tables("missing", default=[])),
    )
    root.close()
    return result


def _ambition(table: Table) -> Ambition:
    ambition = Ambition(
        table.text("id"), table.whole("number"), table.words("name"), table.words("text")
    )
    table.close()
    return ambition


def _commitment(
    table: Table, ambitions: dict[str, Ambition], sources: dict[str, Source]
) -> Commitment:
    ambition = table.text("ambition")
    if ambition not in ambitions:
        table.refuse("ambition", ambition, "choice")
    commitment = Commitment(
        number=table.whole("number"),
        ambition=ambitions[ambition],
        title=table.words("title"),
        short=table.words("short"),
        does=table.words("does"),
        content=tuple(_content(row, sources) for row in table.tables("content")),
    )
    table.close()
    return commitment


def _content(table: Table, sources: dict[str, Source]) -> Content:
    name = table.text("source")
    if name not in sources:
        table.refuse("source", name, "source")
    words = Words(table.text("fr"), table.text("en"))
    content = Content(words, sources[name], read_verified(table, sources[name]))
    table.close()
    return content


def _missing(table: Table) -> Words:
    words = Words(table.text("fr"), table.text("en"))
    table.close()
    return words


def _no_repeat(root: Table, key: str, values: list[int]) -> None:
    for value in values:
        if values.count(value) > 1:
            root.fail("data_twice", key, value=value)
