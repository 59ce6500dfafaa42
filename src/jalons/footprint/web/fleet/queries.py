"""The lines of an assessed inventory: filtered, sorted and paged without loading them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, overload
from uuid import UUID

import polars as pl
from django.db.models import QuerySet
from django.http import QueryDict

from jalons.footprint.engine.fleet.holdings import final_reason
from jalons.footprint.engine.inventory.corrections import with_parts
from jalons.footprint.engine.inventory.filtering import LineFilter, in_order, searchable
from jalons.footprint.engine.inventory.line import LINE_SCHEMA, in_schema
from jalons.footprint.engine.inventory.services import is_declared_use
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.models import (
    AssessedInventory,
    InventoryFile,
    StoredCorrection,
)
from jalons.foundation.accounts.files import folders
from jalons.foundation.design.ticks import Ticks, ticks

# The name of each filter in the address.
NAMES = {
    "words": "q",
    "status": "statut",
    "device": "type",
    "site": "site",
    "entity": "entite",
    "reason": "compte",
    "age": "age",
    "corrected": "corrigees",
}
TICKED, ALL, COMPUTED = "ligne", "tout", "calcul"
MOST_IN_MEMORY = 300_000  # rows; some 400 bytes each
AT = "at"  # the place of a line in the inventory, from 0


def filter_of(query: QueryDict) -> LineFilter:
    """The filter of an address; a parameter it lacks lets every line through."""
    values: dict[str, Any] = {
        field.name: query.get(NAMES[field.name], "")[:200] for field in fields(LineFilter)
    }
    return LineFilter(**values | {"corrected": bool(values["corrected"])})


@dataclass(frozen=True, slots=True)
class FoundLines(Sequence[dict[str, Any]]):
    """The lines an address finds in an assessment, as a sequence for a paginator."""

    assessed: AssessedInventory
    wanted: LineFilter
    sort: str = ""

    def __len__(self) -> int:
        return self._places().len()

    @overload
    def __getitem__(self, part: int) -> dict[str, Any]: ...

    @overload
    def __getitem__(self, part: slice) -> list[dict[str, Any]]: ...

    def __getitem__(self, part: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        """Some of the lines as dictionaries; ``at`` is their place in the inventory."""
        if isinstance(part, int):
            return self[part : part + 1][0]
        return self._at(self._places()[part]).to_dicts()

    def lines(self) -> pl.DataFrame:
        return self._at(self._places())

    def _at(self, places: pl.Series) -> pl.DataFrame:
        lines = scanned(self.assessed)
        wanted = places.to_frame()
        return wanted.lazy().join(lines, on=AT, how="left", maintain_order="left").collect()

    def _places(self) -> pl.Series:
        return _places(self.assessed.pk, _Key(self.assessed), self.wanted, self.sort)


def scanned(assessed: AssessedInventory) -> pl.LazyFrame:
    """The lines of an assessment with ``at`` and the ``reason`` its pack decides, searchable.

    Those of a usual fleet stay in memory for the next page; a huge one is read as it is needed.
    """
    if assessed.rows_read > MOST_IN_MEMORY:
        return _scanned(assessed)
    return _in_memory(assessed.pk, _Key(assessed)).lazy()


def _scanned(assessed: AssessedInventory) -> pl.LazyFrame:
    lines = pl.scan_parquet(folders.near(assessed.lines))
    if set(LINE_SCHEMA) - set(lines.collect_schema()):
        lines = in_schema(lines.collect()).lazy()
    judged = lines.with_columns(final_reason(queries.pack_of(assessed)))
    return searchable(judged.with_row_index(AT))


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of a fleet, for its filters, with their number of lines, frequent first."""

    lines: int
    devices: tuple[tuple[str, int], ...]
    statuses: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]  # "" for what is counted
    corrected: int


def facets(assessed: AssessedInventory) -> Facets:
    return _facets(assessed.pk, _Key(assessed))


@dataclass(frozen=True, slots=True)
class _Key:
    """An assessment beside a cache key: its id is the key, and stands as the other argument."""

    assessed: AssessedInventory

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key)


@lru_cache(maxsize=2)
def _in_memory(_pk: UUID, key: _Key) -> pl.DataFrame:
    return _scanned(key.assessed).collect()


@lru_cache(maxsize=16)
def _places(_pk: UUID, key: _Key, wanted: LineFilter, sort: str) -> pl.Series:
    """The places of the lines found, in order: the next page does not search again."""
    lines = scanned(key.assessed).filter(wanted.expression(on=key.assessed.extracted_on))
    return in_order(lines, sort).select(AT).collect()[AT]


@lru_cache(maxsize=32)
def _facets(_pk: UUID, key: _Key) -> Facets:
    names = ("device", "status", "reason")
    lines = scanned(key.assessed).select(*names, (pl.col("corrected") != "").alias("by_hand"))
    values = lines.collect()
    devices, statuses, reasons = (
        tuple(
            (value or "", count)
            for value, count in values.group_by(name)
            .len()
            .sort(["len", name], descending=[True, False])
            .iter_rows()
        )
        for name in names
    )
    return Facets(values.height, devices, statuses, reasons, int(values["by_hand"].sum()))


def chosen_lines(assessed: AssessedInventory, query: QueryDict) -> pl.DataFrame:
    """The lines an address chooses: those ticked, or all that its filter finds; with ``part``.

    Uses declared apart are no lines of the file: they are changed where they are declared.
    """
    lines = with_parts(scanned(assessed).filter(~is_declared_use()).collect())
    if query.get(ALL):
        return lines.filter(filter_of(query).expression(on=assessed.extracted_on))
    ticked = {int(each) for each in query.getlist(TICKED) if each.isascii() and each.isdigit()}
    return lines.filter(pl.col(AT).is_in(list(ticked)))


def ticked(
    assessed: AssessedInventory, query: QueryDict, *, shown: Iterable[dict[str, Any]]
) -> Ticks:
    """The lines ticked in an address; none when it names another assessment.

    ``shown`` are the lines of the page.
    """
    same = query.get(COMPUTED) == str(assessed.pk)

    def known(place: str) -> bool:
        return same and place.isascii() and place.isdigit() and int(place) < assessed.rows_read

    return ticks(query, TICKED, known=known, shown=[str(line[AT]) for line in shown])


def corrected_lines(assessed: AssessedInventory, device: str) -> int:
    """The number of lines of a kind of device with a value declared by a person."""
    by_hand = (pl.col("device") == device) & (pl.col("corrected") != "")
    return int(scanned(assessed).filter(by_hand).select(pl.len()).collect().item())


def all_corrections(inventory: InventoryFile) -> QuerySet[StoredCorrection]:
    """Every correction of an inventory, undone or not, the latest first."""
    found = StoredCorrection.objects.of(inventory.authority).filter(inventory=inventory)
    return found.order_by("-revision")


def assessment_seen(inventory: InventoryFile, query: QueryDict) -> AssessedInventory | None:
    """The assessment an address names, the latest by default; None when there is none."""
    requested = query.get(COMPUTED, "")
    found = AssessedInventory.objects.of(inventory.authority).filter(inventory=inventory)
    try:
        seen = found.filter(pk=UUID(requested)).first() if requested else None
    except ValueError:
        seen = None
    return seen or found.first()
