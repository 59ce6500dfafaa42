"""Rooms and needs from the rows of a file: one a row, columns named in French or English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jalons.kernel import Where
from jalons.twin.engine.ingest.french import number
from jalons.twin.engine.ingest.sheets import SheetRow
from jalons.twin.engine.problems import Problem

from .assumptions import HeatError
from .need import HeatNeed, NeedKind
from .room import Cooling, Place, ServerRoom

# column → how it may be called; units are in the names, so that nobody guesses them
ROOM_COLUMNS = {
    "name": ("nom", "name"),
    "it_power": ("puissance_it_kw", "it_power_kw"),
    "total_power": ("puissance_totale_kw", "total_power_kw"),
    "pue": ("pue",),
    "cooling": ("refroidissement", "cooling"),
    "temperature": ("temperature_c",),
    "recoverable_power": ("puissance_recuperable_kw", "recoverable_power_kw"),
}
NEED_COLUMNS = {
    "name": ("nom", "name"),
    "kind": ("usage", "kind"),
    "yearly": ("besoin_mwh", "yearly_mwh"),
    "temperature": ("temperature_c",),
}
LATITUDE, LONGITUDE = ("latitude", "lat"), ("longitude", "lon")
COOLINGS = {
    "air": Cooling.AIR, "climatisation": Cooling.AIR, "freecooling": Cooling.FREE_COOLING,
    "air exterieur": Cooling.FREE_COOLING, "air extérieur": Cooling.FREE_COOLING,
    "eau": Cooling.WATER, "eau tiede": Cooling.WATER, "eau tiède": Cooling.WATER,
    "water": Cooling.WATER, "immersion": Cooling.IMMERSION, "": Cooling.UNKNOWN,
    "inconnu": Cooling.UNKNOWN, "unknown": Cooling.UNKNOWN,
}  # fmt: skip
KINDS = {
    "piscine": NeedKind.POOL, "pool": NeedKind.POOL, "chauffage": NeedKind.HEATING,
    "heating": NeedKind.HEATING, "eau chaude": NeedKind.HOT_WATER,
    "hotwater": NeedKind.HOT_WATER, "serre": NeedKind.GREENHOUSE,
    "greenhouse": NeedKind.GREENHOUSE, "réseau": NeedKind.NETWORK, "reseau": NeedKind.NETWORK,
    "réseau de chaleur": NeedKind.NETWORK, "network": NeedKind.NETWORK, "autre": NeedKind.OTHER,
    "other": NeedKind.OTHER, "": NeedKind.OTHER,
}  # fmt: skip


def rooms_of(rows: Iterable[SheetRow], *, file: str = "") -> list[ServerRoom]:
    """The server rooms of a file, numbered by their row.

    Raises ``HeatError``: ``heat_column`` (no name), ``heat_cell`` (row and column told).
    """
    found = []
    for row in rows:
        told = _Row(row, file)
        cooling = told.one_of("cooling", ROOM_COLUMNS["cooling"], COOLINGS)
        found.append(
            ServerRoom(
                id=f"{row.number}",
                name=told.name(),
                cooling=cooling,
                place=told.place(),
                it_power=told.number(ROOM_COLUMNS["it_power"]),
                total_power=told.number(ROOM_COLUMNS["total_power"]),
                pue=told.number(ROOM_COLUMNS["pue"], least=1.0),
                temperature=told.number(ROOM_COLUMNS["temperature"]),
                recoverable_power=told.number(ROOM_COLUMNS["recoverable_power"]),
            )
        )
    return found


def needs_of(rows: Iterable[SheetRow], *, file: str = "") -> list[HeatNeed]:
    """The needs of heat of a file, numbered by their row; raises as ``rooms_of``."""
    found = []
    for row in rows:
        told = _Row(row, file)
        kind = told.one_of("kind", NEED_COLUMNS["kind"], KINDS)
        yearly = told.number(NEED_COLUMNS["yearly"])
        warm = told.number(NEED_COLUMNS["temperature"])
        found.append(HeatNeed(f"{row.number}", told.name(), kind, yearly, warm, told.place()))
    return found


class _Row:
    """A row with its columns found whatever the case of their names."""

    def __init__(self, row: SheetRow, file: str) -> None:
        self._row, self._file = row, file
        self._cells = {name.strip().casefold(): text for name, text in row.cells.items()}

    def name(self) -> str:
        """The name of what the row describes; a row without one is refused."""
        column, text = self._cell(("nom", "name"))
        if column is None:
            raise HeatError("heat_column", where=Where(file=self._file), column="nom")
        if not text:
            raise self._wrong(column, text)
        return text

    def one_of[T](self, _what: str, names: tuple[str, ...], words: Mapping[str, T]) -> T:
        """The value a word of the row stands for."""
        column, text = self._cell(names)
        word = text.casefold()
        if word not in words:
            raise self._wrong(column or names[0], text)
        return words[word]

    def number(self, names: tuple[str, ...], *, least: float = 0.0) -> float | None:
        """A number not below ``least``; None when the cell is empty or there is no such column."""
        return self._number(names, least=least)

    def place(self) -> Place | None:
        """Longitude and latitude; None unless both are told."""
        lat = self._number(LATITUDE, least=-85.0, most=85.0)
        lon = self._number(LONGITUDE, least=-180.0, most=180.0)
        return (lon, lat) if lat is not None and lon is not None else None

    def _number(self, names: tuple[str, ...], *, least: float, most: float = 1e9) -> float | None:
        column, text = self._cell(names)
        if column is None or not text:
            return None
        try:
            value = float(number(text, where=column))
        except Problem as error:
            raise self._wrong(column, text) from error
        if not least <= value <= most:
            raise self._wrong(column, text)
        return value

    def _cell(self, names: tuple[str, ...]) -> tuple[str | None, str]:
        for name in names:
            if name in self._cells:
                return name, self._cells[name].strip()
        return None, ""

    def _wrong(self, column: str, text: str) -> HeatError:
        where = Where(file=self._file, row=self._row.number, column=column)
        told: dict[str, Any] = {"row": self._row.number, "column": column, "text": text[:40]}
        return HeatError("heat_cell", where=where, **told)
