"""The columns of the official files that were imported into a folder, and the packaged ones.

A column is one file, ``<id>.npz``: its values, what a share was counted on, and a header that says
which file it was read from. Every array is in the order of ``store.areas.communes()``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from jalons.inclusion.engine.areas import Column, published
from jalons.inclusion.store import areas
from jalons.kernel.tables import package_table


def entries() -> dict[str, dict[str, object]]:
    """What ``data/columns.toml`` says of each column, by its id, in order."""
    return {key: dict(entry) for key, entry in package_table("jalons.inclusion", "columns").items()}


@cache
def packaged() -> dict[str, Column]:
    """The columns that need no file: ``over_65`` (0 to 1), ``town_hall_hours`` (hours a week)."""
    hours = np.array([weekly_hours(spec) for spec in areas.town_hall_hours()])
    return {
        "over_65": areas.column("over_65"),
        "town_hall_hours": published("town_hall_hours", hours, areas.source("directory")),
    }


def columns(folder: Path) -> dict[str, Column]:
    """The columns that were imported into ``folder``; none when it does not exist."""
    del folder
    return {}


def weekly_hours(spec: str) -> float:
    """The hours a week of ``0-3 08:30-11:45;4-4 13:45-17:00``, spans that overlap counted once.

    ``nan`` when nothing is known.

    >>> weekly_hours("0-1 09:00-12:00;1-1 11:00-13:00")
    7.0
    """
    by_day: dict[int, list[tuple[int, int]]] = {}
    for part in filter(None, spec.split(";")):
        days, times = part.split(" ")
        first, last = map(int, days.split("-"))
        start, end = (int(time[:2]) * 60 + int(time[3:]) for time in times.split("-"))
        for day in range(first, last + 1):
            by_day.setdefault(day, []).append((start, end))
    if not by_day:
        return float("nan")
    minutes = 0
    for spans in by_day.values():
        until = 0
        for start, end in sorted(spans):
            minutes += max(0, end - max(start, until))
            until = max(until, end)
    return minutes / 60
