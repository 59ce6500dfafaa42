"""The possible duplicates of an inventory that nobody answered yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from jalons.footprint.engine.inventory.corrections import (
    CorrectedField,
    CorrectedValue,
    with_parts,
)
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.models import AssessedInventory, PossiblePairs

type Place = tuple[str, int, int]  # sheet, row, part
# What may be taken from the line that is set aside.
TAKEN = (CorrectedField.SITE, CorrectedField.ENTITY, CorrectedField.PURCHASED,
         CorrectedField.LIFETIME, CorrectedField.YEARLY_KWH)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SuspectPair:
    """Two lines that may be one device, why, and their lines as they are counted."""

    first: Place
    second: Place
    reasons: tuple[str, ...]
    first_line: Mapping[str, Any]
    second_line: Mapping[str, Any]

    @property
    def key(self) -> list[list[Any]]:
        """The places of both, as they are stored."""
        return [list(self.first), list(self.second)]

    def takeable(self) -> tuple[CorrectedField, ...]:
        """The fields that the lines say otherwise, or that one of them lacks."""
        lines = self.first_line, self.second_line
        return tuple(each for each in TAKEN if len({value_of(line, each) for line in lines}) > 1)


def stored_of(assessed: AssessedInventory) -> PossiblePairs | None:
    """What the last search found; None before any."""
    rows = PossiblePairs.objects.of(assessed.inventory.authority)
    return rows.filter(inventory=assessed.inventory).first()


def undecided(assessed: AssessedInventory, stored: PossiblePairs) -> Sequence[SuspectPair]:
    """The pairs nobody answered, whose lines are both still counted, the surest first."""
    wanted = {tuple(place) for first, second, *_more in stored.found for place in (first, second)}
    lines = with_parts(queries.lines_of(assessed).lines).filter(pl.col("reason").is_null())
    lines = lines.filter(pl.col("row").is_in([row for _sheet, row, _part in wanted]))
    known = {(row["sheet"], row["row"], row["part"]): row for row in lines.iter_rows(named=True)}
    pairs = []
    for first, second, _score, reasons in stored.found:
        one, other = tuple(first), tuple(second)
        if [first, second] not in stored.apart and one in known and other in known:
            pairs.append(SuspectPair(one, other, tuple(reasons), known[one], known[other]))
    return pairs


def value_of(line: Mapping[str, Any], field: CorrectedField) -> CorrectedValue:
    """The value of a field of a line, as a correction stores it; None when it is unknown."""
    value = line[field.value]
    if isinstance(value, date):
        return value.isoformat()
    return value if value != "" else None
