"""Reads the national figures behind a territory, and refuses a file that is not whole."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from math import isclose
from pathlib import Path

from jalons.kernel import Source
from jalons.strategy.engine.territory.national import (
    EarlierEdition,
    Key,
    National,
    NationalFigure,
)
from jalons.strategy.store.tables import Table, open_table, read_source


def read_national(file: Path | Traversable) -> National:
    """The national figures of a TOML file. Raises ``StrategyError`` with the file, line and key."""
    root = open_table(file)
    total = root.table("total")
    value, unit, year = total.number("value"), total.text("unit"), total.whole("year")
    perimeter, source = total.words("perimeter"), read_source(total.table("source"))
    total.close()
    tables = root.tables("part")
    shares = [table.number("share") for table in tables]
    if not isclose(sum(shares), 1.0):
        root.refuse("part", sum(shares), "number")
    parts = tuple(
        _figure(table, table.text("id"), value * share, (unit, year, source))
        for table, share in zip(tables, shares, strict=True)
    )
    national = National(
        parts=parts,
        boxes=_boxes(root.table("boxes")),
        total=value,
        year=year,
        perimeter=perimeter,
        source=source,
        earlier=root.rows("earlier", _earlier),
        spreads=_spreads(root),
        spread_source=read_source(root.table("spread_source")),
        uncertainty_source=read_source(root.table("uncertainty_source")),
    )
    root.close()
    return national


def _boxes(table: Table) -> NationalFigure:
    value, unit, year = table.number("value"), table.text("unit"), table.whole("year")
    return _figure(table, "boxes", value, (unit, year, read_source(table.table("source"))))


def _figure(
    table: Table, name: str, value: float, basis: tuple[str, int, Source]
) -> NationalFigure:
    label = table.words("name")
    what = table.words("what") if table.has("what") else label
    keys = tuple(_key(table, text) for text in table.texts("keys"))
    figure = NationalFigure(
        name, label, what, value, basis[0], basis[1], table.number("uncertainty"), keys,
        table.choice("central", Key), basis[2],
    )  # fmt: skip
    table.close()
    return figure


def _key(table: Table, name: str) -> Key:
    if name not in set(Key):
        table.refuse("keys", name, "choice")
    return Key(name)


def _earlier(table: Table) -> EarlierEdition:
    value, year = table.number("value"), table.whole("year")
    perimeter = table.words("perimeter")
    return EarlierEdition(value, year, perimeter, read_source(table.table("source")))


def _spreads(root: Table) -> dict[tuple[str, Key], tuple[float, float]]:
    """The spreads by kind and key; each includes 1, since most territories are near the average."""
    found = {}
    rows = root.table("spread")
    for name in rows.names():
        table = rows.table(name)
        key = _key(table, name)
        for kind in table.names():
            bounds = table.take(kind, list, "list")
            if len(bounds) != 2 or not 0 < bounds[0] <= 1 <= bounds[1]:
                table.refuse(kind, bounds, "number")
            found[kind, key] = (float(bounds[0]), float(bounds[1]))
    return found
