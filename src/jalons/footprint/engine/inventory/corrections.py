"""Corrections of lines by people: stored apart from the file, applied at each computation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import polars as pl

from jalons.footprint.engine.inventory.line import DecidedBy, Inventory, Nature, Notice

type CorrectedValue = str | float | bool | None
type Previous = tuple[CorrectedValue, int]  # a value, and how many lines had it

MOST_VALUES = 8  # previous values a correction lists; the rest is summed up


class CorrectedField(StrEnum):
    """The fields that may be corrected on a line; dates in ISO 8601."""

    DEVICE = "device"
    STATUS = "status"
    SITE = "site"
    ENTITY = "entity"
    PURCHASED = "purchased"
    LIFETIME = "lifetime"  # years
    QUANTITY = "quantity"  # devices
    YEARLY_KWH = "yearly_kwh"  # kWh/year, of one device
    SET_ASIDE = "set_aside"  # true: not counted


ERASABLE = frozenset(
    {
        CorrectedField.SITE,
        CorrectedField.ENTITY,
        CorrectedField.PURCHASED,
        CorrectedField.LIFETIME,
        CorrectedField.YEARLY_KWH,
    }
)


@dataclass(frozen=True, slots=True)
class LineRange:
    """The lines of ``first`` to ``last`` row of a sheet; ``part`` distinguishes those of one row.

    Rows are as the spreadsheet numbers them: they do not move when a column is read otherwise.
    """

    sheet: str
    part: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Correction:
    """A field set to ``value`` on some lines; None: unknown."""

    field: CorrectedField
    value: CorrectedValue
    lines: tuple[LineRange, ...]


@dataclass(frozen=True, slots=True)
class CorrectionEffect:
    """The effect of a correction: how many of the chosen lines change, and from which values."""

    field: CorrectedField
    value: CorrectedValue
    chosen: int
    changed: int
    before: tuple[Previous, ...]


def with_parts(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines with ``part``: 0 for the first line of a row, 1 for the second…"""
    return lines.with_columns(
        pl.int_range(pl.len(), dtype=pl.UInt32).over("sheet", "row").alias("part")
    )


def ranges_of(lines: pl.DataFrame) -> tuple[LineRange, ...]:
    """The ranges of exactly these lines (``sheet``, ``row``, ``part``)."""
    keys = lines.select("sheet", "part", pl.col("row").cast(pl.Int64)).unique()
    table = (
        keys.sort("sheet", "part", "row")
        .with_columns((pl.col("row") - pl.int_range(pl.len()).over("sheet", "part")).alias("block"))
        .group_by("sheet", "part", "block", maintain_order=True)
        .agg(pl.col("row").min().alias("first"), pl.col("row").max().alias("last"))
    )
    return tuple(LineRange(*row) for row in table.drop("block").iter_rows())


def lines_in(ranges: Iterable[LineRange]) -> pl.DataFrame:
    """The ``sheet``, ``row`` and ``part`` of every line of these ranges, each once."""
    table = pl.DataFrame(
        [(each.sheet, each.part, each.first, each.last) for each in ranges],
        schema={"sheet": pl.String, "part": pl.UInt32, "first": pl.Int64, "last": pl.Int64},
        orient="row",
    )
    rows = pl.int_ranges("first", pl.col("last") + 1).alias("row")
    exploded = table.with_columns(rows).explode("row").drop("first", "last")
    return exploded.select("sheet", pl.col("row").cast(pl.UInt32), "part").unique()


def shared_lines(one: Sequence[LineRange], other: Sequence[LineRange]) -> tuple[LineRange, ...]:
    """The lines in both."""
    keys = ["sheet", "row", "part"]
    return ranges_of(lines_in(one).join(lines_in(other), on=keys, how="semi"))


def other_lines(one: Sequence[LineRange], without: Sequence[LineRange]) -> tuple[LineRange, ...]:
    """The lines of the first that are not in the second."""
    keys = ["sheet", "row", "part"]
    return ranges_of(lines_in(one).join(lines_in(without), on=keys, how="anti"))


def with_corrections(inventory: Inventory, corrections: Sequence[Correction]) -> Inventory:
    """The inventory with its corrections, in order: the last one prevails.

    ``corrected`` names the fields a person said, line by line. Reasons must then be decided again.
    A correction whose lines are no longer there changes nothing, and a notice counts them.
    """
    if not corrections:
        return inventory
    lines = with_parts(inventory.lines).with_columns(pl.col("corrected").fill_null(""))
    lost = 0
    for correction in corrections:
        wanted = lines_in(correction.lines)
        marked = _marked(lines, wanted)
        lost += wanted.height - int(marked["hit"].sum())
        lines = marked.with_columns(*_applied(correction)).drop("hit")
    notices = [Notice("corrections_lost", None, {"rows": lost})] if lost else []
    return replace(
        inventory,
        lines=lines.select(inventory.lines.columns),
        notices=(*inventory.notices, *notices),
    )


def effect(inventory: Inventory, correction: Correction) -> CorrectionEffect:
    """The effect a correction would have on an inventory, which stays unchanged."""
    marked = _marked(with_parts(inventory.lines), lines_in(correction.lines))
    chosen = marked.filter("hit")
    changing = chosen.filter(_unlike(correction))
    if correction.field == CorrectedField.SET_ASIDE:
        previous: list[Previous] = (
            [(not correction.value, changing.height)] if changing.height else []
        )
    else:
        column = pl.col(correction.field.value)
        counted = changing.group_by(column.alias("value")).len().sort("len", descending=True)
        previous = [(_plain(value), count) for value, count in counted.iter_rows()]
    return CorrectionEffect(
        correction.field,
        correction.value,
        chosen.height,
        changing.height,
        tuple(previous[:MOST_VALUES]),
    )


def _plain(value: object) -> CorrectedValue:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | float | bool) else None


def _marked(lines: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """The lines with ``hit``, true for those wanted, in their order."""
    return lines.join(
        wanted.with_columns(pl.lit(value=True).alias("hit")),
        on=["sheet", "row", "part"],
        how="left",
        maintain_order="left",
    ).with_columns(pl.col("hit").fill_null(value=False))


def _unlike(correction: Correction) -> pl.Expr:
    """Whether a line differs from the correction; blank and unknown are the same."""
    if correction.field == CorrectedField.SET_ASIDE:
        aside = is_corrected(CorrectedField.SET_ASIDE)
        return ~aside if correction.value else aside
    column = pl.col(correction.field.value)
    if correction.field in {CorrectedField.SITE, CorrectedField.ENTITY}:
        column = column.fill_null("")
    return column.ne_missing(_literal(correction))


def is_corrected(field: CorrectedField) -> pl.Expr:
    """Whether a person said this field of a line."""
    return pl.col("corrected").fill_null("").str.contains(field.value, literal=True)


def _literal(correction: Correction) -> pl.Expr:
    value = correction.value
    if correction.field == CorrectedField.PURCHASED:
        day = None if value is None else date.fromisoformat(str(value))
        return pl.lit(day, dtype=pl.Date)
    if correction.field in {CorrectedField.SITE, CorrectedField.ENTITY}:
        return pl.lit("" if value is None else value, dtype=pl.String)
    return pl.lit(value)


def _applied(correction: Correction) -> list[pl.Expr]:
    """The columns corrected where ``hit`` is true."""
    field, hit = correction.field, pl.col("hit")
    if field == CorrectedField.SET_ASIDE and not correction.value:
        names = pl.col("corrected").str.split(",").list.set_difference([field.value])
        return [pl.when(hit).then(names.list.join(",")).otherwise("corrected").alias("corrected")]
    corrected = pl.concat_str(
        pl.when(pl.col("corrected") != "").then(pl.col("corrected") + ",").otherwise(pl.lit("")),
        pl.lit(field.value),
    )
    changed = [
        pl.when(hit & ~is_corrected(field))
        .then(corrected)
        .otherwise("corrected")
        .alias("corrected")
    ]
    if field == CorrectedField.SET_ASIDE:
        return changed
    changes = {field.value: _literal(correction)}
    if field == CorrectedField.PURCHASED:
        changes["date_refused"] = pl.lit(value=False)
    if field == CorrectedField.DEVICE:
        changes["decided_by"] = pl.lit(DecidedBy.PERSON.value)
        changes["nature"] = pl.lit(Nature.DEVICE.value)
    return changed + [
        pl.when(hit).then(value).otherwise(pl.col(name)).alias(name)
        for name, value in changes.items()
    ]
