"""An inventory once read: one line per row of the file, none dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import polars as pl

from jalons.kernel import JalonsError, Where


class FootprintError(JalonsError):
    """A problem of the footprint room, explained in ``data/messages.toml``."""

    package = "jalons.footprint"


class DeviceStatus(StrEnum):
    """Where a device is in its life with us."""

    IN_USE = "in_use"
    MAINTENANCE = "maintenance"
    TRANSIT = "transit"
    IN_STOCK = "in_stock"
    RETIRED = "retired"
    MISSING = "missing"
    CONSUMED = "consumed"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a line is not counted; each has a sentence and a way to mend in ``messages.toml``."""

    IN_STOCK = "in_stock"
    RETIRED = "retired"
    MISSING = "missing"
    STATUS_LEFT_OUT = "status_left_out"
    CONSUMABLE = "consumable"
    VIRTUAL = "virtual"
    UNKNOWN_TYPE = "unknown_type"
    NO_FACTOR = "no_factor"
    ABSURD_QUANTITY = "absurd_quantity"
    ABSURD_DATE = "absurd_date"
    TOTAL_ROW = "total_row"
    HEADING_ROW = "heading_row"
    EMPTY_ROW = "empty_row"
    DUPLICATE = "duplicate"


class Nature(StrEnum):
    """What a line is about, before any choice."""

    DEVICE = "device"
    CONSUMABLE = "consumable"
    VIRTUAL = "virtual"
    TOTAL = "total"
    HEADING = "heading"
    EMPTY = "empty"


class DecidedBy(StrEnum):
    """What told the device of a line."""

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
    "decided_by": pl.String,  # a DecidedBy: what told the device, null when unknown
    "nature": pl.String,  # a Nature
    "quantity": pl.Float64,  # null when absurd
    "purchased": pl.Date,
    "retired": pl.Date,
    "status": pl.String,  # a DeviceStatus
    "country": pl.String,  # ISO 3166-1 alpha-2, null when unknown
    "yearly_kwh": pl.Float64,  # per device, null when not given
    "lifetime": pl.Float64,  # years of use expected by the owner, null when not given
    "years_before": pl.Float64,  # of service before it came to us, null when not given
    "years_after": pl.Float64,  # of service after it leaves us, null when not given
    "pue": pl.Float64,  # of the data centre it stands in, null when not given
    "site": pl.String,
    "entity": pl.String,
    "date_refused": pl.Boolean,  # a purchase date was written that cannot be true, and left out
    "reason": pl.String,  # a Reason, null when the line is counted
}


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader did or doubts, explained by ``code`` in ``messages.toml``."""

    code: str
    where: Where | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inventory:
    """The lines of a file (``LINE_SCHEMA``), what was remarked, and the day it was extracted.

    ``rows_read`` data rows were read (headings and what stands above them are not data); every one
    of them stands in ``lines``, counted or with its reason.
    """

    lines: pl.DataFrame
    notices: tuple[Notice, ...]
    extracted_on: date | None
    rows_read: int
