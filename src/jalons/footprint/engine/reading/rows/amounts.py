"""Quantities other than devices: gigabytes, messages, reams, square metres."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from jalons.footprint.engine.inventory.line import Nature
from jalons.footprint.engine.reading.vocabulary.designations import thing_named
from jalons.footprint.engine.reading.vocabulary.reference import measured_units
from jalons.tabular.amounts import split_number
from jalons.tabular.folding import fold
from jalons.tabular.numbers import read_number

MOST = 1e13
SHEETS_PER_REAM = 500.0
REAMS_PER_BOX = 5.0
KG_PER_REAM = 2.5  # 500 sheets of 0.21 × 0.297 m at 80 g/m²

_UNITS: Mapping[str, tuple[str, float]] = {
    word: (unit, factor)
    for unit, factor, words in (
        ("GB", 1.0, "go gb gio gib gigaoctet gigaoctets gigabyte gigabytes"),
        ("GB", 1e3, "to tb tio tib teraoctet teraoctets terabyte terabytes"),
        ("GB", 1e6, "po pb petaoctet petaoctets"),
        ("GB", 1e-3, "mo mb mio mib megaoctet megaoctets megabyte megabytes"),
        (
            "message",
            1.0,
            "message messages mail mails email emails courriel courriels envois",
        ),
        ("ream", 1.0, "ramette ramettes ream reams"),
        ("ream", 1 / SHEETS_PER_REAM, "feuille feuilles sheet sheets"),
        ("ream", REAMS_PER_BOX, "carton cartons boite boites box boxes"),
        ("ream", 1 / KG_PER_REAM, "kg kilo kilos"),
        ("ream", 1000 / KG_PER_REAM, "t tonne tonnes"),
        ("m2", 1.0, "m2 sqm"),
        ("kWh", 1.0, "kwh wh mwh w kw watt watts"),
        ("device", 1.0, "u unite unites piece pieces poste postes appareil appareils"),
    )
    for word in words.split()
}
_TIMES = {"millier": 1e3, "milliers": 1e3, "thousand": 1e3, "million": 1e6, "millions": 1e6,
          "milliard": 1e9, "milliards": 1e9}  # fmt: skip
_PERIODS = {
    word: times
    for times, words in (
        (1.0, "an ans annee annees annuel annuelle annuels annuelles year yearly y a"),
        (12.0, "mois mensuel mensuels mensuelle mensuelles month monthly"),
        (52.18, "semaine semaines hebdomadaire week weekly"),
        (365.25, "jour jours quotidien quotidiens quotidienne day daily j"),
    )
    for word in words.split()
}
_FILLERS = frozenset(["de", "d", "du", "des", "par", "per", "en", "in", "of", "a4", "e"])
_A3 = "a3"  # twice the area of an A4
_ASIDE = re.compile(r"\(([^)]*)\)|\ben\s+(.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scale:
    """A unit in words and its yearly factor; ``named`` when a unit was written."""

    unit: str
    factor: float
    named: bool


@dataclass(frozen=True, slots=True)
class Amount:
    """A yearly amount in the unit of its kind, or the notice that says why there is none.

    ``doubt``: a notice on a value that was read all the same.
    """

    value: float | None
    doubt: str = ""


def read_amount(text: str, unit: str, *, kind: str = "", heading: str = "") -> Amount:
    """The yearly amount of a cell, in ``unit``: « 12 To/an », « 60 000 feuilles ».

    Without a unit in the cell, that in brackets in ``kind`` (its type) or ``heading`` applies, else
    ``unit`` itself, per year.

    >>> read_amount("1,2 To", "GB").value, read_amount("10 cartons", "ream").value
    (1200.0, 50.0)
    """
    if not text.strip():
        return Amount(None, "amount_missing")
    written = split_number(text)
    scale = _scale(written[1], unit) if written else None
    number = read_number(written[0].rstrip(".,"), grouped=True) if written else None
    if scale is None or number is None:
        return Amount(None, "amount_unreadable")
    if scale.unit != unit:
        return Amount(None, "amount_contradictory")
    around = _around(kind, heading, unit)
    if scale.named and around.named and scale.factor != around.factor:
        doubt = "amount_units_mixed"
    else:
        doubt = "" if scale.factor == around.factor == 1.0 else "amount_converted"
    times = scale.factor * (1.0 if scale.named else around.factor)
    if unit == "ream" and _A3 in fold(f"{kind} {text}").split():
        times *= 2
    value = float(number) * times
    return Amount(value, doubt) if 0 < value <= MOST else Amount(None, "amount_unreadable")


def _scale(text: str, unit: str) -> Scale | None:
    """The unit of the words behind a number; None when one of them is unknown."""
    found, factor, named = unit, 1.0, False
    for word in fold(text.replace("²", "2").replace("e-mail", "email")).split():
        if word in _UNITS and not named:
            found, own = _UNITS[word]
            factor, named = factor * own, True
        elif word in _TIMES:
            factor *= _TIMES[word]
        elif word in _PERIODS:
            factor *= _PERIODS[word]
        elif word not in _FILLERS and word != _A3 and word not in _UNITS:
            return None
    return Scale(found, factor, named)


def _around(kind: str, heading: str, unit: str) -> Scale:
    """The unit of a type or a heading for bare numbers, when it is one of this kind."""
    for text in (kind, heading):
        for inside in _ASIDE.findall(text):
            scale = _scale(" ".join(inside), unit)
            if scale is not None and scale.unit == unit and (scale.named or scale.factor != 1.0):
                return Scale(unit, scale.factor, named=True)
    return Scale(unit, 1.0, named=False)


def measured_unit(kind: str) -> str | None:
    """The unit of a type that is no device, or None.

    >>> measured_unit("Trafic internet fixe (Go)"), measured_unit("Ordinateur portable")
    ('GB', None)
    """
    found = thing_named(kind) if kind else None
    return measured_units().get(found.scope) if found else None


def without_double_mail(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines whose e-mails are counted without their volume where the file states it separately."""
    volumes = lines.filter((pl.col("device") == "email_volume") & pl.col("quantity").is_not_null())
    if volumes.filter(pl.col("nature") == Nature.DEVICE).is_empty():
        return lines
    return lines.with_columns(pl.col("device").replace({"email": "email_delivery"}))
