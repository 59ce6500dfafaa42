"""Typed values of raw lines: dates, quantities, energy, statuses, countries, with doubts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from jalons.footprint.engine.inventory.line import DeviceStatus, Notice
from jalons.footprint.engine.reading.mapping.columns import names_one_machine, one_machine
from jalons.footprint.engine.reading.rows.amounts import measured_unit, read_amount
from jalons.footprint.engine.reading.rows.statuses import Sense, read_status
from jalons.footprint.engine.reading.vocabulary.cells import (
    doubts_quantity,
    read_date,
    read_energy,
    read_number,
    read_quantity,
)
from jalons.footprint.engine.reading.vocabulary.figures import read_pue, read_years, unit_of
from jalons.footprint.engine.reading.vocabulary.machine_cells import (
    FIGURES,
    figure_reader,
    read_processor,
)
from jalons.footprint.engine.reading.vocabulary.reference import country_words
from jalons.footprint.engine.reading.vocabulary.second_life import (
    ASSUMED_YEARS,
    is_assumed,
    read_elsewhere,
    second_hand,
)
from jalons.footprint.engine.reading.vocabulary.words import by_distinct
from jalons.kernel import Where
from jalons.tabular.days import day_order, is_slashed
from jalons.tabular.folding import fold

_SHOWN = 5
_ROWS = 12


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How a column writes its slashed days: whether some cells can only start with their day, some
    with their month, and which of both settles the others.
    """

    day_first: bool = False
    month_first: bool = False
    month_wins: bool = False

    @classmethod
    def of(cls, texts: Iterable[str]) -> DateOrder:
        """The order that distinct texts show."""
        orders = Counter(map(day_order, texts))
        days, months = orders[1], orders[-1]
        return cls(days > 0, months > 0, months > days)


@dataclass(slots=True)
class Remarks:
    """Notices gathered while the lines of one sheet are read."""

    where: Where
    notices: list[Notice] = field(default_factory=list)

    def add(
        self,
        code: str,
        column: str,
        values: pl.Series,
        rows: pl.Series | None = None,
        **params: object,
    ) -> None:
        """One notice for all the cells of a column a remark is about; none without cells.

        ``rows``: those of the cells; the first one is the place of the notice.
        """
        if not len(values):
            return
        samples = values.unique(maintain_order=True).head(_SHOWN).to_list()
        row = None if rows is None else int(rows[0])
        if rows is not None:
            listed = ", ".join(map(str, rows.head(_ROWS).to_list()))
            params["lines"] = listed + (", …" if len(rows) > _ROWS else "")
        where = Where(self.where.file, self.where.sheet, row, column)
        shown = ", ".join(f"« {text[:40]} »" for text in samples)
        self.notices.append(Notice(code, where, {"rows": len(values), "samples": shown} | params))


def read_values(
    lines: pl.DataFrame,
    remarks: Remarks,
    headings: Mapping[str, str],
    orders: Mapping[str, DateOrder] | None = None,
) -> pl.DataFrame:
    """``lines`` with typed columns in place of their texts; doubts are added to ``remarks``.

    ``headings`` names the columns as the user wrote them, by field; ``orders`` that of the dates of
    a whole column, when these lines are only part of it.
    """
    known = orders or {}
    return lines.with_columns(
        _dates(lines["purchased"], remarks, headings.get("purchased", ""), known.get("purchased")),
        _dates(lines["retired"], remarks, headings.get("retired", ""), known.get("retired")),
        _quantities(lines, remarks, headings),
        _energy(lines["yearly_kwh"], remarks, headings.get("yearly_kwh", "")),
        _bounded(lines, "lifetime", read_years, remarks, headings),
        _years_before(lines, remarks, headings.get("years_before", "")),
        _elsewhere(lines["years_after"], remarks, headings.get("years_after", "")),
        _bounded(lines, "pue", read_pue, remarks, headings),
        *_machines(lines, remarks, headings),
        _statuses(lines, remarks, headings.get("status", "")),
        _words(lines["country"], _country, remarks, headings.get("country", "")),
        pl.Series("purchased_text", lines["purchased"] != ""),
    ).with_columns(pl.col("status").fill_null(DeviceStatus.UNKNOWN.value))


def _dates(
    texts: pl.Series, remarks: Remarks, heading: str, order: DateOrder | None = None
) -> pl.Series:
    """Days; the order of day and month is that of the column, not of each cell."""
    distinct = [text for text in texts.unique().to_list() if text]
    order = order or DateOrder.of(distinct)
    if not order.day_first and not order.month_first and any(map(is_slashed, distinct)):
        doubted = texts.filter(by_distinct(texts, is_slashed, pl.Boolean))
        remarks.add("dates_ambiguous", heading, doubted)
    if order.day_first and order.month_first:
        less = 1 if order.month_wins else -1
        odd = [text for text in distinct if day_order(text) == less]
        remarks.add("dates_mixed", heading, texts.filter(texts.is_in(odd)))
    read = {text: _read_either(text, month_first=order.month_wins) for text in distinct}
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


def _quantities(lines: pl.DataFrame, remarks: Remarks, headings: Mapping[str, str]) -> pl.Series:
    """Numbers of devices; amounts in their own unit where the type is no device."""
    heading = headings.get("quantity", "")
    read = by_distinct(lines["quantity"], read_quantity, pl.Float64) * lines["times"]
    odd = lines["quantity"].str.contains(r"\(|[.,]00$")
    if odd.any():
        odd &= by_distinct(lines["quantity"], doubts_quantity, pl.Boolean)
        remarks.add(
            "quantities_doubted", heading, lines["quantity"].filter(odd), lines["row"].filter(odd)
        )
    read = _one_each(lines, read, remarks, headings)
    units = by_distinct(lines["type"], measured_unit, pl.String)
    if units.null_count() < len(units):
        read = _amounts(lines, read, units, remarks, heading)
    return read.alias("quantity")


def _one_each(
    lines: pl.DataFrame, read: pl.Series, remarks: Remarks, headings: Mapping[str, str]
) -> pl.Series:
    """One device for each row that bears the serial number or the name of one machine."""
    many = (read > 1).fill_null(value=False)
    if not many.any():
        return read
    several = lines.with_columns(pl.len().over("row").alias("things")).filter(many)
    one = one_machine(several["serial"])
    if names_one_machine(headings.get("label", "")):
        one |= several["label"] != ""
    cut = many.scatter(many.arg_true(), one & (several["things"] == 1))
    counts = pl.Series([f"{count:g}" for count in read.filter(cut)], dtype=pl.String)
    remarks.add(
        "one_device_a_serial", headings.get("quantity", ""), counts, lines["row"].filter(cut)
    )
    return read.zip_with(~cut, pl.Series([1.0]).new_from_index(0, len(read)))


def _amounts(
    lines: pl.DataFrame, read: pl.Series, units: pl.Series, remarks: Remarks, heading: str
) -> pl.Series:
    rows = units.is_not_null().arg_true()
    texts, kinds = lines["quantity"].gather(rows), lines["type"].gather(rows)
    amounts = [
        read_amount(text, unit, kind=kind, heading=heading)
        for text, unit, kind in zip(texts, units.gather(rows), kinds, strict=True)
    ]
    for code in dict.fromkeys(amount.doubt for amount in amounts if amount.doubt):
        doubted = pl.Series([amount.doubt == code for amount in amounts], dtype=pl.Boolean)
        shown = kinds if code == "amount_missing" else texts
        remarks.add(code, heading, shown.filter(doubted))
    values = pl.Series([amount.value for amount in amounts], dtype=pl.Float64)
    return read.scatter(rows, values * lines["times"].gather(rows))


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


def _bounded(
    lines: pl.DataFrame,
    name: str,
    read: Callable[[str], float | None],
    remarks: Remarks,
    headings: Mapping[str, str],
) -> pl.Series:
    """A figure within bounds; any other is noticed with its rows and left out."""
    texts, heading = lines[name], headings.get(name, "")
    values = by_distinct(texts, read, pl.Float64)
    lost = (texts != "") & values.is_null()
    rows = lines["row"].filter(lost)
    code = "machine_absurd" if name in FIGURES else f"{name}_absurd"
    remarks.add(code, heading, texts.filter(lost), rows, heading=heading)
    return values.alias(name)


def _machines(
    lines: pl.DataFrame, remarks: Remarks, headings: Mapping[str, str]
) -> list[pl.Series]:
    columns = {
        name: _bounded(lines, name, figure_reader(name, headings.get(name, "")), remarks, headings)
        for name in FIGURES
    }
    texts = lines["cpu_name"]
    named = by_distinct(texts, lambda text: read_processor(text)[0], pl.String).alias("cpu_name")
    units = by_distinct(texts, lambda text: read_processor(text)[1], pl.Float64)
    column = columns["cpu_units"]
    columns["cpu_units"] = column.zip_with(column.is_not_null(), units).alias("cpu_units")
    return [named, *columns.values()]


def _figure(
    texts: pl.Series, read: Callable[[str], float | None], remarks: Remarks, heading: str
) -> pl.Series:
    """A figure within bounds; any other is noticed and left out."""
    values = by_distinct(texts, read, pl.Float64)
    remarks.add(f"{texts.name}_absurd", heading, texts.filter((texts != "") & values.is_null()))
    return values.alias(texts.name)


def _elsewhere(texts: pl.Series, remarks: Remarks, heading: str) -> pl.Series:
    """Years of service before or after us; those assumed from a yes are noticed."""
    remarks.add(
        f"{texts.name}_assumed", heading, texts.filter(by_distinct(texts, is_assumed, pl.Boolean))
    )
    return _figure(texts, read_elsewhere, remarks, heading)


def _years_before(lines: pl.DataFrame, remarks: Remarks, heading: str) -> pl.Series:
    """Years of service before us: the column's, else assumed where a text says second-hand."""
    stated = _elsewhere(lines["years_before"], remarks, heading)
    blank, years = lines["years_before"] == "", stated
    for column in ("type", "model", "status"):
        says = second_hand(lines[column]) & blank & years.is_null()
        if says.any():
            remarks.add("years_before_assumed", "", lines[column].filter(says))
            assumed = pl.Series([ASSUMED_YEARS]).new_from_index(0, len(years))
            years = assumed.zip_with(says, years)
    return years.alias("years_before")


def _words(
    texts: pl.Series,
    meaning: Callable[[str], str | None],
    remarks: Remarks,
    heading: str,
    rows: pl.Series | None = None,
) -> pl.Series:
    read = by_distinct(texts, meaning, pl.String)
    unknown = (texts != "") & read.is_null()
    listed = None if rows is None else rows.filter(unknown)
    remarks.add(f"{texts.name}_unknown", heading, texts.filter(unknown), listed)
    return read.alias(texts.name)


def _statuses(lines: pl.DataFrame, remarks: Remarks, heading: str) -> pl.Series:
    """States; those read in another sense than their words are noticed with their rows."""
    texts = lines["status"]
    read = {text: read_status(text, heading) for text in texts.unique().to_list() if text}
    for sense in Sense:
        if sense is Sense.PLAIN:
            continue
        said = texts.is_in([text for text, found in read.items() if found.sense is sense])
        remarks.add(f"status_{sense}", heading, texts.filter(said), lines["row"].filter(said))
    states = {text: found.status for text, found in read.items() if found.status}
    return _words(texts, states.get, remarks, heading, lines["row"])


def _country(text: str) -> str | None:
    words = country_words()
    plain = fold(text)
    # « Chambéry, France »: a whole name at the end counts, a code does not.
    tail = plain.split()[-1:]
    return words.exact(plain) or (words.exact(tail[0]) if tail and len(tail[0]) > 3 else None)
