"""What only the whole file shows: a date that is the day of the export, defaults, duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from jalons.footprint.engine.inventory import DecidedBy, DeviceStatus, Nature, Notice
from jalons.footprint.engine.reading.choices import repeated_serial
from jalons.kernel import Where

_FIRST_PURCHASE = date(1980, 1, 1)
_SAME_DAY_ROWS = 10
_SAME_DAY_SHARE = 0.9
_DEFAULT_ROWS = 20
_DEFAULT_SHARE = 0.5
_AGGREGATED = 100
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Doubted:
    """Lines once doubted, what is told about it, and the day the file was extracted."""

    lines: pl.DataFrame
    notices: tuple[Notice, ...]
    extracted_on: date | None


def doubt(lines: pl.DataFrame, today: date) -> Doubted:
    """Lines without the dates that cannot be true, with the notices a reader of the file needs.

    No device is left out here: an impossible date is dropped, the device stays.
    """
    extracted_on, notices = _extraction(lines)
    if extracted_on:
        same = pl.col("retired") == extracted_on
        lines = lines.with_columns(pl.when(~same).then("retired").alias("retired"))
    day = extracted_on or today
    lines, more = _impossible_dates(lines, day)
    notices += more
    lines, more = _retired_by_date(lines, day)
    notices += more
    devices = lines.filter(pl.col("nature") == Nature.DEVICE)
    notices += [
        *_shared_dates(devices),
        *_duplicates(devices),
        *_aggregated(devices),
        *_assumed(devices),
    ]
    return Doubted(lines, tuple(notices), extracted_on)


def _extraction(lines: pl.DataFrame) -> tuple[date | None, list[Notice]]:
    """The one retirement date nearly every row carries: the day of the export, not a retirement."""
    rows = lines.filter(pl.col("nature").is_in([Nature.DEVICE, Nature.CONSUMABLE, Nature.VIRTUAL]))
    top = rows.filter(pl.col("retired").is_not_null())["retired"].value_counts(sort=True).head(1)
    if not top.height or top["count"][0] < max(_SAME_DAY_ROWS, _SAME_DAY_SHARE * rows.height):
        return None, []
    day: date = top["retired"][0]
    gone = (rows["status"] == DeviceStatus.RETIRED).sum()
    if gone > rows.height / 2:
        return None, []
    notice = Notice("retired_is_extraction", None, {"day": _day(day), "rows": int(top["count"][0])})
    return day, [notice]


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
    kept = pl.when(~refused).then("purchased").alias("purchased")
    unread = pl.col("purchased_text") & pl.col("purchased").is_null()
    return lines.with_columns((refused | unread).alias("date_refused"), kept), notices


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
    """Purchase dates most rows of a type share: probably a default the software filled in."""
    dated = devices.filter(pl.col("purchased").is_not_null())
    counts = dated.group_by("type_text", "purchased", maintain_order=True).len("rows")
    totals = devices.group_by("type_text").len("all")
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
    whole = devices.unique(["sheet", "row"], maintain_order=True)
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
    large = devices.filter(pl.col("quantity") >= _AGGREGATED)
    if not large.height:
        return []
    top = large.sort("quantity", descending=True).head(1)
    params = _rows(large) | {
        "devices": round(large["quantity"].sum()),
        "largest": round(top["quantity"][0]),
    }
    return [Notice("aggregated_rows", _first(top), params)]


def _assumed(devices: pl.DataFrame) -> list[Notice]:
    assumed = devices.filter(pl.col("decided_by") == DecidedBy.DEFAULT)
    if not assumed.height:
        return []
    kinds = assumed["type_text"].unique(maintain_order=True).head(5).to_list()
    shown = ", ".join(f"« {kind} »" for kind in kinds)
    return [Notice("computers_assumed", _first(assumed), _rows(assumed) | {"types": shown})]


def _first(lines: pl.DataFrame) -> Where:
    return Where(sheet=lines["sheet"][0], row=int(lines["row"][0]))


def _rows(lines: pl.DataFrame) -> dict[str, object]:
    """How many rows, and the numbers of the first ones."""
    places = lines.unique(["sheet", "row"], maintain_order=True)["row"]
    shown = ", ".join(str(row) for row in places.head(_SHOWN).to_list())
    return {"rows": len(places), "shown": shown + (", …" if len(places) > _SHOWN else "")}


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
