"""The statistics of a column of texts, computed by Polars without one Python object per cell."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import polars as pl

from jalons.catalogue.engine.statistics.values import LEAST_COUNT, ColumnStatistics, ColumnType
from jalons.kernel.tables import package_table
from jalons.tabular.folding import fold_heading
from jalons.tabular.vocabulary import Vocabulary

SURE = 0.9  # share of the filled cells from which a column is of a kind
CLASSES, MOST_FREQUENT, _LONGEST = 10, 10, 200
MANY, MOST_DISTINCT = 3_000_000, 1_000_000  # beyond both, values are not counted one by one
_SPACES = r"[ \u00a0\u202f]"
_WHOLE = rf"\d{{1,18}}|\d{{1,3}}(?:{_SPACES}\d{{3}}){{1,5}}"
_DECIMAL = rf"^[+-]?(?:{_WHOLE})(?:[.,]\d{{1,20}})?(?:[eE][+-]?\d{{1,2}})?$"
_ISO = r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$"
_FRENCH = r"^(\d{1,2}/\d{1,2}/\d{4})(?: \d{1,2}[:h]\d{2}(?::\d{2})?)?$"
_COUNTED = {
    "whole": rf"^[+-]?(?:{_WHOLE})$", "number": _DECIMAL, "exact": r"^(?:0|-?[1-9]\d{0,17})$",
    "padded": r"^0\d+$", "truth": r"^(?i:oui|non|vrai|faux|true|false|yes|no)$", "comma": ",",
    "thousands": r"^[+-]?\d{1,3},\d{3}$",  # 1,234 is a thousand for some, one and a bit for others
}  # fmt: skip


@cache
def _codes() -> Vocabulary:
    return Vocabulary({"code": package_table("jalons.catalogue", "statistics")["codes"]})


def is_code(heading: str) -> bool:
    """Whether a heading says that the digits of its column are a code, which has no mean.

    >>> is_code("Code INSEE"), is_code("Nombre")
    (True, False)
    """
    return bool(_codes().inside(fold_heading(heading)))


def number_of(column: pl.Expr) -> pl.Expr:
    """The numbers of texts as people write them, null for what is none."""
    bare = column.str.replace_all(_SPACES, "").str.replace(",", ".", literal=True)
    number = bare.str.strip_prefix("+").cast(pl.Float64, strict=False)
    return pl.when(column.str.contains(_DECIMAL)).then(number)


def day_of(column: pl.Expr) -> pl.Expr:
    """The days of texts, ISO or day first, null for what is none."""
    iso = column.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    french = column.str.extract(_FRENCH).str.to_date("%d/%m/%Y", strict=False)
    return pl.when(column.str.contains(_ISO)).then(iso).otherwise(french)


def describe(
    texts: pl.LazyFrame, name: str, rows: int, personal: Callable[[list[str]], bool], *, code: bool
) -> ColumnStatistics:
    """The statistics of the one column of ``texts``, "c" ("" is an empty cell), called ``name``.

    ``personal`` judges its most frequent values; ``code``: its digits are one.
    """
    text = pl.col("c")
    filled, apart = texts.filter(text != ""), text.approx_n_unique()
    many = rows > MANY and filled.select(apart).collect().item() > MOST_DISTINCT
    lengths = text.str.len_chars()
    found = filled.select(
        filled=pl.len(), distinct=apart if many else text.n_unique(),
        shortest=lengths.min(), longest=lengths.max(), day=day_of(text).is_not_null().sum(),
        **{each: text.str.contains(pattern).sum() for each, pattern in _COUNTED.items()},
    ).collect(engine="streaming").row(0, named=True)  # fmt: skip
    kind, fitting = _kind(found, code=code)
    some = filled.head(MOST_FREQUENT) if many else filled
    top = some.group_by("c").len().top_k(MOST_FREQUENT, by=["len", "c"]).collect(engine="streaming")
    frequent = sorted(top.rows(), key=lambda row: (-row[1], row[0]))
    hidden = personal([value for value, _count in frequent])
    has_order = kind in {ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.DATE}
    full = found["filled"]
    exact = found["exact"] == full and kind in {ColumnType.INTEGER, ColumnType.CODE}
    return ColumnStatistics(
        name, kind, rows, rows - full, min(found["distinct"], full), full - fitting,
        shortest=found["shortest"] or 0, longest=found["longest"] or 0, personal=hidden,
        frequent=() if hidden else tuple(
            (value[:_LONGEST], count) for value, count in frequent if count >= LEAST_COUNT),
        exact=exact, typed=has_order and not exact, approximate=many,
        **({} if hidden or not has_order else _bounds(filled, kind)),
    )  # fmt: skip


def _kind(found: dict[str, int], *, code: bool) -> tuple[ColumnType, int]:
    """What a column is, and how many of its filled cells are that."""
    filled, number = found["filled"], found["number"]
    ambiguous = found["comma"] and found["thousands"] == found["comma"]
    if not filled:
        return ColumnType.EMPTY, 0
    if found["truth"] == filled:
        return ColumnType.BOOLEAN, filled
    if found["day"] >= SURE * filled:
        return ColumnType.DATE, found["day"]
    if number < SURE * filled or ambiguous:
        return ColumnType.TEXT, filled
    if found["padded"] or code:
        return ColumnType.CODE, number
    return (ColumnType.INTEGER if found["whole"] == number else ColumnType.DECIMAL), number


def _bounds(filled: pl.LazyFrame, kind: ColumnType) -> dict[str, Any]:
    """Least, most, mean, median and histogram of numbers; the bounds of days."""
    value = pl.col("v")
    if kind is ColumnType.DATE:
        days = filled.select(v=day_of(pl.col("c")))
        least, most = days.select(a=value.min(), z=value.max()).collect(engine="streaming").row(0)
        return {"least": str(least), "most": str(most)}
    numbers = filled.select(v=number_of(pl.col("c"))).drop_nulls()
    least, most, mean, median = numbers.select(
        a=value.min(), z=value.max(), m=value.mean(), h=value.median()
    ).collect(engine="streaming").row(0)  # fmt: skip
    bounds = {"least": least, "most": most}
    known = {name: str(value).removesuffix(".0") for name, value in bounds.items()}
    if not most > least:
        return {**known, "mean": mean, "median": median}
    rank = ((value - least) / (most - least) * CLASSES).floor().clip(0, CLASSES - 1)
    counted = numbers.group_by(rank.cast(pl.Int32).alias("rank")).len().collect(engine="streaming")
    counts = dict(counted.rows())
    histogram = tuple(counts.get(each, 0) for each in range(CLASSES))
    return {**known, "mean": mean, "median": median, "histogram": histogram}
