"""Imported files of access: a matrix of distances or times, and a plain list of places."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from jalons.inclusion.engine.access import Pairs, Supply, Way, doubts
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.engine.hours import of_days, read
from jalons.kernel.tables import package_table


@dataclass(frozen=True, slots=True)
class MatrixRead:
    """The pairs of a matrix, and how often each problem was met (see ``[matrix]`` of messages)."""

    pairs: Pairs
    notices: Counter[str]


_DAYS = tuple(f"day_{number}" for number in range(7))


def _rows(content: bytes, wanted: Sequence[str]) -> Iterator[dict[str, str]]:
    """Rows by our names of columns; those of ``data/access.toml`` are understood."""
    text = content.decode("utf-8-sig", errors="replace")
    heading = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=heading.count)
    names = package_table("jalons.inclusion", "access")["columns"]
    ours = {also: name for name in wanted for also in (name, *names[name])}
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    columns = [ours.get(cell.strip().lower(), "") for cell in next(reader, [])]
    yield dict.fromkeys(columns, "")
    for row in reader:
        if any(row):
            yield dict(zip(columns, (cell.strip() for cell in row), strict=False))


def _number(text: str) -> float:
    try:
        return float(text.replace(",", ".")) if text else np.nan
    except ValueError:
        return np.inf


def read_matrix(
    content: bytes, name: str, origins: Sequence[str], destinations: Sequence[str]
) -> MatrixRead:
    """Pairs from ``origin``, ``destination`` and ``km`` or ``minutes``, as OSRM, Valhalla or r5py
    export them. Raises ``InclusionError`` (``matrix_columns``, ``matrix_empty``).
    """
    rows = _rows(content, ("origin", "destination", "km", "minutes"))
    columns = set(next(rows))
    units = columns & {"km", "minutes"}
    if not {"origin", "destination"} <= columns or len(units) != 1:
        raise InclusionError("matrix_columns", file=name)
    (unit,) = units
    at = [{code: row for row, code in enumerate(codes)} for codes in (origins, destinations)]
    found: dict[tuple[int, int], float] = {}
    notices: Counter[str] = Counter()
    for row in rows:
        codes = (row.get("origin", ""), row.get("destination", ""))
        ends = [
            known.get(code, known.get(code.zfill(5), -1))
            for known, code in zip(at, codes, strict=True)
        ]
        value = _number(row.get(unit, ""))
        if min(ends) < 0:
            notices["unknown"] += 1
        elif np.isnan(value):
            notices["unreachable"] += 1
        elif value < 0 or np.isinf(value):
            notices["negative"] += 1
        elif (ends[0], ends[1]) in found:
            notices["duplicated"] += 1
        else:
            notices["zeros"] += any(
                code not in known for known, code in zip(at, codes, strict=True)
            )
            found[ends[0], ends[1]] = value
    if not found:
        raise InclusionError("matrix_empty", file=name)
    by_code = {(origins[a], destinations[b]): value for (a, b), value in found.items()}
    notices["asymmetric"] = sum(
        start < end and abs(value - back) > 0.2 * max(value, back)
        for (start, end), value in by_code.items()
        if (back := by_code.get((end, start))) is not None
    )
    areas, places = np.array(list(found), dtype=np.intp).T
    known = np.bincount(areas, minlength=len(origins)) > 0
    notices["origins"] = int((~known).sum())
    notices["missing_pairs"] = int(known.sum()) * len(set(places)) - len(found)
    way = Way("km" if unit == "km" else "min", None, name)
    return MatrixRead(Pairs(areas, places, np.array(list(found.values())), way, known), +notices)


def _week(row: dict[str, str]) -> tuple[float, float] | None:
    """The hours a week that a text, or a cell a day, says; None when nothing can be read."""
    days = {number: row[name] for number, name in enumerate(_DAYS) if row.get(name)}
    week = read(row["written"]) if row.get("written") else of_days(days) if days else None
    if week is None or week.low is None or week.high is None:
        return None
    return week.low, week.high


def read_supply(content: bytes, name: str) -> tuple[Supply, Counter[str]]:
    """Places from ``latitude``, ``longitude``, and ``hours`` a week, or ``low`` and ``high``, else
    hours as they are written (``horaires``, or a column a day).


    Raises ``InclusionError`` (``supply_columns``). A doubtful position is not used and counted.
    """
    rows = _rows(
        content, ("id", "latitude", "longitude", "hours", "low", "high", "written", *_DAYS)
    )
    if not {"latitude", "longitude"} <= set(next(rows)):
        raise InclusionError("supply_columns", file=name)
    listed = list(rows)
    lat, lon, mid, low, high = (
        np.array([_number(row.get(key, "")) for row in listed])
        for key in ("latitude", "longitude", "hours", "low", "high")
    )
    for number, week in enumerate(map(_week, listed)):
        if week is not None and np.isnan([mid[number], low[number]]).all():
            low[number], high[number] = week
    wrong = doubts(lat, lon)
    sure = np.array([not doubt for doubt in wrong], dtype=bool)
    mid = np.where(np.isnan(mid), (low + high) / 2, mid)
    valid = np.isfinite(mid) & (mid >= 0)
    low, mid, high = (
        np.where(valid, each, np.nan) for each in (np.fmin(low, mid), mid, np.fmax(high, mid))
    )
    ids = tuple(row.get("id") or str(number) for number, row in enumerate(listed, start=2))
    lat, lon = np.where(sure, lat, np.nan), np.where(sure, lon, np.nan)
    return Supply(ids, lat, lon, low, mid, high), Counter(doubt for doubt in wrong if doubt)
