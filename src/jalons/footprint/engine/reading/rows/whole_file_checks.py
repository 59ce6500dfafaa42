"""Checks of a whole file: the day of the export, default dates, duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from jalons.footprint.engine.inventory.line import (
    DecidedBy,
    DeviceStatus,
    Nature,
    Notice,
    first_of_rows,
)
from jalons.footprint.engine.reading.mapping.choices import repeated_serial
from jalons.footprint.engine.reading.vocabulary.designations import thing_named
from jalons.footprint.engine.reading.vocabulary.reference import measured_units
from jalons.kernel import Where

_FIRST_PURCHASE = date(1980, 1, 1)
_SAME_DAY_ROWS = 10
_SAME_DAY_SHARE = 0.9
_DEFAULT_ROWS = 20
_DEFAULT_SHARE = 0.5
_AGGREGATED = 100
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class CheckedLines:
    """Checked lines, the notices about them, and the day the file was extracted."""

    lines: pl.DataFrame
    notices: tuple[Notice, ...]
    extracted_on: date | None


def check_whole_file(lines: pl.DataFrame, today: date) -> CheckedLines:
    """Lines without the dates that cannot be true, with the notices a reader of the file needs.

    No device is left out here: an impossible date is dropped, the device stays.
    """
    extracted_on, notices = signs_of(lines).extraction_day()
    lines, more = without_impossible_dates(lines, extracted_on, today)
    devices = lines.filter(pl.col("nature") == Nature.DEVICE)
    notices += [
        *more,
        *_shared_dates(devices),
        *_duplicates(devices),
        *line_notices(devices),
    ]
    return CheckedLines(lines, tuple(notices), extracted_on)


def without_impossible_dates(
    lines: pl.DataFrame, extracted_on: date | None, today: date
) -> tuple[pl.DataFrame, list[Notice]]:
    """Lines without the dates that cannot be true, and the notices on them, row by row."""
    if extracted_on:
        same = pl.col("retired") == extracted_on
        lines = lines.with_columns(pl.when(~same).then("retired").alias("retired"))
    day = extracted_on or today
    lines, dates = _impossible_dates(lines, day)
    lines, retired = _retired_by_date(lines, day)
    return lines, [*dates, *retired]


def line_notices(devices: pl.DataFrame) -> list[Notice]:
    """The notices on device lines that need no other line."""
    return [*_aggregated(devices), *_assumed(devices), *_unread(devices), *_against(devices)]


@dataclass(frozen=True, slots=True)
class ExtractionSigns:
    """Whether retirement dates are the day of the export: ``days`` counts each of them, among so
    many ``rows``, of which so many ``gone`` by their status.
    """

    days: pl.DataFrame
    rows: int
    gone: int

    def __add__(self, other: ExtractionSigns) -> ExtractionSigns:
        days = pl.concat([self.days, other.days]).group_by("retired").agg(pl.col("count").sum())
        return ExtractionSigns(days, self.rows + other.rows, self.gone + other.gone)

    def extraction_day(self) -> tuple[date | None, list[Notice]]:
        """The one date nearly every row carries: the day of the export, not a retirement."""
        top = self.days.sort("count", "retired", descending=True).head(1)
        if not top.height or top["count"][0] < max(_SAME_DAY_ROWS, _SAME_DAY_SHARE * self.rows):
            return None, []
        if self.gone > self.rows / 2:
            return None, []
        day: date = top["retired"][0]
        params = {"day": _day(day), "rows": int(top["count"][0])}
        return day, [Notice("retired_is_extraction", None, params)]


def signs_of(lines: pl.DataFrame) -> ExtractionSigns:
    """What lines show of the day of the export."""
    rows = lines.filter(pl.col("nature").is_in([Nature.DEVICE, Nature.CONSUMABLE, Nature.VIRTUAL]))
    days = rows.filter(pl.col("retired").is_not_null())["retired"].value_counts()
    gone = int((rows["status"] == DeviceStatus.RETIRED).sum())
    return ExtractionSigns(days, rows.height, gone)


def _impossible_dates(lines: pl.DataFrame, day: date) -> tuple[pl.DataFrame, list[Notice]]:
    late, old = pl.col("purchased") > day, pl.col("purchased") < _FIRST_PURCHASE
    after = pl.col("retired") < pl.col("purchased")
    notices = []
    for code, condition in (
        ("purchased_after_extraction", late),
        ("purchased_too_long_ago", old),
        ("retired_before_purchase", after),
    ):
        found = lines.filter(condition)
        if found.height:
            notices.append(Notice(code, _first(found), _rows(found) | {"day": _day(day)}))
    refused = (late | old).fill_null(value=False)
    accepted = pl.when(~refused).then("purchased").alias("purchased")
    unread = pl.col("purchased_text") & pl.col("purchased").is_null()
    return lines.with_columns((refused | unread).alias("date_refused"), accepted), notices


def _retired_by_date(lines: pl.DataFrame, day: date) -> tuple[pl.DataFrame, list[Notice]]:
    """A past retirement date retires a device without a status; a written status wins."""
    gone = (pl.col("retired") <= day).fill_null(value=False)
    unknown = pl.col("status") == DeviceStatus.UNKNOWN
    active = pl.col("status").is_in([DeviceStatus.IN_USE, DeviceStatus.MAINTENANCE])
    conflict = lines.filter(gone & active)
    notices = []
    if conflict.height:
        notices = [Notice("retired_but_in_use", _first(conflict), _rows(conflict))]
    status = pl.when(gone & unknown).then(pl.lit(DeviceStatus.RETIRED.value)).otherwise("status")
    return lines.with_columns(status.alias("status")), notices


def _shared_dates(devices: pl.DataFrame) -> list[Notice]:
    return shared_dates(purchases(devices))


def purchases(devices: pl.DataFrame) -> pl.DataFrame:
    """The number of rows by type and day of purchase, an unknown day included."""
    return devices.group_by("type_text", "purchased", maintain_order=True).len("rows")


def shared_dates(bought: pl.DataFrame) -> list[Notice]:
    """Purchase dates most rows of a type share: probably a default the software filled in."""
    counts = bought.filter(pl.col("purchased").is_not_null())
    totals = bought.group_by("type_text").agg(pl.col("rows").sum().alias("all"))
    suspect = counts.join(totals, on="type_text").filter(
        (pl.col("rows") >= _DEFAULT_ROWS) & (pl.col("rows") >= _DEFAULT_SHARE * pl.col("all"))
    )
    return [
        Notice(
            "shared_purchase_date", None, {"type": kind, "day": _day(day), "rows": rows, "all": of}
        )
        for kind, day, rows, of in suspect.select(
            "type_text", "purchased", "rows", "all"
        ).iter_rows()
    ]


def _duplicates(devices: pl.DataFrame) -> list[Notice]:
    notices = []
    whole = first_of_rows(devices)
    again = whole.filter(repeated_serial())
    if again.height:
        notices.append(Notice("duplicate_serials", _first(again), _rows(again)))
    labels = whole.filter(pl.col("label") != "")
    repeated = labels.filter(~pl.col("label").is_first_distinct())
    # A column whose values often repeat is a description, not an identifier.
    if repeated.height and repeated.height <= 0.1 * labels.height:
        notices.append(Notice("duplicate_labels", _first(repeated), _rows(repeated)))
    return notices


def _aggregated(devices: pl.DataFrame) -> list[Notice]:
    counted = ~pl.col("device").is_in(list(measured_units())).fill_null(value=False)
    large = devices.filter(counted & (pl.col("quantity") >= _AGGREGATED))
    if not large.height:
        return []
    top = large.sort("quantity", descending=True).head(1)
    params = _rows(large) | {
        "devices": round(large["quantity"].sum()),
        "largest": round(top["quantity"][0]),
    }
    return [Notice("aggregated_rows", _first(top), params)]


_ASSUMED = {"desktop": "computers_assumed", "smartphone": "phones_assumed"}


def _assumed(devices: pl.DataFrame) -> list[Notice]:
    assumed = devices.filter(pl.col("decided_by") == DecidedBy.DEFAULT)
    if not assumed.height:
        return []
    found = [(code, assumed.filter(pl.col("device") == name)) for name, code in _ASSUMED.items()]
    return [Notice(code, _first(lines), _typed(lines)) for code, lines in found if lines.height]


def _unread(devices: pl.DataFrame) -> list[Notice]:
    """Devices whose type is not understood, decided by their maker and model."""
    settled = devices.filter(
        (pl.col("decided_by") == DecidedBy.MODEL) & (pl.col("type_text") != "")
    )
    kinds = settled["type_text"].unique().to_list()
    unread = settled.filter(
        pl.col("type_text").is_in([kind for kind in kinds if thing_named(kind) is None])
        & (pl.col("model") != "")
    )
    return [Notice("types_unread", _first(unread), _typed(unread))] if unread.height else []


_AGAINST = {"way": "type_gave_way", "type": "type_against_model"}


def _against(devices: pl.DataFrame) -> list[Notice]:
    """Types that the product of their row contradicts, by which of both was followed."""
    if devices["against"].null_count() == devices.height:
        return []
    found = [(code, devices.filter(pl.col("against") == by)) for by, code in _AGAINST.items()]
    return [Notice(code, _first(lines), _typed(lines)) for code, lines in found if lines.height]


def _typed(lines: pl.DataFrame) -> dict[str, object]:
    kinds = lines["type_text"].unique(maintain_order=True).head(5).to_list()
    return _rows(lines) | {"types": ", ".join(f"« {kind} »" for kind in kinds)}


def _first(lines: pl.DataFrame) -> Where:
    return Where(sheet=lines["sheet"][0], row=int(lines["row"][0]))


def _rows(lines: pl.DataFrame) -> dict[str, object]:
    places = first_of_rows(lines)["row"]
    shown = ", ".join(str(row) for row in places.head(_SHOWN).to_list())
    return {"rows": len(places), "shown": shown + (", …" if len(places) > _SHOWN else "")}


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
