"""A fleet summed up: all that an assessment needs to know of an inventory, whatever its size."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from jalons.footprint.engine.factors import Pack, Stage
from jalons.footprint.engine.inventory import DeviceStatus, Inventory, Reason
from jalons.footprint.engine.lifetimes import SHAPES, YOUNGEST, Survival

DAYS_PER_YEAR = 365  # NumEcoEval's REEL
SHORTEST_LIFE = 1.0
# Left out for want of knowledge; what is retired, missing or in stock is left out by choice.
NOT_ASSESSED = frozenset({Reason.UNKNOWN_TYPE, Reason.NO_FACTOR})
SHORTEST_GIVEN = 0.1  # years: less is a mistake, not a lifetime


@dataclass(frozen=True, slots=True)
class Span:
    """Devices whose manufacture is spread over ``stretch`` × expected life + ``extra`` years.

    ``stretch`` is zero when their owner says how long they serve. ``weight`` times the manufacture
    of a new one: more when it was refurbished for us.
    """

    quantity: float
    extra: float = 0.0
    stretch: float = 1.0
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Holding:
    """All counted devices of one kind.

    ``dated`` of the ``quantity`` devices have an age, ``dated_rate`` is their Σ 1/age in 1/year and
    ``mean_age`` is in years. Per country: ``metered`` devices' electricity in kWh/year, and the
    number of devices whose consumption the inventory does not give; both again in ``own_pue`` for
    those whose data centre's PUE is given, already multiplied by it; ``rooms_pue`` is the mean of
    those given. ``spans`` share out all the
    devices by their life before and after us, ``undated`` those without an age. ``statuses`` tells
    how many devices have each status. ``multipliers`` change whole stages (scenarios).
    """

    device: str
    rows: int
    quantity: float
    dated: float
    dated_rate: float
    mean_age: float | None
    declared_kwh: Mapping[str, float] = field(default_factory=dict)
    unmetered: Mapping[str, float] = field(default_factory=dict)
    own_pue: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    rooms_pue: float | None = None
    spans: tuple[Span, ...] = ()
    undated: tuple[Span, ...] = ()
    statuses: Mapping[str, float] = field(default_factory=dict)
    survival: Survival | None = None
    multipliers: Mapping[Stage, float] = field(default_factory=dict)


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
    rows_read: int

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
    lines = with_own_figures(judged(inventory, pack))
    counted = lines.filter(pl.col("reason").is_null()).with_columns(
        _age(on).alias("age"),
        pl.col("country").fill_null(home).alias("place"),
        pl.col("country").is_null().alias("assumed_home"),
    )
    assumed = counted.filter(pl.col("assumed_home"))["quantity"].sum()
    return Fleet(
        holdings=_holdings(counted, survivals(lines, on)),
        exclusions=_exclusions(lines),
        counted=counted,
        assumed_home=float(assumed),
        partly_counted=_partly_counted(lines),
        rows_read=inventory.rows_read,
    )


def restricted(fleet: Fleet, *, devices: Set[str], statuses: Set[str]) -> Fleet:
    """The part of a fleet of these kinds and statuses; the rest of it is as it was."""
    kept = fleet.counted.filter(pl.col("device").is_in(devices) & pl.col("status").is_in(statuses))
    survival = {each.device: each.survival for each in fleet.holdings if each.survival}
    return replace(fleet, holdings=_holdings(kept, survival), counted=kept)


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


def with_own_figures(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines with what their owner says of each device; what cannot be counts as not said.

    ``extra``: years of service before and after us, 0 when not told (``years_before`` and
    ``years_after``, NumEcoEval's ``dureeUsageAmont`` and ``dureeUsageAval``). ``given_life``: years
    with us (``lifetime``). ``own_pue``: that of its data centre (``pue``).
    """
    columns = lines.columns

    def told(name: str, least: float) -> pl.Expr:
        if name not in columns:
            return pl.lit(None, dtype=pl.Float64)
        value = pl.col(name)
        return pl.when(value.is_finite() & (value >= least)).then(value)

    before, after = (told(name, 0.0).fill_null(0.0) for name in ("years_before", "years_after"))
    return lines.with_columns(
        (before + after).alias("extra"),
        told("lifetime", SHORTEST_GIVEN).alias("given_life"),
        told("pue", 1.0).alias("own_pue"),
    )


def _holdings(counted: pl.DataFrame, survival: Mapping[str, Survival]) -> tuple[Holding, ...]:
    quantity, dated = pl.col("quantity"), pl.col("age").is_not_null()
    # NumEcoEval's floor of one year holds for REEL alone, on the whole life.
    life = pl.max_horizontal(pl.col("age") + pl.col("extra"), pl.lit(SHORTEST_LIFE))
    by_device = (
        counted.group_by("device")
        .agg(
            pl.len().alias("rows"),
            quantity.sum().alias("quantity"),
            quantity.filter(dated).sum().alias("dated"),
            (quantity / life).filter(dated).sum().alias("dated_rate"),
            (quantity * pl.col("age")).sum().alias("age_sum"),
            (quantity * pl.col("own_pue")).sum().alias("pue_sum"),
            quantity.filter(pl.col("own_pue").is_not_null()).sum().alias("roomed"),
        )
        .sort("device")
    )
    places = _by_place(counted.filter(pl.col("own_pue").is_null()))
    owned = _by_place(counted.filter(pl.col("own_pue").is_not_null()))
    spans, undated = _spans(counted), _spans(counted.filter(~dated))
    statuses = _sums(counted, "status")
    return tuple(
        Holding(
            device=row["device"],
            rows=row["rows"],
            quantity=row["quantity"],
            dated=row["dated"],
            dated_rate=row["dated_rate"],
            mean_age=row["age_sum"] / row["dated"] if row["dated"] else None,
            declared_kwh={
                str(p["place"]): float(p["kwh"])
                for p in places.get(row["device"], ())
                if p["metered"]
            },
            unmetered={
                str(p["place"]): float(p["unmetered"])
                for p in places.get(row["device"], ())
                if p["unmetered"]
            },
            own_pue={
                str(p["place"]): (float(p["kwh"]), float(p["unmetered"]))
                for p in owned.get(row["device"], ())
            },
            rooms_pue=row["pue_sum"] / row["roomed"] if row["roomed"] else None,
            spans=spans[row["device"]],
            undated=undated.get(row["device"], ()),
            statuses=statuses[row["device"]],
            survival=survival.get(row["device"]),
        )
        for row in by_device.iter_rows(named=True)
    )


def _by_place(counted: pl.DataFrame) -> dict[str, list[dict[str, float | str]]]:
    """The electricity of each kind by country: declared, and how many devices declare none."""
    quantity, kwh = pl.col("quantity") * pl.col("own_pue").fill_null(1.0), pl.col("yearly_kwh")
    metered = kwh.is_not_null() & kwh.is_finite() & (kwh >= 0)
    table = (
        counted.group_by("device", "place")
        .agg(
            (quantity * kwh).filter(metered).sum().alias("kwh"),
            metered.any().alias("metered"),
            quantity.filter(~metered).sum().alias("unmetered"),
        )
        .sort("device", "place")
    )
    places: dict[str, list[dict[str, float | str]]] = {}
    for place in table.iter_rows(named=True):
        places.setdefault(place["device"], []).append(place)
    return places


def _spans(lines: pl.DataFrame) -> dict[str, tuple[Span, ...]]:
    """How many devices of each kind share a life: expected or given, before and after us."""
    table = (
        lines.group_by("device", "extra", "given_life")
        .agg(pl.col("quantity").sum())
        .sort("device", "extra", "given_life")
    )
    found: dict[str, list[Span]] = {}
    for device, extra, given, quantity in table.iter_rows():
        span = Span(quantity, extra) if given is None else Span(quantity, extra + given, 0.0)
        found.setdefault(device, []).append(span)
    return {device: tuple(spans) for device, spans in found.items()}


def _sums(lines: pl.DataFrame, column: str) -> dict[str, dict[Any, float]]:
    """How many devices of each kind have each value of a column."""
    table = lines.group_by("device", column).agg(pl.col("quantity").sum()).sort("device", column)
    found: dict[str, dict[Any, float]] = {}
    for device, value, quantity in table.iter_rows():
        found.setdefault(device, {})[value] = quantity
    return found


def survivals(lines: pl.DataFrame, on: date | None) -> dict[str, Survival]:
    """What the inventory shows of the life of each kind; nothing without a day to count to.

    Heard: devices counted and devices retired, bought on a known day. They are watched from the
    first dated retirement of their kind; before it, those that left are not in the file.
    """
    if on is None:
        return {}
    gone = pl.col("retired").is_not_null() & (pl.col("retired") <= on)
    left = gone | (pl.col("status") == DeviceStatus.RETIRED.value)
    heard = pl.col("reason").is_null() | (pl.col("reason") == Reason.RETIRED.value)
    quantity = pl.col("quantity")
    known = lines.filter(
        heard & pl.col("device").is_not_null() & quantity.is_finite() & (quantity > 0)
    ).with_columns(left.alias("left"), (gone & pl.col("purchased").is_not_null()).alias("dated"))
    since = pl.col("retired").filter(pl.col("dated")).min().over("device")
    end = pl.when(pl.col("dated")).then(pl.col("retired")).otherwise(pl.lit(on))
    start = pl.max_horizontal(pl.col("purchased"), pl.col("since"))
    followed = pl.col("purchased").is_not_null() & (pl.col("dated") | ~pl.col("left"))
    old = (pl.col("end") - pl.col("purchased")).dt.total_days() / DAYS_PER_YEAR
    young = (pl.col("start") - pl.col("purchased")).dt.total_days() / DAYS_PER_YEAR
    watched = followed & (pl.col("end") >= pl.col("start"))
    table = (
        known.with_columns(since.alias("since"), end.alias("end"))
        .filter(pl.col("since").is_not_null())
        .with_columns(start.alias("start"))
        .group_by("device")
        .agg(
            quantity.filter(pl.col("dated") & watched).sum().alias("retirements"),
            quantity.filter(watched).sum().alias("watched"),
            (quantity * old.clip(YOUNGEST).log())
            .filter(pl.col("dated") & watched)
            .sum()
            .alias("log_ages"),
            *(
                (quantity * (old**shape - young**shape)).filter(watched).sum().alias(f"{shape}")
                for shape in SHAPES
            ),
            quantity.filter(pl.col("left")).sum().alias("all_left"),
            pl.col("since").first().cast(pl.String),
        )
        .sort("device")
    )
    return {
        row["device"]: Survival(
            retirements=row["retirements"],
            watched=row["watched"],
            exposures=tuple(row[f"{shape}"] for shape in SHAPES),
            log_ages=row["log_ages"],
            dated_share=row["retirements"] / row["all_left"],
            since=row["since"],
        )
        for row in table.iter_rows(named=True)
    }


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
