"""The meters the recipe is judged on, and the split: a past to learn, then days with faults."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np

from jalons.ailibrary.engine.evaluation.outcomes import Sample, Split
from jalons.ailibrary.engine.series.hours import Floats, HourSeries
from jalons.ailibrary.recipes.meters.faults import APART, drawn, spoiled

UNKNOWN = -1_000_000  # in the extract, in thousandths
PAST, LEAST_TEST = 420, 60  # days: a year to learn, then what thresholds are set on
WEEK = 7


@dataclass(frozen=True, slots=True)
class Metered:
    """A meter with the outdoor degrees beside it, when they are known."""

    name: str
    series: HourSeries
    degrees: HourSeries | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """The days × 24 of a meter from the day ``first``; what follows ``cut`` is judged."""

    name: str
    first: int
    grid: Floats
    degrees: Floats | None
    cut: int


@dataclass(frozen=True, slots=True)
class Window:
    """An item: some days of a meter, from the place ``start`` of its grid."""

    days: Days
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Truth:
    """The fault in these days, "" for none, and how many days they are."""

    fault: str
    days: int


@cache
def reference() -> tuple[Metered, ...]:
    """The meters of the extract."""
    folder = Path(str(resources.files(__package__) / "data"))
    said = json.loads((folder / "meters.json").read_text("utf-8"))
    with np.load(folder / "meters.npz", allow_pickle=False) as stored:
        read = {
            each["key"]: HourSeries(
                int(datetime.fromisoformat(each["start"]).timestamp()) // 3600,
                np.where(stored[each["key"]] == UNKNOWN, np.nan, stored[each["key"]] / 1000),
                each.get("zone", "UTC"),
            )
            for each in said
        }  # fmt: skip
    return tuple(
        Metered(each["key"], read[each["key"]], read.get(each["temperature"]))
        for each in said if "unit" in each
    )  # fmt: skip


def days_of(meter: Metered) -> Days:
    """A meter by local days; half of it is past when it is short."""
    series = meter.series
    first, grid = series.grid()
    warm = None if meter.degrees is None else series.beside(meter.degrees)
    return Days(meter.name, first, grid, warm, min(PAST, max(0, len(grid) // 2)))


def split(seed: int, own: Sample | None) -> Split:
    """The past of each meter to learn, and its later days with faults; ``own`` items are meters."""
    meters: Sequence[Metered] = own.items if own is not None else reference()
    past, windows, truths, groups = [], [], [], []
    for place, meter in enumerate(meters):
        whole = days_of(meter)
        past.append(replace(whole, grid=whole.grid[: whole.cut]))
        if len(whole.grid) - whole.cut < LEAST_TEST:
            continue
        faults = drawn(100 * seed + place, whole.cut + WEEK, len(whole.grid) - 1)
        bad = replace(whole, grid=spoiled(whole.grid, faults, 100 * seed + place))
        day = whole.cut + WEEK
        for start, length, fault in [
            *((each.first, each.days, each.kind) for each in faults), (len(whole.grid) - 1, 0, ""),
        ]:  # fmt: skip
            for normal in range(day, start, WEEK):
                size = min(WEEK, start - normal)
                windows.append(Window(bad, normal, size))
                truths.append(Truth("", size))
            if length:
                windows.append(Window(bad, start, length))
                truths.append(Truth(fault, length))
            day = start + length + APART
    groups = [f"{each.days.name} {each.start // 28}" for each in windows]
    none = Sample((), ())
    return Split(Sample(tuple(past), ("",) * len(past)), none,
                 Sample(tuple(windows), tuple(truths), tuple(groups)))  # fmt: skip


def holed(windows: Sequence[Window], seed: int) -> Sequence[Window]:
    """The same windows where a tenth of the hours was never read, by blocks of one to twelve."""
    random, made = np.random.default_rng(seed), {}
    for each in windows:
        if id(each.days) not in made:
            grid = each.days.grid.copy().reshape(-1)
            after = each.days.cut * 24
            for start in random.integers(after, len(grid), (len(grid) - after) // 65):
                grid[start : start + int(random.integers(1, 13))] = np.nan
            made[id(each.days)] = replace(each.days, grid=grid.reshape(-1, 24))
    return [replace(each, days=made[id(each.days)]) for each in windows]
