"""Two more figures of a cell: the PUE of a data centre, and years of use."""

from __future__ import annotations

import re

from jalons.footprint.engine.reading.cells import read_number
from jalons.footprint.engine.reading.words import fold

# The PUE is total over IT energy (ISO/IEC 30134-2): never below 1; above 5 it is a slip of the pen.
LEAST_PUE, MOST_PUE = 1.0, 5.0
# Below a year NumEcoEval takes a year; no device of an office serves for more than forty.
LEAST_YEARS, MOST_YEARS = 0.5, 40.0

_YEARS = re.compile(r"(\d+(?: \d+)?) ?(ans?|annees?|years?|yrs?|y|a|mois|months?|m)?")


def read_pue(text: str) -> float | None:
    """The PUE a cell tells, or None: a ratio from 1 to 5.

    >>> read_pue("1,4"), read_pue("0,8")
    (1.4, None)
    """
    value = read_number(text)
    return value if value is not None and LEAST_PUE <= value <= MOST_PUE else None


def read_years(text: str) -> float | None:
    """The years of use a cell tells, or None outside of half a year to forty: « 5 », « 60 mois ».

    >>> read_years("60 mois"), read_years("4,5 ans"), read_years("80")
    (5.0, 4.5, None)
    """
    match = _YEARS.fullmatch(fold(text))
    if not match:
        return None
    value = float(match[1].replace(" ", "."))
    years = value / 12 if (match[2] or "").startswith("m") else value
    return years if LEAST_YEARS <= years <= MOST_YEARS else None
