"""Sums over counted lines, as small tables that can be added up.

Two parts of an inventory summed apart and added are the inventory summed whole, so that a file of
any length is read part by part. Tables grow with the distinct values of their keys, not with rows:
kinds, statuses, countries, lives stated by owners, days of purchase.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, fields, replace
from datetime import date

import polars as pl

from jalons.footprint.engine.factors.lifetimes import SHAPES, YOUNGEST, Survival
from jalons.footprint.engine.fleet.machines import machine_keys
from jalons.footprint.engine.inventory.line import DeviceStatus, Reason

DAYS_PER_YEAR = 365  # NumEcoEval's REEL
NO_COUNTRY = ""  # the place of devices whose country the inventory does not state
SHORTEST_LIFE = 1.0
SHORTEST_STATED = 0.1  # years: less is a mistake, not a lifetime

_KEYS = {
    "kinds": ("device", "status"),
    "places": ("device", "status", "place", "roomed", "machine"),
    "lives": ("device", "status", "dated", "extra", "stated_life", "machine"),
    "departures": ("device",),
    "watched": ("device", "purchased"),
}
_FIRST = "first_retired"


@dataclass(frozen=True, slots=True)
class FleetSums:
    """Sums over lines, one row per distinct key; all but ``departures`` and ``watched`` over the
    counted ones.

    ``kinds``, by device and status: rows, quantity and its doubt, dated devices, Σ q/life and Σ
    q·age in years, Σ q·PUE and the devices in rooms whose PUE is stated. ``places``, also by
    country and whether that PUE is stated (``NO_COUNTRY`` where none is stated: where that is, a
    computation decides): kWh/year stated (times the PUE), how many rows state it, the devices that
    do not. ``lives``, by age known or not, years before and after us, stated years with us:
    devices, and Σ q/life of the dated ones. Both also by ``machine``, the key of servers that say
    what they are made of.
    ``departures``, by device, and ``watched``, by device and day of purchase: what survival asks.
    """

    kinds: pl.DataFrame
    places: pl.DataFrame
    lives: pl.DataFrame
    departures: pl.DataFrame
    watched: pl.DataFrame


def sums_of(lines: pl.DataFrame, *, on: date | None) -> FleetSums:
    """The sums of lines with their ``reason`` and their owner's figures, ages ``on`` that day."""
    counted = lines.filter(pl.col("reason").is_null()).with_columns(
        _age(on).alias("age"), pl.col("country").fill_null(NO_COUNTRY).alias("place")
    )
    departures, watched = _survival_sums(lines, on)
    return FleetSums(_kinds(counted), _places(counted), _lives(counted), departures, watched)


def added(parts: Sequence[FleetSums]) -> FleetSums:
    """The sums of several parts of the same inventory together."""
    if len(parts) == 1:
        return parts[0]
    return FleetSums(**{
        table.name: _added([getattr(part, table.name) for part in parts], _KEYS[table.name])
        for table in fields(FleetSums)
    })  # fmt: skip


def narrowed(sums: FleetSums, *, devices: Set[str], statuses: Set[str]) -> FleetSums:
    """The sums of the counted lines of these kinds and statuses; survival as it was."""
    wanted = pl.col("device").is_in(devices) & pl.col("status").is_in(statuses)
    return replace(
        sums,
        kinds=sums.kinds.filter(wanted),
        places=sums.places.filter(wanted),
        lives=sums.lives.filter(wanted),
    )


def _added(tables: Sequence[pl.DataFrame], keys: tuple[str, ...]) -> pl.DataFrame:
    whole = pl.concat(tables)
    values = [name for name in whole.columns if name not in keys]
    return whole.group_by(keys, maintain_order=True).agg(
        pl.col(name).min() if name == _FIRST else pl.col(name).sum() for name in values
    )


def _age(on: date | None) -> pl.Expr:
    """Years between purchase and retirement, or the day of the inventory; null when unknown."""
    end = pl.coalesce(pl.col("retired"), pl.lit(on, dtype=pl.Date))
    years = (end - pl.col("purchased")).dt.total_days() / DAYS_PER_YEAR
    return pl.when(years >= 0).then(years)


def with_own_figures(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines with the figures stated by their owner; impossible ones count as unknown.

    ``extra``: years of service before and after us, 0 when not stated (``years_before`` and
    ``years_after``, NumEcoEval's ``dureeUsageAmont`` and ``dureeUsageAval``). ``stated_life``:
    years with us (``lifetime``). ``own_pue``: that of its data centre (``pue``). ``machine``: the
    key of a server that says what it is made of.
    """
    columns = lines.columns

    def stated(name: str, least: float) -> pl.Expr:
        if name not in columns:
            return pl.lit(None, dtype=pl.Float64)
        value = pl.col(name)
        return pl.when(value.is_finite() & (value >= least)).then(value)

    before, after = (stated(name, 0.0).fill_null(0.0) for name in ("years_before", "years_after"))
    return lines.with_columns(
        (before + after).alias("extra"),
        stated("lifetime", SHORTEST_STATED).alias("stated_life"),
        stated("pue", 1.0).alias("own_pue"),
        stated("quantity_doubt", 0.0).alias("quantity_doubt"),
        machine_keys(lines),
    )


def _kinds(counted: pl.DataFrame) -> pl.DataFrame:
    quantity, dated, life = pl.col("quantity"), pl.col("age").is_not_null(), _own_life()
    return counted.group_by("device", "status").agg(
        pl.len().cast(pl.Int64).alias("rows"),
        quantity.sum().alias("quantity"),
        pl.col("quantity_doubt").sum(),
        quantity.filter(dated).sum().alias("dated"),
        (quantity / life).filter(dated).sum().alias("dated_rate"),
        (quantity * pl.col("age")).sum().alias("age_sum"),
        (quantity * pl.col("own_pue")).sum().alias("pue_sum"),
        quantity.filter(pl.col("own_pue").is_not_null()).sum().alias("roomed"),
    )


def _places(counted: pl.DataFrame) -> pl.DataFrame:
    quantity, kwh = pl.col("quantity") * pl.col("own_pue").fill_null(1.0), pl.col("yearly_kwh")
    metered = kwh.is_not_null() & kwh.is_finite() & (kwh >= 0)
    return counted.group_by(
        "device", "status", "place", pl.col("own_pue").is_not_null().alias("roomed"), "machine"
    ).agg(
        (quantity * kwh).filter(metered).sum().alias("kwh"),
        metered.sum().cast(pl.Int64).alias("metered"),
        quantity.filter(~metered).sum().alias("unmetered"),
    )


def _lives(counted: pl.DataFrame) -> pl.DataFrame:
    quantity, dated = pl.col("quantity"), pl.col("age").is_not_null()
    return counted.group_by(
        "device", "status", dated.alias("dated"), "extra", "stated_life", "machine"
    ).agg(quantity.sum(), (quantity / _own_life()).filter(dated).sum().alias("dated_rate"))


def _own_life() -> pl.Expr:
    """The whole life of a dated device; NumEcoEval's floor of one year is for REEL alone."""
    return pl.max_horizontal(pl.col("age") + pl.col("extra"), pl.lit(SHORTEST_LIFE))


def _survival_sums(lines: pl.DataFrame, on: date | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The sums ``survivals`` needs: devices that left, devices watched by day of purchase.

    Observed: devices counted and devices retired, bought on a known day.
    """
    gone = pl.col("retired").is_not_null() & (pl.col("retired") <= pl.lit(on, dtype=pl.Date))
    left = gone | (pl.col("status") == DeviceStatus.RETIRED.value)
    observed = pl.col("reason").is_null() | (pl.col("reason") == Reason.RETIRED.value)
    quantity, dated = pl.col("quantity"), pl.col("departed")
    known = (
        lines.filter(
            observed & pl.col("device").is_not_null() & quantity.is_finite() & (quantity > 0)
        )
        .with_columns(
            left.alias("left"), (gone & pl.col("purchased").is_not_null()).alias("departed")
        )
        .with_columns(
            pl.when(dated).then("retired").otherwise(pl.lit(on, dtype=pl.Date)).alias("end")
        )
        # Followed until its end; that is never before the first dated retirement of its kind.
        .with_columns(
            ((dated | ~pl.col("left")) & (pl.col("end") >= pl.col("purchased")))
            .fill_null(value=False)
            .alias("followed")
        )
    )
    followed, old = pl.col("followed"), _years(pl.col("end") - pl.col("purchased"))
    departures = known.group_by("device").agg(
        quantity.filter(dated & followed).sum().alias("retirements"),
        quantity.filter(followed).sum().alias("followed"),
        (quantity * old.clip(YOUNGEST).log()).filter(dated & followed).sum().alias("log_ages"),
        *((quantity * old**shape).filter(followed).sum().alias(f"{shape}") for shape in SHAPES),
        quantity.filter(pl.col("left")).sum().alias("all_left"),
        pl.col("retired").filter(dated).min().alias(_FIRST),
    )
    watched = known.filter("followed").group_by("device", "purchased").agg(quantity.sum())
    return departures, watched


def _years(span: pl.Expr) -> pl.Expr:
    return span.dt.total_days() / DAYS_PER_YEAR


def survivals(sums: FleetSums, on: date | None) -> dict[str, Survival]:
    """The survival of each kind in the inventory; empty without a day to count to.

    Devices are watched from the first dated retirement of their kind; before it, those that left
    are not in the file.
    """
    if on is None:
        return {}
    since = sums.departures.filter(pl.col(_FIRST).is_not_null())
    young = _years(pl.col(_FIRST) - pl.col("purchased")).clip(0.0)
    before = (
        sums.watched.join(since.select("device", _FIRST), on="device")
        .sort("device", "purchased")
        .group_by("device", maintain_order=True)
        .agg((pl.col("quantity") * young**shape).sum().alias(f"{shape}") for shape in SHAPES)
    )
    table = since.join(before, on="device", how="left", suffix="_young").sort("device")
    return {
        row["device"]: Survival(
            retirements=row["retirements"],
            watched=row["followed"],
            exposures=tuple(row[f"{shape}"] - (row[f"{shape}_young"] or 0.0) for shape in SHAPES),
            log_ages=row["log_ages"],
            dated_share=row["retirements"] / row["all_left"],
            since=f"{row[_FIRST]}",
        )
        for row in table.iter_rows(named=True)
    }
