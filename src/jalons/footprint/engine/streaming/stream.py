"""From batches of rows to a fleet: the result of reading them all at once, in bounded memory.

What only the whole file shows (whether dates start with the day or the month, whether a retirement
date is the day of the export) is first read from the first batch; when the end of the file says
otherwise, it is read again. In memory: one batch, the sums, the texts already classified, and
what identifies duplicates: it follows the distinct values of the file, not its rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.engine.fleet.holdings import (
    Fleet,
    FleetPart,
    fleet_of,
    lines_with_reasons,
    measured_kinds,
    merged,
    part_of,
)
from jalons.footprint.engine.inventory.line import (
    COUNTED_STATUSES,
    DeviceStatus,
    FileError,
    FootprintError,
    Inventory,
    Nature,
    Notice,
    first_of_rows,
    rows_in,
)
from jalons.footprint.engine.reading.formats.sheet import Sheet
from jalons.footprint.engine.reading.lines import classified, split_lines, values_of
from jalons.footprint.engine.reading.mapping.choices import with_choices
from jalons.footprint.engine.reading.mapping.sheet_mapping import SheetMapping, with_named_columns
from jalons.footprint.engine.reading.rows.classify import decisions
from jalons.footprint.engine.reading.rows.values import DateOrder
from jalons.footprint.engine.reading.rows.whole_file_checks import (
    ExtractionSigns,
    line_notices,
    purchases,
    shared_dates,
    signs_of,
    without_impossible_dates,
)
from jalons.footprint.engine.reading.sheet_choice import guess_mapping
from jalons.footprint.engine.streaming.batches import Batch, OpenBatches
from jalons.footprint.engine.streaming.remarks import MOST_SHOWN, NoticeTotals
from jalons.footprint.engine.streaming.repeats import Repeats
from jalons.kernel import Where
from jalons.tabular.days import day_order

MOST_PASSES = 3
SAMPLED_ROWS = 20  # of each reason
MOST_DECISIONS = 400_000  # texts whose device is remembered
MOST_DATE_TEXTS = 200_000
MOST_PURCHASES = 500_000  # types × days

_DATES = ("purchased", "retired")


@dataclass(frozen=True, slots=True)
class WholeFileFacts:
    """Facts that need the whole file: the order of its dates, the day it was extracted."""

    orders: Mapping[str, DateOrder]
    extracted_on: date | None


@dataclass(frozen=True, slots=True)
class StreamedFleet:
    """A file read batch by batch: its fleet, its notices, the day it was extracted.

    ``left_out`` samples the rows that are not counted (``LINE_SCHEMA``): the first ones of each
    reason. ``passes``: how many times the file was read.
    """

    fleet: Fleet
    notices: tuple[Notice, ...]
    extracted_on: date | None
    left_out: pl.DataFrame
    passes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamOptions:
    """How to read: with the factors of ``pack``, no purchase after ``read_on`` when the file
    does not state its own day, columns guessed on the first batch without ``mapping``,
    completed by ``columns`` (headings by field), devices of ``counted_statuses`` counted.
    """

    pack: Pack
    read_on: date
    mapping: SheetMapping | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    counted_statuses: frozenset[DeviceStatus] = COUNTED_STATUSES


@dataclass(frozen=True, slots=True)
class _Table:
    file: str
    mapping: SheetMapping
    headings: pl.DataFrame
    options: StreamOptions


def read_stream(
    open_batches: OpenBatches,
    *,
    file: str,
    options: StreamOptions,
    progress: Callable[[float], None] | None = None,
) -> StreamedFleet:
    """The fleet of a table read batch by batch: that of ``read_inventory`` and ``sum_up``.

    ``progress`` receives the share of the file read. Raises ``FootprintError``:
    ``no_inventory_found``, ``no_rows``, and what reading the batches raises.
    """
    first = next((batch for batch in open_batches() if batch.cells.height), None)
    if first is None:
        raise FileError("file_empty", where=Where(file=file))
    chosen = options.mapping or _guessed(first, file, options.columns)
    if not chosen.included:
        raise FootprintError("no_inventory_found", where=Where(file=file))
    at = chosen.header_row or 0
    headings = first.cells.slice(max(0, at - 1), min(at, 1))
    table = _Table(file, chosen, headings, options)
    assumed, decided = _of_first(first, table)
    for number in range(1, MOST_PASSES + 1):
        reading = _Reading(table, assumed, decided)
        for batch in _without_blank_end(open_batches()):
            reading.add(batch)
            if progress:
                progress(batch.done)
        assumed, decided = reading.settled(), reading.decided
        if assumed == reading.assumed or number == MOST_PASSES:
            break
    return reading.result(number)


def _guessed(first: Batch, file: str, named: Mapping[str, str]) -> SheetMapping:
    guessed = guess_mapping([Sheet("", first.cells, file)])
    return with_named_columns(guessed, named, Where(file=file)).sheets[0]


def _of_first(first: Batch, table: _Table) -> tuple[WholeFileFacts, pl.DataFrame]:
    """What the first batch shows of the whole file, and the devices of its texts."""
    reading = _Reading(table, WholeFileFacts({}, None), None)
    reading.lines_of(first)
    return reading.settled(), reading.decided


def _without_blank_end(batches: Iterator[Batch]) -> Iterator[Batch]:
    """The batches without the blank rows the file ends with."""
    blank: list[Batch] = []
    for batch in batches:
        if not batch.cells.height:
            yield batch
            continue
        filled = batch.cells.select(pl.any_horizontal(pl.all() != "")).to_series().arg_true()
        if not len(filled):
            blank.append(batch)
            continue
        yield from blank
        filled_rows = int(filled[-1]) + 1
        yield replace(batch, cells=batch.cells.head(filled_rows))
        rest = batch.cells.slice(filled_rows)
        blank = [Batch(rest, batch.first_row + filled_rows, batch.done)] if rest.height else []


@dataclass(slots=True)
class _Reading:
    table: _Table
    assumed: WholeFileFacts
    known: pl.DataFrame | None
    part: FleetPart | None = None
    signs: ExtractionSigns | None = None
    sample: pl.DataFrame | None = None
    bought: pl.DataFrame | None = None
    gathered: NoticeTotals = field(default_factory=NoticeTotals)
    serials: Repeats = field(default_factory=Repeats)
    labels: Repeats = field(default_factory=Repeats)
    dated: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in _DATES})

    @property
    def decided(self) -> pl.DataFrame:
        if self.known is None:
            raise FootprintError("no_rows", where=Where(file=self.table.file))
        return self.known

    def add(self, batch: Batch) -> None:
        self.gathered.add(batch.notices)
        lines = self.lines_of(batch)
        if lines is None:
            return
        options, day = self.table.options, self.assumed.extracted_on
        lines, notices = without_impossible_dates(lines, day, options.read_on)
        self.gathered.add(notices)
        self._remark(lines.filter(pl.col("nature") == Nature.DEVICE))
        rows = rows_in(lines)
        inventory = with_choices(
            Inventory(lines, (), day, rows), counted_statuses=options.counted_statuses
        )
        found = lines_with_reasons(inventory, options.pack)
        part = part_of(found, rows, on=day or options.read_on)
        self.part = part if self.part is None else merged([self.part, part])
        self._sample(found.filter(pl.col("reason").is_not_null()))

    def lines_of(self, batch: Batch) -> pl.DataFrame | None:
        """The lines of a batch, typed and classified; None when it has none."""
        sheet, mapping, offset = self._sheet(batch)
        if sheet.cells.height <= (mapping.header_row or 0):
            return None
        split, notices = split_lines(sheet, mapping)
        self._note_dates(split)
        lines, notices = values_of(split, sheet, mapping, notices, self.assumed.orders)
        self.gathered.add(_shifted(notice, offset) for notice in notices)
        lines = lines.with_columns(pl.col("row") + offset)
        if self.known is not None and self.known.height > MOST_DECISIONS:
            self.known = None
        self.known = decisions(lines, self.known)
        lines = classified(lines, self.known)
        signs = signs_of(lines)
        self.signs = signs if self.signs is None else self.signs + signs
        return lines

    def _sheet(self, batch: Batch) -> tuple[Sheet, SheetMapping, int]:
        """The batch as a sheet under the headings of the file, and what to add to its rows."""
        table, header = self.table, self.table.mapping.header_row
        if header is None or batch.first_row <= header:
            offset = batch.first_row - 1
            return Sheet("", batch.cells, table.file), table.mapping, offset
        cells = pl.concat([table.headings, batch.cells]) if batch.cells.height else batch.cells
        return (
            Sheet("", cells, table.file),
            replace(table.mapping, header_row=1),
            batch.first_row - 2,
        )

    def _note_dates(self, split: pl.DataFrame) -> None:
        for name, known in self.dated.items():
            if len(known) < MOST_DATE_TEXTS:
                new = set(split[name].unique().to_list()) - known
                known.update(text for text in new if day_order(text))

    def settled(self) -> WholeFileFacts:
        """What the rows read show of the whole file."""
        orders = {name: DateOrder.of(texts) for name, texts in self.dated.items()}
        return WholeFileFacts(orders, self.signs.extraction_day()[0] if self.signs else None)

    def _remark(self, devices: pl.DataFrame) -> None:
        """Count what reveals shared dates and duplicates."""
        self.gathered.add(line_notices(devices))
        bought = purchases(devices)
        if self.bought is not None:
            both = pl.concat([self.bought, bought])
            bought = both.group_by("type_text", "purchased", maintain_order=True).agg(
                pl.col("rows").sum()
            )
        # A date most rows of a type share is among the most frequent ones.
        self.bought = bought if bought.height <= MOST_PURCHASES else _most(bought)
        whole = first_of_rows(devices)
        numbered = whole.filter(pl.col("serial").str.len_chars() > 3)
        self.serials.add(numbered["serial"], numbered["row"], MOST_SHOWN)
        named = whole.filter(pl.col("label") != "")
        self.labels.add(named["label"], named["row"], MOST_SHOWN)

    def _sample(self, left_out: pl.DataFrame) -> None:
        found = left_out.group_by("reason", maintain_order=True).head(SAMPLED_ROWS)
        both = found if self.sample is None else pl.concat([self.sample, found])
        self.sample = both.group_by("reason", maintain_order=True).head(SAMPLED_ROWS)

    def result(self, passes: int) -> StreamedFleet:
        table, options = self.table, self.table.options
        if self.part is None or self.sample is None or not self.part.rows_read:
            raise FootprintError("no_rows", where=Where(file=table.file))
        day = self.assumed.extracted_on
        if self.signs:
            self.gathered.add(self.signs.extraction_day()[1])
        notices = [*self.gathered.all()]
        if self.bought is not None:
            notices += shared_dates(self.bought)
        notices += _duplicates(self.serials, self.labels)
        fleet = fleet_of(
            [self.part], on=day or options.read_on, measured=measured_kinds(options.pack)
        )
        return StreamedFleet(
            fleet=replace(fleet, notices=tuple(notices), columns=table.mapping.read_columns()),
            notices=tuple(notices),
            extracted_on=day,
            left_out=self.sample.sort("row", maintain_order=True),
            passes=passes,
        )


def _most(bought: pl.DataFrame) -> pl.DataFrame:
    """The more frequent half of the days of purchase; the others become unknown days."""
    ranked = bought.sort("rows", descending=True, maintain_order=True)
    frequent, rest = ranked.head(MOST_PURCHASES // 2), ranked.slice(MOST_PURCHASES // 2)
    unknown = rest.with_columns(pl.lit(None, dtype=pl.Date).alias("purchased"))
    whole = pl.concat([frequent, unknown]).group_by("type_text", "purchased", maintain_order=True)
    return whole.agg(pl.col("rows").sum())


def _duplicates(serials: Repeats, labels: Repeats) -> list[Notice]:
    notices = []
    if serials.rows:
        notices.append(_repeated("duplicate_serials", serials))
    # A column whose values often repeat is a description, not an identifier.
    if labels.rows and labels.rows <= 0.1 * labels.seen:
        notices.append(_repeated("duplicate_labels", labels))
    if serials.full or labels.full:
        notices.append(Notice("stream_duplicates_partly"))
    return notices


def _repeated(code: str, repeats: Repeats) -> Notice:
    more = ", …" if repeats.rows > len(repeats.shown) else ""
    shown = ", ".join(map(str, repeats.shown)) + more
    params: dict[str, Any] = {"rows": repeats.rows, "shown": shown}
    return Notice(code, Where(row=repeats.shown[0]), params)


def _shifted(notice: Notice, offset: int) -> Notice:
    """The notice of a batch with its rows in the file; a heading stays where it is."""
    where, params = notice.where, notice.params
    if where is None or notice.code == "header_below":
        return notice
    if where.row is not None:
        where = replace(where, row=where.row + offset)
    if "lines" in params:
        rows = re.sub(r"\d+", lambda row: str(int(row[0]) + offset), str(params["lines"]))
        params = {**params, "lines": rows}
    return replace(notice, where=where, params=params)
