"""A fleet summed up: all that an assessment needs to know of an inventory, whatever its size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from jalons.footprint.engine.factors import Pack
from jalons.footprint.engine.inventory import Inventory, Reason

DAYS_PER_YEAR = 365  # NumEcoEval's REEL
SHORTEST_LIFE = 1.0


@dataclass(frozen=True, slots=True)
class Holding:
    """All counted devices of one kind.

    ``dated`` of the ``quantity`` devices have an age, ``dated_rate`` is their Σ 1/age in 1/year and
    ``mean_age`` is in years. Per country: ``metered`` devices' electricity in kWh/year, and the
    number of devices whose consumption the inventory does not give.
    """

    device: str
    rows: int
    quantity: float
    dated: float
    dated_rate: float
    mean_age: float | None
    declared_kwh: Mapping[str, float] = field(default_factory=dict)
    unmetered: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """The rows left out for one reason, and the devices they hold when they say."""

    reason: Reason
    rows: int
    quantity: float


@dataclass(frozen=True, slots=True)
class Fleet:
    """What is counted by kind of device, what is not and why.

    A row may hold several lines ("1 PC + 2 écrans"): it is counted when one of them is, and
    ``partly_counted`` tells how many rows also hold one that is not. ``assumed_home`` devices have
    no country in the inventory and are taken to be at home.
    """

    holdings: tuple[Holding, ...]
    exclusions: tuple[Exclusion, ...]
    counted: pl.DataFrame
    assumed_home: float
    partly_counted: int

    @property
    def rows_counted(self) -> int:
        """How many rows are counted."""
        return self.counted.select("sheet", "row").n_unique()

    @property
    def quantity(self) -> float:
        """How many devices are counted."""
        return sum(holding.quantity for holding in self.holdings)


def sum_up(inventory: Inventory, pack: Pack, *, on: date | None, home: str) -> Fleet:
    """The fleet of an inventory, ages taken ``on`` that day (in years of 365 days).

    Every line ends up counted or excluded with its reason: a kind the pack cannot assess becomes
    ``no_factor``, a line without kind ``unknown_type``, without a usable quantity
    ``absurd_quantity``.
    """
    lines = judged(inventory, pack)
    counted = lines.filter(pl.col("reason").is_null()).with_columns(
        _age(on).alias("age"),
        pl.col("country").fill_null(home).alias("place"),
        pl.col("country").is_null().alias("assumed_home"),
    )
    assumed = counted.filter(pl.col("assumed_home"))["quantity"].sum()
    return Fleet(
        holdings=_holdings(counted),
        exclusions=_exclusions(lines),
        counted=counted,
        assumed_home=float(assumed),
        partly_counted=_partly_counted(lines),
    )


def judged(inventory: Inventory, pack: Pack) -> pl.DataFrame:
    """Every line of the inventory with its final ``reason``, null when it is counted."""
    assessed = [device for device in pack.devices if pack.assesses(device)]
    return inventory.lines.with_columns(_reason(assessed).alias("reason"))


def _reason(assessed: list[str]) -> pl.Expr:
    quantity = pl.col("quantity")
    return (
        pl.when(pl.col("reason").is_not_null())
        .then(pl.col("reason"))
        .when(pl.col("device").is_null())
        .then(pl.lit(Reason.UNKNOWN_TYPE.value))
        .when(quantity.is_null() | ~quantity.is_finite() | (quantity <= 0))
        .then(pl.lit(Reason.ABSURD_QUANTITY.value))
        .when(~pl.col("device").is_in(assessed))
        .then(pl.lit(Reason.NO_FACTOR.value))
    )


def _age(on: date | None) -> pl.Expr:
    """Years between purchase and retirement, or the day of the inventory; null when unknown."""
    end = pl.coalesce(pl.col("retired"), pl.lit(on, dtype=pl.Date))
    years = (end - pl.col("purchased")).dt.total_days() / DAYS_PER_YEAR
    return pl.when(years >= 0).then(years)


def _holdings(counted: pl.DataFrame) -> tuple[Holding, ...]:
    quantity, dated = pl.col("quantity"), pl.col("age").is_not_null()
    life = pl.max_horizontal(pl.col("age"), pl.lit(SHORTEST_LIFE))
    by_device = (
        counted.group_by("device")
        .agg(
            pl.len().alias("rows"),
            quantity.sum().alias("quantity"),
            quantity.filter(dated).sum().alias("dated"),
            (quantity / life).filter(dated).sum().alias("dated_rate"),
            (quantity * pl.col("age")).sum().alias("age_sum"),
        )
        .sort("device")
    )
    kwh = pl.col("yearly_kwh")
    metered = kwh.is_not_null() & kwh.is_finite() & (kwh >= 0)
    by_place = (
        counted.group_by("device", "place")
        .agg(
            (quantity * kwh).filter(metered).sum().alias("kwh"),
            metered.any().alias("metered"),
            quantity.filter(~metered).sum().alias("unmetered"),
        )
        .sort("device", "place")
    )
    places: dict[str, list[dict[str, float | str]]] = {}
    for place in by_place.iter_rows(named=True):
        places.setdefault(place["device"], []).append(place)
    return tuple(
        Holding(
            device=row["device"],
            rows=row["rows"],
            quantity=row["quantity"],
            dated=row["dated"],
            dated_rate=row["dated_rate"],
            mean_age=row["age_sum"] / row["dated"] if row["dated"] else None,
            declared_kwh={
                str(p["place"]): float(p["kwh"]) for p in places[row["device"]] if p["metered"]
            },
            unmetered={
                str(p["place"]): float(p["unmetered"])
                for p in places[row["device"]]
                if p["unmetered"]
            },
        )
        for row in by_device.iter_rows(named=True)
    )


def _exclusions(lines: pl.DataFrame) -> tuple[Exclusion, ...]:
    """Rows none of whose lines is counted, by the reason of their first line."""
    rows = lines.group_by("sheet", "row", maintain_order=True).agg(
        pl.col("reason").first(),
        pl.col("reason").is_null().any().alias("counted"),
        pl.col("quantity").fill_nan(0).sum(),
    )
    table = (
        rows.filter(~pl.col("counted"))
        .group_by("reason")
        .agg(pl.len().alias("rows"), pl.col("quantity").sum())
        .sort(["rows", "reason"], descending=[True, False])
    )
    return tuple(
        Exclusion(Reason(row["reason"]), row["rows"], row["quantity"])
        for row in table.iter_rows(named=True)
    )


def _partly_counted(lines: pl.DataFrame) -> int:
    """How many rows hold both a line that is counted and one that is not."""
    counted = pl.col("reason").is_null()
    rows = lines.group_by("sheet", "row").agg(
        counted.any().alias("some"), counted.all().alias("every")
    )
    return rows.filter(pl.col("some") & ~pl.col("every")).height
