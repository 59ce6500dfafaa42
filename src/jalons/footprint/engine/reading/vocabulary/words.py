"""Columns of text folded or read over their distinct values."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from jalons.tabular.folding import fold


def folded(column: str) -> pl.Expr:
    """The expression that folds a text column over its distinct values."""
    return pl.col(column).map_batches(_fold_distinct, return_dtype=pl.String)


def _fold_distinct(values: pl.Series) -> pl.Series:
    return by_distinct(values, fold, pl.String)


def by_distinct[T](
    values: pl.Series, parse: Callable[[str], T], dtype: type[pl.DataType]
) -> pl.Series:
    """``parse`` applied once to each distinct text of ``values``, spread back over the rows."""
    if len(values) and not values.ne_missing(values[0]).any():
        # Most columns of most files: nothing in them, or one text.
        return pl.Series("parsed", [parse(values[0])], dtype=dtype).new_from_index(0, len(values))
    distinct = values.unique()
    results = pl.Series([parse(text) for text in distinct.to_list()], dtype=dtype)
    lookup = pl.DataFrame({"text": distinct, "parsed": results})
    rows = pl.DataFrame({"text": values})
    return rows.join(lookup, on="text", how="left", maintain_order="left").get_column("parsed")
