"""Raw lines into values: dates, quantities, energy, statuses, countries, with what was doubted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from jalons.footprint.engine.inventory import DeviceStatus, Notice
from jalons.footprint.engine.reading.cells import (
    date_order,
    is_slashed,
    read_date,
    read_energy,
    read_number,
    read_quantity,
)
from jalons.footprint.engine.reading.figures import read_pue, read_span, read_years, unit_of
from jalons.footprint.engine.reading.reference import country_words, status_words
from jalons.footprint.engine.reading.words import by_distinct, fold
from jalons.kernel import Where

_SHOWN = 5


@dataclass(slots=True)
class Remarks:
    """Notices gathered while the lines of one sheet are read."""

    where: Where
    notices: list[Notice] = field(default_factory=list)

    def add(self, code: str, column: str, values: pl.Series, **params: object) -> None:
        """One notice for all the cells of a column a remark is about; none without cells."""
        if not len(values):
            return
        samples = values.unique(maintain_order=True).head(_SHOWN).to_list()
        where = Where(self.where.file, self.where.sheet, None, column)
        shown = ", ".join(f"« {text[:40]} »" for text in samples)
        self.notices.append(Notice(code, where, {"rows": len(values), "samples": shown} | params))


def read_values(lines: pl.DataFrame, remarks: Remarks, headings: dict[str, str]) -> pl.DataFrame:
    """``lines`` with typed columns in place of their texts; doubts are added to ``remarks``.

    ``headings`` names the columns as the user wrote them, by field.
    """
    return lines.with_columns(
        _dates(lines["purchased"], remarks, headings.get("purchased", "")),
        _dates(lines["retired"], remarks, headings.get("retired", "")),
        _quantities(lines),
        _energy(lines["yearly_kwh"], remarks, headings.get("yearly_kwh", "")),
        _figure(lines["lifetime"], read_years, remarks, headings.get("lifetime", "")),
        _figure(lines["years_before"], read_span, remarks, headings.get("years_before", "")),
        _figure(lines["years_after"], read_span, remarks, headings.get("years_after", "")),
        _figure(lines["pue"], read_pue, remarks, headings.get("pue", "")),
        _words(lines["status"], _status, remarks, headings.get("status", "")),
        _words(lines["country"], _country, remarks, headings.get("country", "")),
        pl.Series("purchased_text", lines["purchased"] != ""),
    ).with_columns(pl.col("status").fill_null(DeviceStatus.UNKNOWN.value))


def _dates(texts: pl.Series, remarks: Remarks, heading: str) -> pl.Series:
    """Days; the order of day and month is settled for the column, not cell by cell."""
    distinct = [text for text in texts.unique().to_list() if text]
    orders = [date_order(text) for text in distinct]
    day_first, month_first = orders.count(1), orders.count(-1)
    if not day_first and not month_first and any(map(is_slashed, distinct)):
        doubted = texts.filter(by_distinct(texts, is_slashed, pl.Boolean))
        remarks.add("dates_ambiguous", heading, doubted)
    if day_first and month_first:
        less = -1 if day_first >= month_first else 1
        odd = [text for text, order in zip(distinct, orders, strict=True) if order == less]
        remarks.add("dates_mixed", heading, texts.filter(texts.is_in(odd)))
    first = month_first > day_first
    read = {text: _read_either(text, month_first=first) for text in distinct}
    days = {text: found[0] for text, found in read.items() if found}
    vague = [text for text, found in read.items() if found and not found[1]]
    lost = [text for text, found in read.items() if not found]
    remarks.add("dates_imprecise", heading, texts.filter(texts.is_in(vague)))
    remarks.add("dates_unreadable", heading, texts.filter(texts.is_in(lost)))
    return by_distinct(texts, days.get, pl.Date).alias(texts.name)


def _read_either(text: str, *, month_first: bool) -> tuple[date, bool] | None:
    """A date in the order of its column, or in the only order that makes it a day."""
    found = read_date(text, month_first=month_first) or read_date(text, month_first=not month_first)
    return (found.day, found.precise) if found else None


def _quantities(lines: pl.DataFrame) -> pl.Series:
    read = by_distinct(lines["quantity"], read_quantity, pl.Float64)
    return (read * lines["times"]).alias("quantity")


def _energy(texts: pl.Series, remarks: Remarks, heading: str) -> pl.Series:
    unit = unit_of(heading)
    read = {
        text: read_energy(f"{text} {unit}" if unit and read_number(text) is not None else text)
        for text in texts.unique().to_list()
        if text
    }
    lost = [text for text, found in read.items() if found is None]
    bare = [text for text in read if read_number(text) is not None]
    if unit and 0 < len(bare) < len(read):
        remarks.add("kwh_contradictory", heading, texts.filter(~texts.is_in(["", *bare])))
    converted = [text for text, found in read.items() if found and found.converted]
    remarks.add("kwh_unreadable", heading, texts.filter(texts.is_in(lost)))
    remarks.add("kwh_converted", heading, texts.filter(texts.is_in(converted)))
    values = {text: found.kwh for text, found in read.items() if found}
    return by_distinct(texts, values.get, pl.Float64).alias("yearly_kwh")


def _figure(
    texts: pl.Series, read: Callable[[str], float | None], remarks: Remarks, heading: str
) -> pl.Series:
    """A figure that stands within bounds; what does not is told and left out."""
    values = by_distinct(texts, read, pl.Float64)
    remarks.add(f"{texts.name}_absurd", heading, texts.filter((texts != "") & values.is_null()))
    return values.alias(texts.name)


def _words(
    texts: pl.Series, meaning: Callable[[str], str | None], remarks: Remarks, heading: str
) -> pl.Series:
    read = by_distinct(texts, meaning, pl.String)
    remarks.add(f"{texts.name}_unknown", heading, texts.filter((texts != "") & read.is_null()))
    return read.alias(texts.name)


def _status(text: str) -> str | None:
    return status_words().inside(fold(text))


def _country(text: str) -> str | None:
    words = country_words()
    plain = fold(text)
    # « Chambéry, France »: a whole name at the end counts, a code does not.
    tail = plain.split()[-1:]
    return words.exact(plain) or (words.exact(tail[0]) if tail and len(tail[0]) > 3 else None)
