"""Reads the indicator catalogue, and refuses a sheet that is not whole."""

from __future__ import annotations

from collections.abc import Collection
from importlib.resources.abc import Traversable
from pathlib import Path

from jalons.kernel import Unit
from jalons.kernel.quantity import UnitError
from jalons.strategy.engine.catalogue import (
    DECLARED,
    TERRITORY,
    Catalogue,
    Direction,
    Indicator,
    Manifesto,
    Origin,
    ValueKind,
)
from jalons.strategy.store.tables import Table, open_table, read_legal_basis, read_source

ROOMS = frozenset(
    [
        "strategy",
        "footprint",
        "inclusion",
        "webaudit",
        "procurement",
        "reuse",
        "participation",
        "catalogue",
        "twin",
        "ailibrary",
        "federation",
    ]
)
FREQUENCIES = frozenset({"year", "quarter", "month"})


def read_catalogue(folder: Path | Traversable, manifesto: Manifesto) -> Catalogue:
    """The indicators of a folder, by commitment, then by ``order``.

    Raises ``StrategyError`` with the file and the key: unknown or missing key, source, unit,
    commitment, provider, or an id that is not the name of its file.
    """
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    known = {commitment.number for commitment in manifesto.commitments}
    sheets = [read_indicator(file, known) for file in files]
    sheets.sort(key=lambda sheet: (sheet.commitment, sheet.order, sheet.id))
    return Catalogue({sheet.id: sheet for sheet in sheets})


def read_indicator(file: Path | Traversable, commitments: Collection[int]) -> Indicator:
    """The indicator of a TOML file; ``commitments`` are the numbers it may belong to."""
    root = open_table(file)
    provider, formula = _provider(root)
    sheet = Indicator(
        id=root.text("id"),
        name=root.words("name"),
        unit=_unit(root),
        direction=root.choice("direction", Direction),
        definition=root.words("definition"),
        provider=provider,
        formula=formula,
        frequency=root.text("frequency"),
        commitment=root.whole("commitment"),
        order=root.whole("order"),
        origin=root.choice("origin", Origin),
        nature=root.choice("nature", ValueKind, default=ValueKind.MEASURED),
        source=read_source(root.table("source")),
        legal_basis=read_legal_basis(root.optional("legal_basis")),
        core=root.take("core", bool, "boolean", default=False),
    )
    root.close()
    if sheet.commitment not in commitments:
        root.refuse("commitment", sheet.commitment, "commitment")
    if sheet.frequency not in FREQUENCIES:
        root.refuse("frequency", sheet.frequency, "choice")
    if f"{sheet.id.replace('.', '_')}.toml" != file.name:
        root.refuse("id", sheet.id, "file_name")
    return sheet


def _provider(root: Table) -> tuple[str, str]:
    formula = root.text("formula", default="")
    if formula:
        return "", formula
    provider = root.text("provider")
    if provider not in ROOMS | {DECLARED, TERRITORY}:
        root.refuse("provider", provider, "provider")
    return provider, ""


def _unit(root: Table) -> Unit:
    symbol = root.text("unit")
    try:
        return Unit.parse(symbol)
    except UnitError:
        root.refuse("unit", symbol, "unit")
