"""Rows that name several things, or count them, as one line per thing with its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from jalons.footprint.engine.inventory.line import Notice
from jalons.footprint.engine.reading.vocabulary.cells import read_quantity
from jalons.footprint.engine.reading.vocabulary.designations import Thing, is_catch_all, thing_named
from jalons.footprint.engine.reading.vocabulary.numbers import (
    MAY_COUNT,
    MAY_COUNT_IN_MODEL,
    Numbers,
    Part,
    numbers_in,
)
from jalons.footprint.engine.reading.vocabulary.reference import families, table
from jalons.kernel import Where
from jalons.tabular.folding import fold
from jalons.tabular.vocabulary import singular

_KEYS = ["type", "model", "quantity", "name"]
_SAMPLES, _ROWS = 5, 12


@dataclass(frozen=True, slots=True)
class _Named:
    """The types, models and numbers a row names, line by line, and its notices.

    ``quantity``: what stands in place of the row's own, as text.
    """

    types: tuple[str, ...]
    models: tuple[str, ...]
    times: tuple[float, ...]
    quantity: str
    counted: bool = False
    doubt: bool = False


def split_things(lines: pl.DataFrame) -> tuple[pl.DataFrame, list[Notice]]:
    """Lines such as « 1 PC + 2 écrans » or « Lot de 15 tablettes », one per thing, on their row.

    ``times`` is how many of it each unit of the row's quantity stands for. Numbers are read in the
    type, else in the model where the type leaves room for it. What may be a number of devices and
    is not surely one is noticed with its row.
    """
    lines = lines.with_columns(_name(lines))
    touched = lines["row_nature"].is_null() & (
        _which_count(lines["type"], MAY_COUNT)
        | _which_count(lines["model"], MAY_COUNT_IN_MODEL)
        | _which_count(lines["name"], MAY_COUNT_IN_MODEL)
    )
    keys = lines.filter(touched).select(_KEYS).unique(maintain_order=True)
    found = [_named(*key) for key in keys.iter_rows()]
    if not any(each.counted or each.doubt for each in found):
        return lines.drop("name").with_columns(pl.lit(1.0).alias("times")), []
    named = keys.with_columns(
        pl.int_range(len(found), dtype=pl.UInt32, eager=True).alias("key"),
        pl.Series("things", [len(each.types) for each in found], pl.UInt32),
        pl.Series("first_times", [each.times[0] for each in found], pl.Float64),
        pl.Series("own", [each.quantity for each in found], pl.String),
        pl.Series("counted", [each.counted for each in found], pl.Boolean),
        pl.Series("doubt", [each.doubt for each in found], pl.Boolean),
    )
    joined = lines.join(named, on=_KEYS, how="left", maintain_order="left")
    split = joined.join(_parts(found), on="key", how="left", maintain_order="left_right")
    typed = split.with_columns(
        pl.coalesce("part_type", "type").alias("type"),
        pl.coalesce("part_model", "model").alias("model"),
        pl.coalesce("own", "quantity").alias("quantity"),
        pl.col("times").fill_null(1.0),
    )
    columns = [name for name in lines.columns if name != "name"]
    return typed.select([*columns, "times"]), _notices(joined)


# What may separate the numbers of several machines in one cell, then what surely does.
_SEPARATORS = [" à ", " À ", " au ", " to ", ",", ";", " et ", "&", "|", "\n", " - "]
_SEVERAL = r"\d{2,}\w*\s*(?:,|;|&|\||\n|\s(?:à|À|au|to|et|-)\s)\s*[\w-]*\d{2,}"


def plural_doubts(lines: pl.DataFrame) -> list[Notice]:
    """Rows counted as one that name several devices: a plural alone, or numbers of several."""
    one = lines["row_nature"].is_null() & (lines["times"] == 1) & lines["quantity"].is_in(["", "1"])
    several = pl.Series([False]).new_from_index(0, lines.height)
    for name in ("label", "serial"):
        some = one & lines.select(pl.col(name).str.contains_any(_SEPARATORS)).to_series()
        if some.any():
            several |= some & lines[name].str.contains(_SEVERAL)
    alone = one & (lines["quantity"] == "")
    for name in ("label", "serial", "model", "manufacturer"):
        alone &= lines[name] == ""
    kinds = lines["type"].filter(alone).unique().to_list() if alone.any() else []
    alone &= lines["type"].is_in([kind for kind in kinds if _is_plural(kind)])
    doubted = lines.filter(several | alone)
    if doubted.is_empty():
        return []
    texts = doubted.select(
        pl.when(several.filter(several | alone))
        .then(pl.concat_str("label", "serial", separator=" ").str.strip_chars())
        .otherwise("type")
        .alias("text")
    )
    return [notice_of_rows("plurals_doubted", doubted, texts["text"])]


def _is_plural(kind: str) -> bool:
    """Whether a text is the name of devices, in the plural: « PC portables »."""
    words = fold(kind).split()
    thing = thing_named(kind) if words and words[-1].endswith(("s", "x")) else None
    if thing is None or _is_refused(thing.scope) or is_catch_all(thing.scope):
        return False
    alike = table("designations")["invariable"]
    named = words[thing.start : thing.end]
    return any(singular(word) != word and word not in alike for word in named)


def _parts(found: Sequence[_Named]) -> pl.DataFrame:
    """The things of each key, one per row: a column of lists would be slow to build."""
    parts = [
        (key, *part)
        for key, each in enumerate(found)
        for part in zip(each.types, each.models, each.times, strict=True)
    ]
    columns = zip(*parts, strict=True) if parts else ((), (), (), ())
    kinds = (pl.UInt32, pl.String, pl.String, pl.Float64)
    names = ("key", "part_type", "part_model", "times")
    return pl.DataFrame(
        [
            pl.Series(name, list(values), kind)
            for name, values, kind in zip(names, columns, kinds, strict=True)
        ]
    )


def _name(lines: pl.DataFrame) -> pl.Series:
    """The label of a row that has neither type nor model to say what it is."""
    alone = lines["model"] == ""
    blank = pl.Series([""]).new_from_index(0, lines.height)
    may_be = alone & lines["label"].str.contains(MAY_COUNT_IN_MODEL)
    return lines["label"].zip_with(may_be, blank).alias("name")


def _which_count(texts: pl.Series, may_count: str) -> pl.Series:
    """Which texts name a number of things or several: few of those of a file, each read once."""
    distinct = texts.unique()
    some = [
        text
        for text in distinct.filter(distinct.str.contains(may_count)).to_list()
        if (found := numbers_in(text)).parts or found.doubt
    ]
    return texts.is_in(some)


def _named(kind: str, model: str, quantity: str, name: str) -> _Named:
    found = numbers_in(kind) if kind else Numbers()
    if found.parts or found.doubt:
        times, own, doubt = _settled(found.parts, quantity)
        if not times:
            return _left(kind, model, quantity, doubt=found.doubt)
        types = tuple(part.text for part in found.parts)
        models = (model,) * len(types)
        return _Named(types, models, times, own, counted=True, doubt=doubt or found.doubt)
    thing = thing_named(kind) if kind else None
    if kind and (thing is None or _is_refused(thing.scope)):
        return _left(kind, model, quantity)
    return _by_model(kind, thing, model, quantity, name)


def _by_model(kind: str, thing: Thing | None, model: str, quantity: str, name: str) -> _Named:
    """The numbers of a model, under a type that leaves room for them."""
    found = numbers_in(model) if model else numbers_in(name)
    if not found.parts or not model:
        more = any(part.quantity > 1 for part in found.parts)
        return _left(kind, model, quantity, doubt=found.doubt or more)
    if not _agree(thing, found.parts):
        return _left(kind, model, quantity, doubt=True)
    times, own, doubt = _settled(found.parts, quantity)
    models = tuple(part.text for part in found.parts)
    alone = len(models) == 1
    types = (kind,) if alone else models
    return _Named(
        types, models if alone else ("",) * len(models), times, own, counted=True, doubt=doubt
    )


def _agree(thing: Thing | None, parts: Sequence[Part]) -> bool:
    """Whether what a model names can be what its type names."""
    if thing is None or thing.scope in families():
        return True
    named = [thing_named(part.text) for part in parts]
    return all(each and each.scope in {thing.scope, *families()} for each in named)


def _settled(parts: Sequence[Part], quantity: str) -> tuple[tuple[float, ...], str, bool]:
    """How many of each part a unit of the quantity stands for, the quantity, whether it is doubted.

    « 12 PC portables »: one line of accounts is twelve devices, and twelve are twelve. « 1 PC + 2
    écrans », three times, is three PCs and six screens. Otherwise both contradict each other, and
    the quantity's column wins.
    """
    counts = tuple(part.quantity for part in parts)
    own = read_quantity(quantity)
    if not counts or own is None or own == 1 or (len(counts) > 1 and 1 in counts):
        return counts, quantity, False
    if set(counts) <= {1.0, own} and len(set(counts)) == 1:
        return (1.0,) * len(counts), quantity, False
    if own == sum(counts):
        return counts, "1", False
    return ((1.0,), quantity, True) if len(counts) == 1 else (counts, "1", True)


def _left(kind: str, model: str, quantity: str, *, doubt: bool = False) -> _Named:
    return _Named((kind,), (model,), (1.0,), quantity, doubt=doubt)


def _is_refused(scope: str) -> bool:
    family = families().get(scope)
    return family is not None and family.nature is not None


def _notices(joined: pl.DataFrame) -> list[Notice]:
    several = pl.col("things") > 1
    alone = pl.col("counted") & ~several & (pl.col("first_times") > 1)
    found = {"rows_split": several, "rows_numbered": alone, "rows_doubted": pl.col("doubt")}
    noticed = {code: joined.filter(condition) for code, condition in found.items()}
    return [
        notice_of_rows(code, rows, _texts(rows)) for code, rows in noticed.items() if rows.height
    ]


def _texts(rows: pl.DataFrame) -> pl.Series:
    """The text of each row that has its number: its model, else its type, else its label."""
    filled = (pl.when(pl.col(name) != "").then(name) for name in ("type", "model", "name"))
    in_model = pl.col("model").str.contains(MAY_COUNT_IN_MODEL)
    text = pl.when(in_model).then("model").otherwise(pl.coalesce(*filled, pl.lit("")))
    return rows.select(text.alias("text"))["text"]


def notice_of_rows(code: str, rows: pl.DataFrame, texts: pl.Series) -> Notice:
    """A notice on rows, with the first of their texts and of their numbers."""
    samples = texts.unique(maintain_order=True).head(_SAMPLES).to_list()
    numbers = rows["row"].unique(maintain_order=True)
    listed = ", ".join(map(str, numbers.head(_ROWS).to_list()))
    params = {
        "rows": len(numbers),
        "samples": ", ".join(f"« {text[:40]} »" for text in samples),
        "lines": listed + (", …" if len(numbers) > _ROWS else ""),
    }
    return Notice(code, Where(sheet=rows["sheet"][0], row=int(rows["row"][0])), params)
