"""Reads who publishes what the room quotes."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

from jalons.strategy.engine.sources.publishers import Publisher, PublisherKind
from jalons.strategy.store.tables import Table, open_table


def read_publishers(file: Path | Traversable) -> tuple[Publisher, ...]:
    """The publishers of a file. Raises ``StrategyError`` for an entry that is not whole.

    The press and companies must say why nothing better was found.
    """
    root = open_table(file)
    rows = root.rows("publisher", _publisher)
    root.close()
    return rows


def _publisher(row: Table) -> Publisher:
    kind = row.choice("kind", PublisherKind)
    return Publisher(
        name=row.text("name"),
        kind=kind,
        hosts=row.texts("hosts"),
        also=row.texts("also", []),
        reason=row.text("reason", default="" if kind.accepted else None),
    )
