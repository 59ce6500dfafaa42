"""Rooms and needs from the rows of a file: one a row, column names in French or English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from jalons.broker.engine.ingest.files.tables import SheetRow
from jalons.kernel import Where
from jalons.tabular import TableError
from jalons.tabular.column_mapping import Wanted, propose
from jalons.tabular.columns import ChoiceKind, NumberKind
from jalons.tabular.headings import HeadedTable
from jalons.tabular.rows import TableRow, read_rows

from .assumptions import HeatError
from .need import HeatNeed, NeedKind
from .room import Cooling, Place, ServerRoom

_AMOUNT = NumberKind(least=Decimal(0), most=Decimal(10) ** 9)
_COOLINGS: Mapping[str, tuple[str, ...]] = {
    Cooling.AIR: ("air", "climatisation"),
    Cooling.FREE_COOLING: ("air extérieur", "freecooling"),
    Cooling.WATER: ("eau", "eau tiède", "water"),
    Cooling.IMMERSION: ("immersion",),
    Cooling.UNKNOWN: ("inconnu", "unknown"),
}
_KINDS: Mapping[str, tuple[str, ...]] = {
    NeedKind.POOL: ("piscine", "pool"),
    NeedKind.HEATING: ("chauffage", "heating"),
    NeedKind.HOT_WATER: ("eau chaude", "hotwater"),
    NeedKind.GREENHOUSE: ("serre", "greenhouse"),
    NeedKind.NETWORK: ("réseau", "réseau de chaleur", "network"),
    NeedKind.OTHER: ("autre", "other"),
}
# Units are in the names of the columns, so that nobody guesses them.
_NAME = Wanted("name", "nom", required=True)
_TEMPERATURE = Wanted("temperature_c", "temperature_c", kind=_AMOUNT)
_PLACE = (
    Wanted("latitude", "latitude", ("lat",), kind=NumberKind(Decimal(-85), Decimal(85))),
    Wanted("longitude", "longitude", ("lon",), kind=NumberKind(Decimal(-180), Decimal(180))),
)
ROOM_COLUMNS = (
    _NAME,
    Wanted("cooling", "refroidissement", kind=ChoiceKind(_COOLINGS)),
    Wanted("it_power_kw", "puissance_it_kw", kind=_AMOUNT),
    Wanted("total_power_kw", "puissance_totale_kw", kind=_AMOUNT),
    Wanted("pue", "pue", kind=NumberKind(Decimal(1), Decimal(10) ** 9)),
    _TEMPERATURE,
    Wanted("recoverable_power_kw", "puissance_recuperable_kw", kind=_AMOUNT),
    *_PLACE,
)
NEED_COLUMNS = (
    _NAME,
    Wanted("kind", "usage", kind=ChoiceKind(_KINDS)),
    Wanted("yearly_mwh", "besoin_mwh", kind=_AMOUNT),
    _TEMPERATURE,
    *_PLACE,
)


def rooms_of(rows: Iterable[SheetRow], *, file: str = "") -> list[ServerRoom]:
    """The server rooms of a file, numbered by their row.

    Raises ``HeatError``: ``heat_column`` (no name), ``heat_cell`` (with its row and column).
    """
    return [
        ServerRoom(
            id=f"{row.number}",
            name=row.values["name"],
            cooling=Cooling(row.values.get("cooling", Cooling.UNKNOWN)),
            place=_place(row),
            it_power=_number(row, "it_power_kw"),
            total_power=_number(row, "total_power_kw"),
            pue=_number(row, "pue"),
            temperature=_number(row, "temperature_c"),
            recoverable_power=_number(row, "recoverable_power_kw"),
        )
        for row in _read(rows, ROOM_COLUMNS, file)
    ]


def needs_of(rows: Iterable[SheetRow], *, file: str = "") -> list[HeatNeed]:
    """The needs of heat of a file, numbered by their row; raises as ``rooms_of``."""
    return [
        HeatNeed(
            f"{row.number}",
            row.values["name"],
            NeedKind(row.values.get("kind", NeedKind.OTHER)),
            _number(row, "yearly_mwh"),
            _number(row, "temperature_c"),
            _place(row),
        )
        for row in _read(rows, NEED_COLUMNS, file)
    ]


def _read(rows: Iterable[SheetRow], columns: Sequence[Wanted], file: str) -> list[TableRow]:
    """The rows with typed values; a cell that cannot be read refuses the whole file."""
    found = list(rows)
    headings = list(dict.fromkeys(name for row in found for name in row.cells))
    cells = [[row.cells.get(name, "") for name in headings] for row in found]
    mapping = propose(headings, columns).mapping
    table = HeadedTable(tuple(headings), cells, first=0)
    try:
        read = list(read_rows(table, mapping, columns))
    except TableError as error:
        where = Where(file=file)
        raise HeatError("heat_column", where=where, column=error.params["column"]) from error
    numbered = [replace(row, number=found[row.number].number) for row in read]
    for row in numbered:
        for notice in row.notices:
            column = notice.column.casefold()
            where = Where(file=file, row=row.number, column=column)
            facts: dict[str, Any] = {"row": row.number, "column": column}
            raise HeatError("heat_cell", where=where, text=notice.text, **facts)
    return numbered


def _number(row: TableRow, name: str) -> float | None:
    value = row.values.get(name)
    return None if value is None else float(value)


def _place(row: TableRow) -> Place | None:
    """Longitude and latitude; None unless both are written."""
    east, north = _number(row, "longitude"), _number(row, "latitude")
    return None if east is None or north is None else (east, north)
