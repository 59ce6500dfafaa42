"""Figures of groups as a message of SDMX-CSV 2.0 (SDMX 3.0, https://sdmx.org).

``data/groupes.structure.xml`` describes it, in SDMX-ML: dimensions, attributes, code lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from jalons.kernel import Period

COLUMNS = (
    ("STRUCTURE", "string", "Always datastructure: what STRUCTURE_ID names"),
    ("STRUCTURE_ID", "string", "Structure of this table, in groupes.structure.xml"),
    ("ACTION", "string", "Always I (information)"),
    ("REF_AREA", "string", "Group: type of authority and population band"),
    ("INDICATOR", "string", "Identifier of the indicator"),
    ("TIME_PERIOD", "string", "Period: a year, quarter, month, day, or a first day and a duration"),
    ("STAT_TYPE", "string", "Q1 (first quartile), MED (median) or Q3 (third quartile)"),
    ("OBS_VALUE", "number", "Value, with two significant digits"),
    ("UNIT_MEASURE", "string", "Unit"),
    ("OBS_STATUS", "string", "Always A (normal value): groups that are hidden have no line"),
    ("METHOD", "string", "Method and version"),
    ("PERIMETER", "string", "What is counted, then a slash and what is left out"),
    ("AUTHORITY_TYPE", "string", "commune, epci, ept, departement or region"),
    ("POPULATION_FROM", "integer", "Least population of the band"),
    ("POPULATION_BELOW", "integer", "Population that the band stays under; empty without limit"),
    ("MEMBERS", "integer", "Territories in the group, five at least; none is named"),
    ("RELEASE_DATE", "date", "Day of the figures"),
)
KEY = ("REF_AREA", "INDICATOR", "TIME_PERIOD", "STAT_TYPE", "METHOD", "PERIMETER")
_MESSAGE = ("datastructure", "JALONS:GROUP_FIGURES(1.0.0)", "I")


def rows_of(indicators: Iterable[Mapping[str, Any]]) -> Iterator[Sequence[Any]]:
    """The rows of ``COLUMNS`` of the groups of indicators, one for each quartile."""
    for value in indicators:
        for each in value["groups"]:
            low, _dash, high = each["band"].partition("-")
            area, when = f"{each['kind']}:{each['band']}", time_period(Period.parse(each["period"]))
            for kind, number in zip(("Q1", "MED", "Q3"), each["quartiles"], strict=True):
                yield (*_MESSAGE, area, value["indicator"], when, kind, number, each["unit"], "A",
                       each["method"], each["perimeter"], each["kind"], int(low or 0),
                       int(high) if high else None, each["members"],
                       each["day"].isoformat())  # fmt: skip


def time_period(period: Period) -> str:
    """A period as SDMX writes it.

    >>> time_period(Period.parse("2026-04-01/2026-06-30"))
    '2026-Q2'
    >>> time_period(Period.parse("2025-09-01/2026-08-31"))
    '2025-09-01/P365D'
    """
    start = period.start
    quarter = f"{start.year}-Q{(start.month + 2) // 3}"
    for text in (str(start.year), quarter, f"{start:%Y-%m}", start.isoformat()):
        if Period.parse(text) == period:
            return text
    return f"{start.isoformat()}/P{period.days}D"
