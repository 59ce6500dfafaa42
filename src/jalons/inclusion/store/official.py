"""The columns of official files that were imported, and those that come with the product.

A file ``<name>.npz`` is what was read of one official file: codes, a header in JSON (version,
sources, report) and, for each column, a row a municipality: value, low, high, people, secrecy,
status. It is always read in the order of ``store.areas.communes()``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any, Literal
from zipfile import BadZipFile

import msgspec
import numpy as np

from jalons.inclusion.engine.areas import Column, Numbers, Status, published
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.store import areas
from jalons.inclusion.words.official import FileReport
from jalons.kernel import Source
from jalons.kernel.tables import package_table

_STATUS = tuple(Status)
_NOTHING = (*[np.nan] * 4, 0, _STATUS.index(Status.MISSING))
_SPAN = re.compile(r"(\d)-(\d) (\d\d):(\d\d)-(\d\d):(\d\d)")
type Imported = tuple[dict[str, Column], dict[str, Numbers], FileReport]
"""The columns of a file, of which municipalities each is under secrecy, how it was read."""


class _Header(msgspec.Struct):
    version: Literal[1]
    sources: dict[str, Source]
    report: FileReport


def entries() -> dict[str, dict[str, Any]]:
    """What ``data/columns.toml`` says of each column, by its id, in order."""
    return dict(package_table("jalons.inclusion", "columns"))


@cache
def today() -> dict[str, str]:
    """The municipality of today of each former code."""
    rows = (row for row in areas.packaged_rows() if row["kind"] == "commune")
    return {old: row["code"] for row in rows for old in row["former_codes"].split()}


@cache
def packaged() -> dict[str, Column]:
    """The columns that need no file: ``over_65`` (0 to 1), ``town_hall_hours`` (hours a week)."""
    hours = np.array([weekly_hours(spec) for spec in areas.town_hall_hours()])
    known = published("town_hall_hours", hours, areas.source("directory"))
    return {"over_65": areas.column("over_65"), "town_hall_hours": known}


def columns(folder: Path) -> dict[str, Column]:
    """The columns imported into ``folder``: the latest year of each, then the last import."""
    return columns_of(sorted(folder.glob("*.npz"), key=lambda one: one.stat().st_mtime_ns))


def columns_of(files: Iterable[Path]) -> dict[str, Column]:
    """The same of these files, in this order."""
    known: dict[str, tuple[int, Column]] = {}
    for path in files:
        own, _secret, report = read(path)
        for one in report.columns:
            if one.id not in known or one.year >= known[one.id][0]:
                known[one.id] = one.year, own[one.id]
    return {name: column for name, (_year, column) in known.items()}


def missing(known: Mapping[str, Column]) -> dict[str, int]:
    """How many municipalities have no value of each column."""
    return {name: column.status.count(Status.MISSING) for name, column in known.items()}


def write(target: Path | IO[bytes], imported: Imported) -> None:
    """Write what was read of a file."""
    own, secret, report = imported
    header = _Header(1, {name: column.source for name, column in own.items()}, report)
    arrays = {"header": np.frombuffer(msgspec.json.encode(header), dtype=np.uint8),
              "codes": np.array(areas.communes().codes)}  # fmt: skip
    for name, column in own.items():
        people = np.full(len(column.values), np.nan) if column.people is None else column.people
        status = [_STATUS.index(one) for one in column.status]
        figures = (column.values, column.low, column.high, people, secret[name], status)
        arrays[name] = np.column_stack(figures)
    np.savez_compressed(target, allow_pickle=False, **arrays)


def read(path: Path) -> Imported:
    """What was read of a file; ``InclusionError`` (``official_damaged``) for another file."""
    own: dict[str, Column] = {}
    hidden: dict[str, Numbers] = {}
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as stored:
            header = msgspec.json.decode(stored["header"].tobytes(), type=_Header)
            place = {code: row for row, code in enumerate(stored["codes"].tolist())}
            rows = [place.get(code, -1) for code in areas.communes().codes]
            for name, source in header.sources.items():
                figures = np.vstack([stored[name], _NOTHING])[rows].T
                values, low, high, people, hidden[name], marks = figures
                status = tuple(_STATUS[int(one)] for one in marks)
                counted = None if np.isnan(people).all() else people
                own[name] = Column(name, values, low, high, status, source, counted)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, msgspec.MsgspecError) as error:
        raise InclusionError("official_damaged", name=path.name) from error
    return own, hidden, header.report


def weekly_hours(spec: str) -> float:
    """The hours a week of ``0-3 08:30-11:45;4-4 13:45-17:00``; ``nan`` when nothing is known.

    Spans that overlap count once.

    >>> weekly_hours("0-1 09:00-12:00;1-1 11:00-13:00")
    7.0
    """
    week = np.zeros(7 * 1440, dtype=bool)
    for span in _SPAN.findall(spec):
        first, last, hour, minute, end_hour, end_minute = map(int, span)
        for day in range(first * 1440, (last + 1) * 1440, 1440):
            week[day + hour * 60 + minute : day + end_hour * 60 + end_minute] = True
    return float(week.sum()) / 60 if spec else float("nan")
