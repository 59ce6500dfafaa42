"""The same device described by two sources: pairs proposed with reasons; a person decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import polars as pl

from jalons.footprint.engine.inventory.line import Inventory, Nature, Reason, in_schema
from jalons.footprint.engine.reading.vocabulary.words import by_distinct
from jalons.kernel import Where
from jalons.tabular.folding import fold

# Above this many devices under one key, the key is no identifier: no pair is proposed from it.
MOST_SHARING = 5
LEAST_SCORE = 0.5
_SHORTEST_SERIAL = 5
_SHORTEST_LABEL = 3
_PLACEHOLDERS = frozenset({
    "to be filled by o e m", "default string", "system serial number", "not specified", "inconnu",
    "unknown", "n a", "none", "aucun", "0123456789", "123456789", "not available", "sans objet",
})  # fmt: skip


class Likeness(StrEnum):
    """A likeness of two lines; each has a sentence in ``messages.toml`` (``likeness.<value>``)."""

    SERIAL = "serial"
    LABEL = "label"
    MODEL = "model"
    DEVICE = "device"
    PURCHASED = "purchased"
    PLACE = "place"


# How much a likeness says by itself; two of them add as independent clues: 1 − Π(1 − weight).
WEIGHTS: Mapping[Likeness, float] = {
    Likeness.SERIAL: 0.9,
    Likeness.LABEL: 0.55,
    Likeness.MODEL: 0.4,
    Likeness.DEVICE: 0.15,
    Likeness.PURCHASED: 0.3,
    Likeness.PLACE: 0.1,
}
# What a difference takes away: two serial numbers written and unlike are two devices, most often.
_UNLIKE = {Likeness.SERIAL: 0.2, Likeness.DEVICE: 0.5}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two rows that may be one device, why, and how likely (0 to 1, a judgement, no probability).

    ``unlike``: what speaks against it. The ``file`` of a place is the name of its source.
    """

    first: Where
    second: Where
    why: tuple[Likeness, ...]
    unlike: tuple[Likeness, ...]
    score: float


def propose(inventories: Mapping[str, Inventory], *, most: int = 10_000) -> tuple[Proposal, ...]:
    """The pairs of rows of different sources that may be one device, likeliest first.

    ``inventories`` come by the name of their source, the one to trust first. A row is in several
    pairs when several rows look like it. Only counted lines of one device are
    compared: a row of forty screens, or of a PC and its screens, has no double. Nothing is merged
    here.
    """
    lines = _comparable(inventories)
    keys = [_pairs(lines, "serial_key"), _pairs(lines, "label_key")]
    pairs = pl.concat(keys).unique(maintain_order=True)
    if not pairs.height:
        return ()
    left = lines.rename({name: f"{name}_1" for name in lines.columns})
    right = lines.rename({name: f"{name}_2" for name in lines.columns})
    both = pairs.join(left, left_on="one", right_on="at_1").join(
        right, left_on="two", right_on="at_2"
    )
    found = [_proposal(row) for row in both.iter_rows(named=True)]
    likely = [each for each in found if each.score >= LEAST_SCORE]
    return tuple(sorted(likely, key=_order)[:most])


def together(inventories: Mapping[str, Inventory]) -> Inventory:
    """Several inventories as one, to be assessed together: sheets take the name of their source.

    The day of extraction is the latest one known.
    """
    frames = [
        in_schema(inventory.lines).with_columns(
            pl.when(pl.col("sheet") == "")
            .then(pl.lit(name))
            .otherwise(pl.lit(f"{name} – ") + pl.col("sheet"))
            .alias("sheet")
        )
        for name, inventory in inventories.items()
    ]
    days = [each.extracted_on for each in inventories.values() if each.extracted_on]
    return Inventory(
        pl.concat(frames),
        tuple(notice for each in inventories.values() for notice in each.notices),
        max(days, default=None),
        sum(each.rows_read for each in inventories.values()),
    )


def sheet_together(source: str, sheet: str) -> str:
    """The name of a sheet once its source is put together with others."""
    return f"{source} – {sheet}" if sheet else source


def left_out(whole: Inventory, chosen: Sequence[Proposal]) -> Inventory:
    """An inventory put together, where the second row of each chosen pair is a duplicate.

    No line is dropped and none is changed but its ``reason``; chains lead to one counted row. A
    device is never lost with its double: the second row stays when the first one is not counted any
    more.
    """
    counted = whole.lines.filter(pl.col("reason").is_null()).select("sheet", "row").unique()
    standing = set(counted.iter_rows())
    pairs = [(_key(each.first), _key(each.second)) for each in chosen]
    gone = sorted({second for first, second in pairs if {first, second} <= standing})
    return _excluding(whole, gone) if gone else whole


def _key(place: Where) -> tuple[str, int]:
    return sheet_together(place.file, place.sheet), place.row or 0


def _excluding(inventory: Inventory, places: Sequence[tuple[str, int]]) -> Inventory:
    table = pl.DataFrame(
        places, schema={"sheet": pl.String, "row": pl.UInt32}, orient="row"
    ).unique()
    marked = inventory.lines.join(
        table.with_columns(pl.lit(value=True).alias("double")),
        on=["sheet", "row"],
        how="left",
        maintain_order="left",
    )
    double = pl.col("double").fill_null(value=False) & pl.col("reason").is_null()
    reason = pl.when(double).then(pl.lit(Reason.DUPLICATE.value)).otherwise("reason")
    return replace(inventory, lines=marked.with_columns(reason.alias("reason")).drop("double"))


def _comparable(inventories: Mapping[str, Inventory]) -> pl.DataFrame:
    frames = [
        in_schema(inventory.lines).with_columns(
            pl.lit(name).alias("source"),
            pl.lit(rank, pl.UInt32).alias("rank"),
            (pl.len().over("sheet", "row") == 1).alias("alone"),
        )
        for rank, (name, inventory) in enumerate(inventories.items())
    ]
    lines = pl.concat(frames).filter(
        pl.col("reason").is_null()
        & (pl.col("nature") == Nature.DEVICE)
        & (pl.col("quantity") == 1)
        & pl.col("alone")
    )
    return lines.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("at"),
        "source", "rank", "sheet", "row", "device", "purchased", "site",
        by_distinct(lines["serial"], _serial_key, pl.String).alias("serial_key"),
        by_distinct(lines["label"], _label_key, pl.String).alias("label_key"),
        by_distinct(lines["model"], _squeezed, pl.String).alias("model_key"),
    )  # fmt: skip


def _squeezed(text: str) -> str | None:
    return fold(text).replace(" ", "") or None


def _serial_key(text: str) -> str | None:
    """A serial number without spaces, dashes or case; None for what machines say without one."""
    plain = fold(text)
    key = plain.replace(" ", "")
    if plain in _PLACEHOLDERS or len(key) < _SHORTEST_SERIAL or len(set(key)) < 3:
        return None
    return key


def _label_key(text: str) -> str | None:
    """A name without its domain: « PC-012.ville.local » is « PC-012 »."""
    name = text if text[:1].isdecimal() else text.partition(".")[0]
    key = fold(name).replace(" ", "")
    return key if len(key) >= _SHORTEST_LABEL and any(map(str.isdecimal, key)) else None


def _pairs(lines: pl.DataFrame, key: str) -> pl.DataFrame:
    """The pairs of lines of different sources under the same key, the trusted source first."""
    known = lines.filter(pl.col(key).is_not_null()).select("at", "rank", key)
    alone = pl.len().over(key, "rank") <= MOST_SHARING
    known = known.filter(alone)
    both = known.join(known, on=key, suffix="_2").filter(pl.col("rank") < pl.col("rank_2"))
    return both.select(pl.col("at").alias("one"), pl.col("at_2").alias("two"))


_COMPARED = (
    (Likeness.SERIAL, "serial_key"),
    (Likeness.LABEL, "label_key"),
    (Likeness.MODEL, "model_key"),
    (Likeness.DEVICE, "device"),
    (Likeness.PURCHASED, "purchased"),
    (Likeness.PLACE, "site"),
)


def _proposal(row: Mapping[str, object]) -> Proposal:
    known = [
        (likeness, row[f"{name}_1"] == row[f"{name}_2"])
        for likeness, name in _COMPARED
        if row[f"{name}_1"] and row[f"{name}_2"]
    ]
    why = tuple(likeness for likeness, same in known if same)
    unlike = tuple(likeness for likeness, same in known if not same)
    doubt = 1.0
    for likeness in why:
        doubt *= 1 - WEIGHTS[likeness]
    score = 1 - doubt
    for likeness in unlike:
        score *= _UNLIKE.get(likeness, 1.0)
    return Proposal(_place(row, "1"), _place(row, "2"), why, unlike, round(score, 3))


def _place(row: Mapping[str, object], side: str) -> Where:
    number = int(str(row[f"row_{side}"]))
    return Where(str(row[f"source_{side}"]), str(row[f"sheet_{side}"]), number)


def _order(pair: Proposal) -> tuple[object, ...]:
    """The likeliest first, then as the rows stand."""
    rows = [(place.file, place.sheet, place.row) for place in (pair.first, pair.second)]
    return -pair.score, *rows
