"""The flows of a folder: gigabytes downloaded by equipment, and e-mail."""

from __future__ import annotations

import numpy as np
import polars as pl

from jalons.footprint.engine.inventory.line import Notice
from jalons.footprint.engine.numecoeval.layouts import Table
from jalons.footprint.engine.numecoeval.level import Level, Problem, nan_for_problems
from jalons.footprint.engine.numecoeval.referential import (
    USE,
    Array,
    Referential,
    criterion_key,
    place_key,
)
from jalons.footprint.engine.reading.vocabulary.words import by_distinct
from jalons.kernel import Where

MOBILE_ITEM = "impactReseauMobileMoyen"
LINE_UNIT = "line"
# Gigabytes a year over one fixed line: France 220 a month (ADEME-Arcep 2020, volume 2, p. 70),
# European Union 200 a month (The state of digital communications 2020, p. 37), after G4IT.
LINE_GB = {"FR": 2640.0}
LINE_GB_EUROPE = 2400.0


def network_item(referential: Referential) -> str | None:
    """The item that stands for the network: NumEcoEval's own, else the first counted by line."""
    if MOBILE_ITEM in referential.items:
        return MOBILE_ITEM
    lines = (item for item, unit in referential.item_units.items() if unit.lower() == LINE_UNIT)
    return next((item for item in lines if item in referential.items), None)


def network_level(equipment: pl.DataFrame, referential: Referential) -> Level | None:
    """Gigabytes × factor (÷ capacity of a fixed line); in use, × kWh × mix when kWh are known.

    Nothing when no equipment downloads, or no item stands for the network.
    """
    users = equipment.filter(pl.col("goTelecharge") > 0)
    item = network_item(referential)
    if users.is_empty() or item is None:
        return None
    at = referential.items[item]
    fixed = referential.item_units.get(item, "").lower() == LINE_UNIT
    capacity = (
        by_distinct(users["place"].fill_null(""), _line_capacity, pl.Float64)
        if fixed
        else pl.Series("capacity", [1.0] * users.height)
    )
    users = users.with_columns(capacity.alias("capacity"), pl.lit(item).alias("item"))
    use = referential.stages.index(USE)
    places = users["place_at"].to_numpy()
    inputs: Array = np.repeat(referential.values[at][None], users.height, axis=0)
    sources = np.repeat(referential.sources[at][None], users.height, axis=0)
    kwh = referential.consumption[at]
    if not np.isnan(kwh):
        inputs[:, use, :] = kwh * referential.mixes[places]
        sources[:, use, :] = referential.mix_sources[places]
    lines = (users["goTelecharge"] / users["capacity"]).to_numpy()
    values = lines[:, None, None] * inputs
    problems = np.where(np.isnan(inputs), Problem.FACTOR, Problem.NONE).astype(np.int8)
    if not np.isnan(kwh):
        missing = np.isnan(referential.mixes[places])
        problems[:, use, :] = np.where(missing, Problem.MIX, Problem.NONE)
    return Level(
        Table.NETWORK,
        users.with_columns(pl.lit(kwh, pl.Float64).fill_nan(None).alias("network_kwh")),
        referential.stages,
        referential.criteria,
        referential.units,
        nan_for_problems(values, problems),
        inputs,
        problems,
        sources,
    )


def _line_capacity(country: str) -> float:
    return LINE_GB.get(place_key(country), LINE_GB_EUROPE)


def mail_level(rows: pl.DataFrame, referential: Referential) -> tuple[Level | None, list[Notice]]:
    """E-mail by month: (a × mean size of a message + b) × messages sent, counted by recipient.

    The size is in the unit of ``volumeTotalMailEmis``, which the factors suppose.
    """
    if rows.is_empty():
        return None, []
    sent, volume = pl.col("nombreMailEmis"), pl.col("volumeTotalMailEmis")
    months = rows.select(
        "file",
        "row",
        pl.col("MoisAnnee").fill_null("").alias("name"),
        pl.when(sent > 0).then(volume / sent).alias("size"),
        pl.col("nombreMailEmisXDestinataires").alias("sent"),
    )
    notices = [
        Notice("numecoeval_mail", Where(file=file, row=row), {"name": name})
        for file, row, name in months.filter(pl.col("size").is_null() | pl.col("sent").is_null())
        .select("file", "row", "name")
        .iter_rows()
    ]
    pairs = [referential.mail.get(criterion_key(name)) for name in referential.criteria]
    slope = np.array([pair[0] if pair else np.nan for pair in pairs])
    origin = np.array([pair[1] if pair else np.nan for pair in pairs])
    size, count = (months[name].fill_null(float("nan")).to_numpy() for name in ("size", "sent"))
    inputs: Array = (size[:, None] * slope + origin)[:, None, :]
    problems = np.where(np.isnan(slope), Problem.FACTOR, Problem.NONE)[None, None, :]
    problems = np.repeat(problems, months.height, axis=0)
    problems[np.isnan(size * count)] = Problem.MAIL
    level = Level(
        Table.MAIL,
        months,
        ("",),
        referential.criteria,
        referential.units,
        nan_for_problems(inputs * count[:, None, None], problems.astype(np.int8)),
        inputs,
        problems.astype(np.int8),
        np.zeros(inputs.shape, np.int32),
    )
    return level, notices
