"""Physical equipment and non-IT operations: the inputs of their formula, row by row.

Rules after G4IT's documentation of NumEcoEval and the traces in its tests; where they leave a doubt
the row says so in its trace (``reserves``) and the README lists it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import polars as pl

from jalons.footprint.engine.inventory.line import Notice
from jalons.footprint.engine.numecoeval.layouts import Table
from jalons.footprint.engine.numecoeval.level import Level, Problem, Problems, nan_for_problems
from jalons.footprint.engine.numecoeval.referential import (
    USE,
    Array,
    Referential,
    place_key,
)
from jalons.footprint.engine.reading.vocabulary.words import by_distinct
from jalons.kernel import Where

type Flags = npt.NDArray[np.bool_]

DAYS_PER_YEAR = 365
SHORTEST_LIFE = 1.0
LONG_LIFE = 30.0
USAGE_BY_MODE = {"COPE": 0.8, "BYOD": 0.57}
PUE_KEY, LIFE_KEY = "PUEParDefaut", "dureeVieParDefaut"


class LifetimeMethod(StrEnum):
    """NumEcoEval's ``dureeUsage``: the stated years of use, or the dates."""

    FIXE = "FIXE"
    REEL = "REEL"


@dataclass(frozen=True, slots=True)
class Method:
    """The method of lifetimes, and the day of ages."""

    lifetime: LifetimeMethod
    on: date


def physical_subjects(
    rows: pl.DataFrame, centres: pl.DataFrame, referential: Referential, method: Method
) -> tuple[pl.DataFrame, list[Notice]]:
    """Equipment with the inputs of its formula, one row each, and the notices."""
    named = rows.select(
        "file",
        "row",
        pl.col("nomEquipementPhysique").fill_null("").alias("name"),
        pl.col("nomSourceDonnee").alias("origin"),
        pl.col("modele").alias("model"),
        pl.col("type"),
        "quantite",
        pl.col("nomCourtDatacenter").alias("centre"),
        pl.col("paysDUtilisation").alias("country"),
        "dateAchat",
        "dateRetrait",
        "dureeUsageInterne",
        pl.col("dureeUsageAmont").alias("before"),
        pl.col("dureeUsageAval").alias("after"),
        "consoElecAnnuelle",
        "modeUtilisation",
        "tauxUtilisation",
        "goTelecharge",
    )
    return _complete(named, centres, referential, method)


def operation_subjects(
    rows: pl.DataFrame, centres: pl.DataFrame, referential: Referential, method: Method
) -> tuple[pl.DataFrame, list[Notice]]:
    """Non-IT operations as equipment: their stated lifetime, no dates, no usage rate."""
    none, day = pl.lit(None, pl.Float64), pl.lit(None, pl.Date)
    named = rows.select(
        "file",
        "row",
        pl.col("nomItemNonIT").fill_null("").alias("name"),
        pl.col("nomSourceDonnee").alias("origin"),
        pl.col("type").alias("model"),
        pl.col("type"),
        "quantite",
        pl.col("nomCourtDatacenter").alias("centre"),
        pl.col("localisation").alias("country"),
        day.alias("dateAchat"),
        day.alias("dateRetrait"),
        pl.col("dureeDeVie").alias("dureeUsageInterne"),
        none.alias("before"),
        none.alias("after"),
        "consoElecAnnuelle",
        pl.lit(None, pl.String).alias("modeUtilisation"),
        none.alias("tauxUtilisation"),
        none.alias("goTelecharge"),
    )
    fixed = Method(LifetimeMethod.FIXE, method.on)
    return _complete(named, centres, referential, fixed)


def _complete(
    named: pl.DataFrame, centres: pl.DataFrame, referential: Referential, method: Method
) -> tuple[pl.DataFrame, list[Notice]]:
    typed = named.with_columns(pl.col("type").str.to_lowercase().alias("type_key")).join(
        referential.types, on="type_key", how="left", maintain_order="left"
    )
    located = typed.join(centres, on="centre", how="left", maintain_order="left").with_columns(
        pl.coalesce("centre_country", "country").alias("place")
    )
    full = _with_item(located, referential)
    full = _with_lifetime(full, referential, method)
    full = _with_rates(full, referential)
    return full, _remarks(full, method)


def centre_rows(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[Notice]]:
    """Data centres by short name with PUE and place; an impossible PUE is left out and noticed."""
    pue = pl.col("pue")
    notices = [
        Notice("numecoeval_pue", Where(file, row=row, column="pue"), {"value": value, "name": name})
        for file, row, name, value in rows.filter(pue < 1)
        .select("file", "row", "nomCourtDatacenter", "pue")
        .iter_rows()
    ]
    centres = (
        rows.select(
            pl.col("nomCourtDatacenter").alias("centre"),
            pl.when(pue >= 1).then(pue).alias("centre_pue"),
            pl.col("localisation").alias("centre_country"),
            pl.lit(value=True).alias("centre_known"),
        )
        .drop_nulls("centre")
        .unique("centre", keep="first", maintain_order=True)
    )
    return centres, notices


def _with_item(frame: pl.DataFrame, referential: Referential) -> pl.DataFrame:
    """The reference item: the model's match, else the type's default; then its place."""
    known = pl.Series(list(referential.items), dtype=pl.String).implode()
    matched = pl.col("model").replace_strict(
        referential.matches, default=None, return_dtype=pl.String
    )
    item = (
        pl.when(matched.is_in(known)).then(matched).otherwise(pl.coalesce("type_item", matched))
        if referential.items
        else pl.col("type_item")
    )
    frame = frame.with_columns(matched.alias("target"), item.alias("item"))
    unknown_item, unknown_place = len(referential.items), len(referential.places)
    places = by_distinct(frame["place"].fill_null(""), place_key, pl.String)
    return frame.with_columns(
        pl.col("item")
        .replace_strict(referential.items, default=unknown_item, return_dtype=pl.Int32)
        .fill_null(unknown_item)
        .alias("item_at"),
        places.replace_strict(
            referential.places, default=unknown_place, return_dtype=pl.Int32
        ).alias("place_at"),
    )


def _with_lifetime(frame: pl.DataFrame, referential: Referential, method: Method) -> pl.DataFrame:
    """Years of use: stated or dated, else the type's, else the default; never under one year."""
    days = (pl.col("dateRetrait").fill_null(method.on) - pl.col("dateAchat")).dt.total_days()
    years = days / DAYS_PER_YEAR
    own = years if method.lifetime is LifetimeMethod.REEL else pl.col("dureeUsageInterne")
    default = pl.lit(referential.hypotheses.get(LIFE_KEY), pl.Float64)
    elsewhere = pl.col("before").fill_null(0) + pl.col("after").fill_null(0)
    way = (
        pl.when(pl.col("own_life").is_not_null())
        .then(pl.lit(method.lifetime.value))
        .when(pl.col("type_life").is_not_null())
        .then(pl.lit("TYPE"))
        .otherwise(pl.lit("DEFAUT"))
    )
    inner = pl.coalesce("own_life", "type_life", default)
    absurd = (pl.col("own_life") < 0) | ((pl.col("own_life") == 0) & pl.lit(_dated(method)))
    life = pl.max_horizontal(inner + elsewhere, pl.lit(SHORTEST_LIFE))
    doubt = (elsewhere > 0) & ((inner < SHORTEST_LIFE) | pl.col("own_life").is_null())
    return frame.with_columns(own.alias("own_life")).with_columns(
        pl.when(absurd.fill_null(value=False).not_() & inner.is_not_null())
        .then(life)
        .alias("life"),
        way.alias("life_way"),
        doubt.fill_null(value=False).alias("doubt_life"),
    )


def _dated(method: Method) -> bool:
    return method.lifetime is LifetimeMethod.REEL


def _with_rates(frame: pl.DataFrame, referential: Referential) -> pl.DataFrame:
    hypotheses = referential.hypotheses
    by_mode = {
        mode: hypotheses.get(f"taux_utilisation_{mode}", value)
        for mode, value in USAGE_BY_MODE.items()
    }
    rate = pl.col("tauxUtilisation")
    mode_rate = (
        pl.col("modeUtilisation")
        .str.to_uppercase()
        .replace_strict(by_mode, default=1.0, return_dtype=pl.Float64)
        .fill_null(1.0)
    )
    reference = pl.Series("reference_kwh", referential.consumption[frame["item_at"].to_numpy()])
    kwh = pl.col("consoElecAnnuelle")
    server = pl.col("server").fill_null(value=False)
    default_pue = pl.lit(hypotheses.get(PUE_KEY), pl.Float64)
    housed = pl.col("centre_known").fill_null(value=False)
    return frame.with_columns(reference.fill_nan(None)).with_columns(
        pl.when(rate.is_between(0, 1)).then(rate).otherwise(mode_rate).alias("rate"),
        pl.when(kwh >= 0).then(kwh).otherwise(pl.col("reference_kwh")).alias("kwh"),
        (kwh >= 0).fill_null(value=False).alias("kwh_given"),
        server.alias("server"),
        (server | housed).alias("pue_counts"),
        pl.when(server | housed)
        .then(pl.coalesce("centre_pue", default_pue))
        .otherwise(pl.lit(1.0))
        .alias("pue"),
        (housed & server.not_()).alias("doubt_pue"),
    )


def _remarks(frame: pl.DataFrame, method: Method) -> list[Notice]:
    own, quantity = pl.col("own_life"), pl.col("quantite")
    stated = "dateAchat" if _dated(method) else "dureeUsageInterne"
    checks: tuple[tuple[str, pl.Expr, str], ...] = (
        ("numecoeval_quantity", (quantity <= 0) | quantity.is_null(), "quantite"),
        ("numecoeval_type", pl.col("type_known").is_null(), "type"),
        (
            "numecoeval_centre",
            pl.col("centre").is_not_null() & pl.col("centre_known").is_null(),
            "centre",
        ),
        ("numecoeval_life_zero", own == 0, stated),
        ("numecoeval_life_negative", own < 0, stated),
        ("numecoeval_life_long", own > LONG_LIFE, "own_life"),
        ("numecoeval_rate", pl.col("tauxUtilisation").is_between(0, 1).not_(), "tauxUtilisation"),
        ("numecoeval_kwh_negative", pl.col("consoElecAnnuelle") < 0, "consoElecAnnuelle"),
        (
            "numecoeval_item",
            pl.col("target").is_not_null() & (pl.col("target") != pl.col("item")),
            "target",
        ),
    )
    notices = []
    for code, hit, column in checks:
        found = frame.filter(hit.fill_null(value=False)).select("file", "row", "name", column)
        notices += [
            Notice(code, Where(file=file, row=row), {"name": name, "value": _shown(value)})
            for file, row, name, value in found.iter_rows()
        ]
    return notices


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value if value is not None else "")


def equipment_level(table: Table, subjects: pl.DataFrame, referential: Referential) -> Level:
    """Quantity × factor × rate ÷ lifetime, and quantity × kWh × mix × PUE × rate in use."""
    items, places = subjects["item_at"].to_numpy(), subjects["place_at"].to_numpy()
    use = referential.stages.index(USE)
    inputs: Array = referential.values[items].copy()
    mix: Array = referential.mixes[places] * _column(subjects, "pue")[:, None]
    travels = _by_factor_in_use(table, subjects, inputs[:, use, :])
    inputs[:, use, :] = np.where(travels, inputs[:, use, :], mix)
    quantity, rate = _column(subjects, "quantite"), _column(subjects, "rate")
    life, kwh = _column(subjects, "life"), _column(subjects, "kwh")
    counted: Array = quantity[:, None, None] * inputs * rate[:, None, None]
    values = counted / life[:, None, None]
    in_use = np.where(travels, quantity[:, None], (quantity * kwh * rate)[:, None])
    values[:, use, :] = in_use * inputs[:, use, :]
    problems = _problems(subjects, referential, travels)
    sources = referential.sources[items].copy()
    sources[:, use, :] = np.where(travels, sources[:, use, :], referential.mix_sources[places])
    with_method = subjects.with_columns(pl.Series("by_factor", travels.any(axis=1), pl.Boolean))
    return Level(
        table,
        with_method,
        referential.stages,
        referential.criteria,
        referential.units,
        nan_for_problems(values, problems),
        inputs,
        problems,
        sources,
    )


def _by_factor_in_use(table: Table, subjects: pl.DataFrame, factors: Array) -> Flags:
    """Where the use of an operation is a factor, without any electricity (travel)."""
    if table is not Table.NON_IT:
        return np.zeros(factors.shape, bool)
    unmetered = np.isnan(_column(subjects, "kwh"))[:, None]
    return unmetered & ~np.isnan(factors)


def _problems(subjects: pl.DataFrame, referential: Referential, travels: Flags) -> Problems:
    items, places = subjects["item_at"].to_numpy(), subjects["place_at"].to_numpy()
    use = referential.stages.index(USE)
    quantity = _column(subjects, "quantite")
    unusable = (~(quantity > 0))[:, None, None]
    absent = np.isnan(referential.values[items])
    lifeless = np.isnan(_column(subjects, "life"))[:, None, None]
    down = referential.refused[items]
    found = np.select(
        [
            np.broadcast_to(unusable, absent.shape),
            down,
            absent,
            np.broadcast_to(lifeless, absent.shape),
        ],
        [Problem.QUANTITY, Problem.REFUSED, Problem.FACTOR, Problem.LIFETIME],
        Problem.NONE,
    )
    shape = (len(items), len(referential.criteria))

    def wide(column: Flags) -> Flags:
        return np.broadcast_to(column[:, None], shape)

    found[:, use, :] = np.select(
        [
            wide(~(quantity > 0)),
            travels,
            wide(np.isnan(_column(subjects, "kwh"))),
            referential.mixes_refused[places],
            np.isnan(referential.mixes[places]),
            wide(np.isnan(_column(subjects, "pue"))),
        ],
        [
            Problem.QUANTITY,
            Problem.NONE,
            Problem.CONSUMPTION,
            Problem.REFUSED,
            Problem.MIX,
            Problem.PUE,
        ],
        Problem.NONE,
    )
    return found.astype(np.int8)


def _column(frame: pl.DataFrame, name: str) -> Array:
    return frame[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
