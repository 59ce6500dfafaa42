"""A fleet summed up by kind of device: all that an assessment needs of an inventory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from jalons.footprint.engine.factors.lifetimes import Survival
from jalons.footprint.engine.factors.pack import Pack, Stage
from jalons.footprint.engine.fleet.sums import (
    FleetSums,
    added,
    narrowed,
    sums_of,
    survivals,
    with_own_figures,
)
from jalons.footprint.engine.inventory.hosted import is_hosted
from jalons.footprint.engine.inventory.line import Inventory, Notice, ReadColumn, Reason, rows_in

# Left out for want of knowledge; what is retired, missing or in stock is left out by choice.
NOT_ASSESSED = frozenset({Reason.UNKNOWN_TYPE, Reason.NO_FACTOR})
MOST_UNASSESSED = 200  # names: the inventory itself lists them all
LARGEST_LINES = 100
PLACELESS = "placeless"  # column of lines judged: no device, so that its country says nothing

type MachinesByPlace = Mapping[str, Mapping[str, float]]  # country, key of the machine: devices


@dataclass(frozen=True, slots=True)
class Span:
    """Devices whose manufacture is spread over ``stretch`` × expected life + ``extra`` years.

    ``stretch`` is zero when their owner says how long they serve. ``weight`` times the manufacture
    of a new one: more when it was refurbished for us. ``machine`` is the key of servers that say
    what they are made of (``engine/machines``).
    """

    quantity: float
    extra: float = 0.0
    stretch: float = 1.0
    weight: float = 1.0
    machine: str | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """All counted devices of one kind.

    ``dated`` of the ``quantity`` devices have an age, ``dated_rate`` is their Σ 1/age in 1/year and
    ``mean_age`` is in years. Per country: ``metered`` devices' electricity in kWh/year, and the
    number of devices whose consumption the inventory does not give; both again in ``own_pue`` for
    those whose data centre's PUE is stated, already multiplied by it; ``rooms_pue`` is the mean of
    those stated. ``spans`` share out all the
    devices by their life before and after us, ``undated`` those without an age. ``statuses`` says
    how many devices have each status. ``multipliers`` change whole stages (scenarios).
    ``machines``: of the devices without a stated consumption, those that say what they are made
    of, by country and key; ``own_machines``: the same, times the PUE their room gives. ``aged``:
    those that have an age, over their own life, as the rule REEL takes it. Any quantity up to
    ``doubt`` more or less is as likely.
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
    machines: MachinesByPlace = field(default_factory=dict)
    own_machines: MachinesByPlace = field(default_factory=dict)
    aged: tuple[Span, ...] = ()
    doubt: float = 0.0


@dataclass(frozen=True, slots=True)
class Exclusion:
    """The rows left out for one reason, and their devices when known."""

    reason: Reason
    rows: int
    quantity: float


@dataclass(frozen=True, slots=True)
class Unassessed:
    """Devices that are not assessed: of a kind without factor (``name`` its id), or unknown.

    ``name`` is then what the inventory calls them.
    """

    reason: Reason
    name: str
    quantity: float


@dataclass(frozen=True, slots=True)
class Fleet:
    """The counted devices by kind; those left out, with the reason.

    ``holdings`` follow from ``sums``; ``largest`` are the counted lines of most devices (at most a
    hundred, most first); ``unassessed`` the devices nothing could be said of, by name, most first.

    A row may make several lines ("1 PC + 2 écrans"): it is counted when one of them is, and
    ``partly_counted`` counts the rows that also have one that is not. ``assumed_home`` devices have
    no country in the inventory: their place is ``NO_COUNTRY`` until :func:`located` puts them at
    the home of a computation. ``measured`` kinds are no devices: their quantities are GB,
    messages, reams or m2. ``hosted``, by kind: what providers run for the authority, that is no
    device of its own. ``notices`` and ``columns``: what was remarked and read when the inventory
    was.
    """

    holdings: tuple[Holding, ...]
    exclusions: tuple[Exclusion, ...]
    sums: FleetSums
    largest: pl.DataFrame
    rows_counted: int
    assumed_home: float
    partly_counted: int
    rows_read: int
    measured: Set[str] = frozenset()
    hosted: Mapping[str, float] = field(default_factory=dict)
    unassessed: tuple[Unassessed, ...] = ()
    notices: tuple[Notice, ...] = ()
    columns: tuple[ReadColumn, ...] = ()

    @property
    def quantity(self) -> float:
        """The number of counted devices of the authority."""
        devices = (each for each in self.holdings if each.device not in self.measured)
        return sum(max(0.0, each.quantity - self.hosted.get(each.device, 0.0)) for each in devices)


@dataclass(frozen=True, slots=True)
class FleetPart:
    """Some rows of an inventory summed up, to be added to the others (:func:`fleet_of`).

    ``left_out``: rows and devices by reason; ``unassessed``: devices by reason and name; the rest
    as in :class:`Fleet`. No row stands in two parts.
    """

    sums: FleetSums
    left_out: pl.DataFrame
    unassessed: pl.DataFrame
    largest: pl.DataFrame
    rows_counted: int
    assumed_home: float
    partly_counted: int
    rows_read: int


def sum_up(inventory: Inventory, pack: Pack, *, on: date | None) -> Fleet:
    """The fleet of an inventory, ages taken ``on`` that day (in years of 365 days).

    Every line ends up counted or excluded with its reason: a kind the pack cannot assess becomes
    ``no_factor``, a line without kind ``unknown_type``, without a usable quantity
    ``absurd_quantity``.
    """
    part = part_of(lines_with_reasons(inventory, pack), inventory.rows_read, on=on)
    fleet = fleet_of([part], on=on, measured=measured_kinds(pack))
    hosted = inventory.lines.filter(is_hosted()).group_by("device").agg(pl.col("quantity").sum())
    return replace(
        fleet,
        hosted=dict(hosted.iter_rows()),
        notices=inventory.notices,
        columns=inventory.columns,
    )


def part_of(lines: pl.DataFrame, rows_read: int, *, on: date | None) -> FleetPart:
    """The sums of lines with their final reason, ages ``on`` that day."""
    counted = lines.filter(pl.col("reason").is_null())
    homeless = pl.col("country").is_null()
    if PLACELESS in lines.columns:
        homeless &= ~pl.col(PLACELESS)
    return FleetPart(
        sums=sums_of(with_own_figures(lines), on=on),
        left_out=_left_out(lines),
        unassessed=_unassessed(lines),
        largest=_largest([counted]),
        rows_counted=rows_in(counted),
        assumed_home=float(counted.filter(homeless)["quantity"].sum()),
        partly_counted=_partly_counted(lines),
        rows_read=rows_read,
    )


def merged(parts: Sequence[FleetPart]) -> FleetPart:
    """Several parts of an inventory as one."""
    left_out = pl.concat([part.left_out for part in parts])
    return FleetPart(
        sums=added([part.sums for part in parts]),
        left_out=left_out.group_by("reason").agg(pl.col("rows", "quantity").sum()),
        unassessed=_most_first(pl.concat([part.unassessed for part in parts])),
        largest=_largest([part.largest for part in parts]),
        rows_counted=sum(part.rows_counted for part in parts),
        assumed_home=sum(part.assumed_home for part in parts),
        partly_counted=sum(part.partly_counted for part in parts),
        rows_read=sum(part.rows_read for part in parts),
    )


def measured_kinds(pack: Pack) -> frozenset[str]:
    """The kinds that are not counted in devices."""
    return frozenset(name for name, kind in pack.devices.items() if not kind.is_device)


def fleet_of(
    parts: Sequence[FleetPart], *, on: date | None, measured: Set[str] = frozenset()
) -> Fleet:
    """The fleet of all the parts of an inventory, summed ``on`` the same day.

    ``measured``: the kinds that are no devices (:func:`measured_kinds`).
    """
    whole = merged(parts)
    return Fleet(
        holdings=holdings_of(whole.sums, survivals(whole.sums, on)),
        exclusions=tuple(
            Exclusion(Reason(row["reason"]), row["rows"], row["quantity"])
            for row in whole.left_out.sort(["rows", "reason"], descending=[True, False]).iter_rows(
                named=True
            )
        ),
        sums=whole.sums,
        largest=whole.largest,
        rows_counted=whole.rows_counted,
        assumed_home=whole.assumed_home,
        partly_counted=whole.partly_counted,
        rows_read=whole.rows_read,
        measured=measured,
        unassessed=tuple(
            Unassessed(Reason(row["reason"]), row["name"], row["quantity"])
            for row in whole.unassessed.iter_rows(named=True)
        ),
    )


def restricted(fleet: Fleet, *, devices: Set[str], statuses: Set[str]) -> Fleet:
    """The part of a fleet with these kinds and statuses.

    Its ``rows_counted`` are lines: a row with two of these kinds counts twice.
    """
    sums = narrowed(fleet.sums, devices=devices, statuses=statuses)
    survival = {holding.device: holding.survival for holding in fleet.holdings if holding.survival}
    wanted = pl.col("device").is_in(devices) & pl.col("status").is_in(statuses)
    return replace(
        fleet,
        holdings=holdings_of(sums, survival),
        sums=sums,
        largest=fleet.largest.filter(wanted),
        rows_counted=int(sums.kinds["rows"].sum()),
    )


def lines_with_reasons(inventory: Inventory, pack: Pack) -> pl.DataFrame:
    """Every line of the inventory with its final ``reason``, null when it is counted.

    What is consumed within the year has no age and no other life than that year.
    """
    consumed = [name for name, kind in pack.devices.items() if kind.consumed]
    year = pl.col("device").is_in(consumed).fill_null(value=False)
    dateless = ("purchased", "retired", "years_before", "years_after", "yearly_kwh")
    return inventory.lines.with_columns(
        final_reason(pack),
        *(
            pl.when(~year).then(name).alias(name)
            for name in dateless
            if name in inventory.lines.columns
        ),
        pl.when(year).then(1.0).otherwise("lifetime").alias("lifetime"),
        pl.col("device").is_in(list(measured_kinds(pack))).fill_null(value=False).alias(PLACELESS),
    )


def final_reason(pack: Pack) -> pl.Expr:
    """The ``reason`` of each line once a pack says which kinds it can assess."""
    return _reason([name for name in pack.devices if pack.assesses(name)]).alias("reason")


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


def holdings_of(sums: FleetSums, survival: Mapping[str, Survival]) -> tuple[Holding, ...]:
    """The holdings of each kind, from their sums."""
    by_device = sums.kinds.group_by("device").agg(pl.exclude("status").sum()).sort("device")
    places = _by_place(sums.places.filter(~pl.col("roomed")))
    owned = _by_place(sums.places.filter("roomed"))
    spans, undated = _spans(sums.lives), _spans(sums.lives.filter(~pl.col("dated")))
    machines = _machines(sums.places.filter(~pl.col("roomed")))
    own_machines, aged = _machines(sums.places.filter("roomed")), _aged(sums.lives)
    statuses = _statuses(sums.kinds)
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
            machines=machines.get(row["device"], {}),
            own_machines=own_machines.get(row["device"], {}),
            aged=aged.get(row["device"], ()),
            doubt=row["quantity_doubt"],
        )
        for row in by_device.iter_rows(named=True)
    )


def _by_place(sums: pl.DataFrame) -> dict[str, list[dict[str, float | str]]]:
    """The electricity of each kind by country: declared, and the number of devices without any."""
    table = (
        sums.group_by("device", "place")
        .agg(pl.col("kwh", "metered", "unmetered").sum())
        .sort("device", "place")
    )
    places: dict[str, list[dict[str, float | str]]] = {}
    for place in table.iter_rows(named=True):
        places.setdefault(place["device"], []).append(place)
    return places


def _spans(lives: pl.DataFrame) -> dict[str, tuple[Span, ...]]:
    """The devices of each kind by life: expected or stated, before and after us."""
    table = (
        lives.group_by("device", "extra", "stated_life", "machine")
        .agg(pl.col("quantity").sum())
        .sort("device", "extra", "stated_life", "machine")
    )
    found: dict[str, list[Span]] = {}
    for device, extra, stated, machine, quantity in table.iter_rows():
        years, stretch = (extra, 1.0) if stated is None else (extra + stated, 0.0)
        span = Span(quantity, years, stretch, machine=machine)
        found.setdefault(device, []).append(span)
    return {device: tuple(spans) for device, spans in found.items()}


def _aged(lives: pl.DataFrame) -> dict[str, tuple[Span, ...]]:
    """The dated devices with known components, each machine over the mean of its lives."""
    table = (
        lives.filter(pl.col("dated") & pl.col("machine").is_not_null())
        .group_by("device", "machine")
        .agg(pl.col("quantity", "dated_rate").sum())
        .sort("device", "machine")
    )
    found: dict[str, list[Span]] = {}
    for device, machine, quantity, rate in table.iter_rows():
        span = Span(quantity, quantity / rate, 0.0, machine=machine)
        found.setdefault(device, []).append(span)
    return {device: tuple(spans) for device, spans in found.items()}


def _machines(places: pl.DataFrame) -> dict[str, dict[str, dict[str, float]]]:
    table = (
        places.filter(pl.col("machine").is_not_null() & (pl.col("unmetered") > 0))
        .group_by("device", "place", "machine")
        .agg(pl.col("unmetered").sum())
        .sort("device", "place", "machine")
    )
    found: dict[str, dict[str, dict[str, float]]] = {}
    for device, place, machine, quantity in table.iter_rows():
        found.setdefault(device, {}).setdefault(place, {})[machine] = quantity
    return found


def _statuses(kinds: pl.DataFrame) -> dict[str, dict[Any, float]]:
    found: dict[str, dict[Any, float]] = {}
    table = kinds.select("device", "status", "quantity").sort("device", "status")
    for device, value, quantity in table.iter_rows():
        found.setdefault(device, {})[value] = quantity
    return found


def _largest(lines: Sequence[pl.DataFrame]) -> pl.DataFrame:
    columns = [part.select("sheet", "row", "device", "status", "quantity") for part in lines]
    whole = pl.concat(columns).sort("quantity", descending=True, maintain_order=True)
    return whole.head(LARGEST_LINES)


def _left_out(lines: pl.DataFrame) -> pl.DataFrame:
    """Rows none of whose lines is counted, by the reason of their first line."""
    counted = pl.col("reason").is_null()
    rows = lines.filter(~counted).with_columns(pl.col("quantity").fill_nan(0))
    if rows_in(lines) < lines.height:
        rows = (
            lines.group_by("sheet", "row", maintain_order=True)
            .agg(
                pl.col("reason").first(),
                counted.any().alias("counted"),
                pl.col("quantity").fill_nan(0).sum(),
            )
            .filter(~pl.col("counted"))
        )
    return rows.group_by("reason").agg(
        pl.len().cast(pl.Int64).alias("rows"), pl.col("quantity").sum()
    )


def _unassessed(lines: pl.DataFrame) -> pl.DataFrame:
    """The devices not assessed, by kind, or by their name in the inventory."""
    found = lines.filter(pl.col("reason").is_in([each.value for each in NOT_ASSESSED]))
    written = (pl.col(name).str.strip_chars() for name in ("type_text", "model"))
    called = [pl.when(each.str.len_chars() > 0).then(each) for each in written]
    known = pl.col("reason") == Reason.NO_FACTOR.value
    return _most_first(
        found.select(
            "reason",
            pl.when(known)
            .then("device")
            .otherwise(pl.coalesce(*called))
            .fill_null("")
            .alias("name"),
            pl.col("quantity").fill_nan(0).fill_null(0),
        )
    )


def _most_first(unassessed: pl.DataFrame) -> pl.DataFrame:
    """Summed by name, the most devices first; the names that weigh least are not retained."""
    return (
        unassessed.group_by("reason", "name")
        .agg(pl.col("quantity").sum())
        .sort(["quantity", "reason", "name"], descending=[True, False, False])
        .head(MOST_UNASSESSED)
    )


def _partly_counted(lines: pl.DataFrame) -> int:
    """The number of rows with both a counted line and one that is not."""
    if rows_in(lines) == lines.height:
        return 0
    counted = pl.col("reason").is_null()
    rows = lines.group_by("sheet", "row").agg(
        counted.any().alias("some"), counted.all().alias("every")
    )
    return rows.filter(pl.col("some") & ~pl.col("every")).height
