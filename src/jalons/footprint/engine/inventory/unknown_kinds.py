"""Types the reader did not recognise, and the devices a person names for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from jalons.footprint.engine.inventory.line import DecidedBy, Inventory, Nature

type Kind = tuple[str, str]  # type and model, as written


@dataclass(frozen=True, slots=True)
class UnknownKind:
    """An unrecognised type and model as written, with its rows and devices."""

    type_text: str
    model: str
    rows: int
    quantity: float


def unknown_kinds(inventory: Inventory) -> tuple[UnknownKind, ...]:
    """The types and models without a device, the most frequent first."""
    table = (
        _devices(inventory.lines)
        .filter(pl.col("device").is_null())
        .group_by("type_text", "model")
        .agg(pl.len().alias("rows"), pl.col("quantity").sum().alias("quantity"))
        .sort(["quantity", "rows", "type_text", "model"], descending=[True, True, False, False])
    )
    return tuple(UnknownKind(**row) for row in table.iter_rows(named=True))


def with_names(inventory: Inventory, names: Mapping[Kind, str]) -> Inventory:
    """The inventory with these devices for these types and models.

    Only lines without a device are touched; their reasons must then be decided again.
    """
    if not names:
        return inventory
    table = pl.DataFrame(
        [(type_text, model, device) for (type_text, model), device in names.items()],
        schema={"type_text": pl.String, "model": pl.String, "named": pl.String},
        orient="row",
    )
    lines = inventory.lines.join(
        table, on=["type_text", "model"], how="left", maintain_order="left"
    )
    newly_named = pl.col("device").is_null() & pl.col("named").is_not_null()
    named = lines.with_columns(
        pl.coalesce("device", "named").alias("device"),
        pl.when(newly_named)
        .then(pl.lit(DecidedBy.PERSON.value))
        .otherwise(pl.col("decided_by"))
        .alias("decided_by"),
    )
    return replace(inventory, lines=named.select(inventory.lines.columns))


def _devices(lines: pl.DataFrame) -> pl.DataFrame:
    devices = [Nature.DEVICE.value, Nature.CONSUMABLE.value]
    return lines.filter(pl.col("nature").is_in(devices))
