"""The lines of an inventory: one per row of the file, none dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import polars as pl

from jalons.footprint.engine.errors import FileError, FootprintError
from jalons.kernel import Where

__all__ = [
    "COUNTED_STATUSES",
    "LINE_SCHEMA",
    "DecidedBy",
    "DeviceStatus",
    "FileError",
    "FootprintError",
    "Inventory",
    "Nature",
    "Notice",
    "ReadColumn",
    "Reason",
    "first_of_rows",
    "in_schema",
    "rows_in",
]


class DeviceStatus(StrEnum):
    """Where a device is in its life with us."""

    IN_USE = "in_use"
    MAINTENANCE = "maintenance"
    TRANSIT = "transit"
    IN_STOCK = "in_stock"
    RETIRED = "retired"
    MISSING = "missing"
    CONSUMED = "consumed"
    PLANNED = "planned"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a line is not counted; each has a sentence and a remedy in ``messages.toml``."""

    IN_STOCK = "in_stock"
    RETIRED = "retired"
    MISSING = "missing"
    PLANNED = "planned"
    STATUS_LEFT_OUT = "status_left_out"
    CONSUMABLE = "consumable"
    VIRTUAL = "virtual"
    OUTSIDE = "outside"
    UNKNOWN_TYPE = "unknown_type"
    NO_FACTOR = "no_factor"
    ABSURD_QUANTITY = "absurd_quantity"
    ABSURD_DATE = "absurd_date"
    TOTAL_ROW = "total_row"
    HEADING_ROW = "heading_row"
    EMPTY_ROW = "empty_row"
    PAST_ROW = "past_row"
    SHARED_ROW = "shared_row"
    DUPLICATE = "duplicate"
    DECLARED = "declared"
    SET_ASIDE = "set_aside"


class Nature(StrEnum):
    """The nature of a line, before any choice."""

    DEVICE = "device"
    CONSUMABLE = "consumable"
    VIRTUAL = "virtual"
    OUTSIDE = "outside"
    TOTAL = "total"
    HEADING = "heading"
    EMPTY = "empty"
    PAST = "past"
    SHARED = "shared"


class DecidedBy(StrEnum):
    """What decided the device of a line."""

    TYPE = "type"
    MODEL = "model"
    TEXT = "text"
    SHEET = "sheet"
    DEFAULT = "default"
    PERSON = "person"


COUNTED_STATUSES = frozenset(
    {DeviceStatus.IN_USE, DeviceStatus.MAINTENANCE, DeviceStatus.TRANSIT, DeviceStatus.UNKNOWN}
)

LINE_SCHEMA: Mapping[str, Any] = {
    "sheet": pl.String,  # sheet name, "" for CSV
    "row": pl.UInt32,  # 1-based, as the spreadsheet shows it
    "label": pl.String,  # identifier or name, "" when absent
    "type_text": pl.String,  # the type as written
    "manufacturer": pl.String,
    "model": pl.String,
    "serial": pl.String,
    "device": pl.String,  # id in data/devices.toml, null when unknown
    "decided_by": pl.String,  # a DecidedBy; null when unknown
    "nature": pl.String,  # a Nature
    "quantity": pl.Float64,  # null when absurd
    "quantity_doubt": pl.Float64,  # more or less, in the same unit, null when exact
    "purchased": pl.Date,
    "retired": pl.Date,
    "status": pl.String,  # a DeviceStatus
    "country": pl.String,  # ISO 3166-1 alpha-2, null when unknown
    "yearly_kwh": pl.Float64,  # per device, null when not stated
    "lifetime": pl.Float64,  # years of use expected by the owner, null when not stated
    "years_before": pl.Float64,  # of service before it came to us, null when not stated
    "years_after": pl.Float64,  # of service after it leaves us, null when not stated
    "pue": pl.Float64,  # of the data centre it stands in, null when not stated
    "cpu_name": pl.String,  # the processors of a machine, null or "" when not stated
    "cpu_units": pl.Float64,
    "cpu_cores": pl.Float64,  # of the whole machine, as NumEcoEval's nbCoeur
    "ram_gb": pl.Float64,  # of the whole machine, as the disks
    "ssd_gb": pl.Float64,
    "hdd_gb": pl.Float64,
    "gpu_units": pl.Float64,
    "load": pl.Float64,  # of the processors, percent
    "host": pl.String,  # of a virtual machine or an application: the name of what carries it
    "share_key": pl.Float64,  # the part of its host it takes, 0 to 1
    "vcpu": pl.Float64,
    "storage_gb": pl.Float64,  # of a virtual machine
    "provider": pl.String,  # of a cloud instance, as its type and the hours it runs in a year
    "instance": pl.String,
    "yearly_hours": pl.Float64,
    "site": pl.String,
    "entity": pl.String,
    "date_refused": pl.Boolean,  # a purchase date was written that cannot be true, and left out
    "corrected": pl.String,  # fields a person said, with commas between, "" when none
    "reason": pl.String,  # a Reason, null when the line is counted
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark on a file or a result, explained by ``code`` in ``messages.toml``."""

    code: str
    where: Where | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column of a sheet and the field it was read as, by name, and the reason.

    ``why`` is a ``reading.Why``, "" when a person chose it.
    """

    sheet: str
    heading: str
    field: str
    why: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """The lines of a file (``LINE_SCHEMA``), its notices, and the day it was extracted.

    ``rows_read`` data rows were read (headings and what stands above them are not data); every one
    of them stands in ``lines``, counted or with its reason. ``columns``: those that were read.
    """

    lines: pl.DataFrame
    notices: tuple[Notice, ...]
    extracted_on: date | None
    rows_read: int
    columns: tuple[ReadColumn, ...] = ()


def in_schema(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with every column of ``LINE_SCHEMA`` and no other; an older version had fewer.

    What is missing is unknown: null, or the blank text.
    """
    missing = [
        pl.lit("" if name == "corrected" else None, dtype=kind).alias(name)
        for name, kind in LINE_SCHEMA.items()
        if name not in lines.columns
    ]
    return lines.with_columns(missing).select(list(LINE_SCHEMA)).cast(pl.Schema(LINE_SCHEMA))


def rows_in(lines: pl.DataFrame) -> int:
    """The number of rows of the file these lines come from."""
    return lines.height if _a_row_each(lines) else lines.select("sheet", "row").n_unique()


def first_of_rows(lines: pl.DataFrame) -> pl.DataFrame:
    """The first line of each row of the file, in their order."""
    return lines if _a_row_each(lines) else lines.unique(["sheet", "row"], maintain_order=True)


def _a_row_each(lines: pl.DataFrame) -> bool:
    """Whether each line has its own row, seen at once: one sheet, rising rows."""
    if lines.height < 2:
        return True
    rows = lines["row"]
    rising = bool((rows.slice(1) > rows.slice(0, lines.height - 1)).all())
    return rising and not lines["sheet"].ne_missing(lines["sheet"][0]).any()
