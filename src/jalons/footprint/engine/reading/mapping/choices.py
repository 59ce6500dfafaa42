"""Which lines count: reasons follow from the lines and the user's choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from jalons.footprint.engine.inventory.corrections import CorrectedField, is_corrected
from jalons.footprint.engine.inventory.line import (
    COUNTED_STATUSES,
    DeviceStatus,
    Inventory,
    Nature,
    Reason,
    in_schema,
)

_BY_NATURE = {
    Nature.EMPTY: Reason.EMPTY_ROW,
    Nature.TOTAL: Reason.TOTAL_ROW,
    Nature.HEADING: Reason.HEADING_ROW,
    Nature.PAST: Reason.PAST_ROW,
    Nature.SHARED: Reason.SHARED_ROW,
    Nature.VIRTUAL: Reason.VIRTUAL,
    Nature.OUTSIDE: Reason.OUTSIDE,
}
_BY_STATUS = {
    DeviceStatus.RETIRED: Reason.RETIRED,
    DeviceStatus.MISSING: Reason.MISSING,
    DeviceStatus.IN_STOCK: Reason.IN_STOCK,
    DeviceStatus.CONSUMED: Reason.CONSUMABLE,
    DeviceStatus.PLANNED: Reason.PLANNED,
}


@dataclass(frozen=True, slots=True)
class Tally:
    """The number of rows of a file read, counted, and left out for each reason.

    ``counted`` and ``excluded`` add up to ``read``: a row of several lines counts when one of them
    does.
    """

    read: int
    counted: int
    excluded: Mapping[Reason, int]


def with_choices(
    inventory: Inventory,
    *,
    counted_statuses: frozenset[DeviceStatus] = COUNTED_STATUSES,
    count_consumables: bool = False,
    exclude_duplicates: bool = False,
    exclude_absurd_dates: bool = False,
) -> Inventory:
    """The inventory with its reasons recomputed, without reading the file again.

    A serial number seen twice is left out from its second row on only when ``exclude_duplicates``;
    a line whose purchase date cannot be true is counted without it unless ``exclude_absurd_dates``.
    """
    lines = in_schema(inventory.lines)
    expressions = [_by_nature(count_consumables=count_consumables), _by_status(counted_statuses)]
    expressions.insert(0, _when(is_corrected(CorrectedField.SET_ASIDE), Reason.SET_ASIDE))
    expressions.append(_when(pl.col("quantity").is_null(), Reason.ABSURD_QUANTITY))
    expressions.append(_when(pl.col("device").is_null(), Reason.UNKNOWN_TYPE))
    if exclude_absurd_dates:
        expressions.append(_when(pl.col("date_refused"), Reason.ABSURD_DATE))
    if exclude_duplicates:
        expressions.append(_when(repeated_serial(), Reason.DUPLICATE))
    decided = lines.with_columns(pl.coalesce(expressions).alias("reason"))
    return replace(inventory, lines=decided)


def repeated_serial() -> pl.Expr:
    """Whether a line's serial number stands on an earlier row."""
    place = pl.struct("sheet", "row")
    return (pl.col("serial").str.len_chars() > 3) & (place != place.first().over("serial"))


def _when(condition: pl.Expr, reason: Reason) -> pl.Expr:
    return pl.when(condition).then(pl.lit(reason.value))


def _by_nature(*, count_consumables: bool) -> pl.Expr:
    reasons = {nature.value: reason.value for nature, reason in _BY_NATURE.items()}
    if not count_consumables:
        reasons[Nature.CONSUMABLE] = Reason.CONSUMABLE.value
    return pl.col("nature").replace_strict(reasons, default=None, return_dtype=pl.String)


def _by_status(counted: frozenset[DeviceStatus]) -> pl.Expr:
    reasons = {
        status.value: reason.value for status, reason in _BY_STATUS.items() if status not in counted
    }
    reasons |= {
        status.value: Reason.STATUS_LEFT_OUT.value
        for status in DeviceStatus
        if status not in counted and status not in _BY_STATUS
    }
    return pl.col("status").replace_strict(reasons, default=None, return_dtype=pl.String)


def tally(inventory: Inventory) -> Tally:
    """The rows of an inventory, by outcome."""
    rows = inventory.lines.group_by("sheet", "row").agg(
        pl.col("reason").is_null().any().alias("counted"), pl.col("reason").first()
    )
    excluded = Counter(Reason(reason) for reason in rows.filter(~pl.col("counted"))["reason"])
    ordered = {reason: excluded[reason] for reason in Reason if excluded[reason]}
    return Tally(inventory.rows_read, int(rows["counted"].sum()), ordered)
