"""Figures as a flat table whose columns have the names of SDMX, described by CSVW metadata.

SDMX concepts: https://sdmx.org/?page_id=3215 (cross-domain concepts). CSVW: W3C Recommendations
“Tabular Data” and “Metadata Vocabulary” of 17 December 2015.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jalons.kernel import JalonsError, Observation, Period
from jalons.strategy.engine.catalogue import Catalogue, StrategyError
from jalons.strategy.engine.indicators.grid import check_value, read_number, to_unit
from jalons.tabular.files.writing import csv_text

CONTEXT = "http://www.w3.org/ns/csvw"
MOST_ROWS = 20_000
# name, datatype, titles in French and in English, what it is
COLUMNS: tuple[tuple[str, str, str, str], ...] = (
    ("REF_AREA", "string", "collectivité", "authority"),
    ("INDICATOR", "string", "indicateur", "indicator"),
    ("TIME_PERIOD", "string", "période", "period"),
    ("OBS_VALUE", "double", "valeur", "value"),
    ("UNIT_MEASURE", "string", "unité", "unit"),
    ("OBS_STATUS", "string", "statut", "status"),
    ("LOW", "double", "borne basse", "low bound"),
    ("HIGH", "double", "borne haute", "high bound"),
    ("SOURCE", "string", "source", "source"),
    ("METHOD", "string", "méthode", "method"),
    ("ORIGIN", "string", "origine", "origin"),
    ("INCLUDED", "string", "ce qui est compté", "what is counted"),
    ("EXCLUDED", "string", "ce qui est laissé de côté", "what is left out"),
)
NAMES = tuple(name for name, *_ in COLUMNS)
_NEEDED = ("INDICATOR", "TIME_PERIOD", "OBS_VALUE")


@dataclass(frozen=True, slots=True)
class ImportedValue:
    """A value read from a file, in the unit of its sheet, with the line it stands on."""

    line: int
    indicator: str
    period: Period
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was not understood, its column, and why."""

    line: int
    column: str
    error: StrategyError


@dataclass(frozen=True, slots=True)
class Reading:
    """The values read, the number of lines left out (computed by Jalons), the refused lines."""

    values: tuple[ImportedValue, ...]
    left: int
    refused: tuple[Refused, ...]


def rows_of(area: str, observations: Iterable[Observation]) -> list[tuple[str | float, ...]]:
    """One row per observation, in the order of ``COLUMNS``; numbers in the unit of the row."""
    return [
        (
            area,
            observation.indicator,
            period_text(observation.period),
            observation.value.mid,
            observation.unit.symbol,
            observation.status.value,
            observation.value.low,
            observation.value.high,
            " | ".join(source.cite() for source in observation.sources),
            observation.method,
            str(observation.origin),
            " | ".join(observation.perimeter.included),
            " | ".join(observation.perimeter.excluded),
        )
        for observation in observations
    ]


def to_csv(rows: Iterable[tuple[str | float, ...]]) -> str:
    """The rows as CSV with commas and points, every text made inert for spreadsheets."""
    return csv_text([NAMES, *rows], delimiter=",")


def metadata(url: str, title: str, licence: str = "") -> dict[str, Any]:
    """The CSVW description of the file at ``url``: columns, datatypes, titles, units."""
    columns = [
        {
            "name": name,
            "titles": {"und": [name], "fr": [french], "en": [english]},
            "datatype": datatype,
            "required": name in {*_NEEDED, "REF_AREA", "UNIT_MEASURE", "OBS_STATUS"},
        }
        for name, datatype, french, english in COLUMNS
    ]
    said: dict[str, Any] = {
        "@context": [CONTEXT, {"@language": "fr"}],
        "url": url,
        "dc:title": title,
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True},
        "tableSchema": {
            "columns": columns,
            "primaryKey": ["INDICATOR", "TIME_PERIOD", "ORIGIN"],
        },
    }
    return said | ({"dc:license": licence} if licence else {})


def period_text(period: Period) -> str:
    """A period as SDMX writes it: a year, a quarter, a month, a day, else two days and a slash.

    >>> period_text(Period(date(2026, 4, 1), date(2026, 6, 30)))
    '2026-Q2'
    """
    for text in (
        str(period.start.year),
        f"{period.start.year}-Q{(period.start.month + 2) // 3}",
        f"{period.start.year}-{period.start.month:02}",
    ):
        if read_period(text) == period:
            return text
    if period.start == period.end:
        return period.start.isoformat()
    return f"{period.start.isoformat()}/{period.end.isoformat()}"


def read_period(text: str) -> Period:
    """The period of ``2026``, ``2026-Q2``, ``2026-04``, ``2026-04-01`` or two days and a slash.

    Raises ``StrategyError`` (``period_unreadable``).
    """
    try:
        return Period.parse(text)
    except JalonsError:
        raise StrategyError("period_unreadable", value=text.strip()[:40]) from None


def read_csv(text: str, catalogue: Catalogue) -> Reading:
    """The values of a file written as here, or with these columns only: ``INDICATOR``,
    ``TIME_PERIOD``, ``OBS_VALUE``, and a unit when it is not that of the sheet.

    Lines whose origin is not a declared value are left: a room computed them. Raises
    ``StrategyError``: ``csv_empty``, ``csv_columns``, ``csv_large``.
    """
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    head = lines.split("\n", 1)[0]
    if not head.strip():
        raise StrategyError("csv_empty")
    mark = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(lines), delimiter=mark)
    missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise StrategyError("csv_columns", missing=", ".join(missing))
    values: list[ImportedValue] = []
    refused: list[Refused] = []
    seen: dict[tuple[str, Period], int] = {}
    left = 0
    for line, row in enumerate(reader, start=2):
        if line > MOST_ROWS:
            raise StrategyError("csv_large", most=MOST_ROWS)
        origin = row.get("ORIGIN") or ""
        if origin and not origin.startswith("urn:jalons:declared:"):
            left += 1
            continue
        found = _line(line, row, catalogue)
        if isinstance(found, ImportedValue):
            first = seen.setdefault((found.indicator, found.period), line)
            if first == line:
                values.append(found)
                continue
            name = catalogue.get(found.indicator).name.fr
            twice = StrategyError("grid_twice", name=name, first=first)
            refused.append(Refused(line, "TIME_PERIOD", twice))
        elif found is not None:
            refused.append(found)
    return Reading(tuple(values), left, tuple(refused))


def _line(
    line: int, row: Mapping[str, str | None], catalogue: Catalogue
) -> ImportedValue | Refused | None:
    column = "INDICATOR"
    try:
        sheet = catalogue.get((row["INDICATOR"] or "").strip())
        column = "TIME_PERIOD"
        period = read_period(row["TIME_PERIOD"] or "")
        column = "OBS_VALUE"
        read = read_number(row["OBS_VALUE"] or "")
        if read is None:
            return None
        column = "UNIT_MEASURE"
        value = to_unit(read[0], (row.get("UNIT_MEASURE") or "").strip() or read[1], sheet)
        column = "OBS_VALUE"
        check_value(value, sheet)
    except StrategyError as error:
        return Refused(line, column, error)
    # a citation made by the export is no source to type: the one of the value stays
    source = "" if row.get("ORIGIN") else (row.get("SOURCE") or "").strip()[:300]
    return ImportedValue(line, sheet.id, period, value, source)
