"""Two more figures of a cell: the PUE of a data centre, and years of use."""

from __future__ import annotations

import re

from jalons.footprint.engine.reading.vocabulary.cells import read_number
from jalons.tabular.folding import fold

# The PUE is total over IT energy (ISO/IEC 30134-2): never below 1; above 5 it is a slip of the pen.
LEAST_PUE, MOST_PUE = 1.0, 5.0
# Below a year NumEcoEval takes a year; no device of an office serves for more than forty.
LEAST_YEARS, MOST_YEARS = 0.5, 40.0

_UNITS = ("mwh", "kwh", "wh", "watts?", "w", "kw", "puissance")
_POWERS = frozenset({"watts?", "w", "kw", "puissance"})
_PERIODS = {
    "jour": re.compile(r"\b(jour|jours|j|day|daily|quotidien\w*|journalier\w*)\b"),
    "mois": re.compile(r"\b(mois|month|monthly|mensuel\w*)\b"),
    "semaine": re.compile(r"\b(semaine|week|weekly|hebdo\w*)\b"),
}
_YEARS = re.compile(r"(\d+(?: \d+)?) ?(ans?|annees?|years?|yrs?|y|a|mois|months?|m)?")


def read_pue(text: str) -> float | None:
    """The PUE of a cell, or None: a ratio from 1 to 5.

    >>> read_pue("1,4"), read_pue("0,8")
    (1.4, None)
    """
    value = read_number(text)
    return value if value is not None and LEAST_PUE <= value <= MOST_PUE else None


def read_years(text: str) -> float | None:
    """The years of use of a cell, or None outside of half a year to forty: « 5 », « 60 mois ».

    >>> read_years("60 mois"), read_years("4,5 ans"), read_years("80")
    (5.0, 4.5, None)
    """
    years = read_span(text)
    return years if years is not None and years >= LEAST_YEARS else None


def read_span(text: str) -> float | None:
    """Years before or after us, none included: 0 to forty.

    >>> read_span("0"), read_span("18 mois")
    (0.0, 1.5)
    """
    match = _YEARS.fullmatch(fold(text))
    if not match:
        return None
    value = float(match[1].replace(" ", "."))
    years = value / 12 if (match[2] or "").startswith("m") else value
    return years if years <= MOST_YEARS else None


def unit_of(heading: str) -> str:
    """The unit a heading of consumption gives bare numbers: "" for kWh a year, as most have.

    A power (W) is no energy: its unit makes such cells unreadable rather than wrong.

    >>> unit_of("Conso (kWh/mois)"), unit_of("Consommation Wh par jour"), unit_of("Conso en watts")
    ('kwh/mois', 'wh/jour', 'w')
    """
    plain = fold(heading)
    unit = next((word for word in _UNITS if re.search(rf"\b{word}\b", plain)), "kwh")
    if unit in _POWERS:
        return "w"
    period = next((name for name, words in _PERIODS.items() if words.search(plain)), "")
    if unit == "kwh" and not period:
        return ""
    return f"{unit}/{period}" if period else unit
