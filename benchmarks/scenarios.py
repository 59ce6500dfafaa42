"""How long a scenario takes to run again, whatever the fleet: 1,000 to 1,000,000 rows.

Run: .venv/bin/python benchmarks/scenarios.py [ROWS...]
Prints, per fleet, milliseconds to sum it up once, to assess it, to prepare the study, then the
median and the slowest of 20 runs of eight levers in order, and a trajectory of fifteen years.
Target: 200 ms a run.
"""

import sys
import time
from collections.abc import Callable
from datetime import date

import numpy as np
import polars as pl

from jalons.footprint.engine.analysis.levers import parse_lever
from jalons.footprint.engine.analysis.scenarios import Objective, study
from jalons.footprint.engine.assessment.impacts import assess_fleet
from jalons.footprint.engine.fleet.holdings import sum_up
from jalons.footprint.engine.inventory.line import LINE_SCHEMA, Inventory
from jalons.footprint.store import load_pack

LEVERS = (
    "keep:laptop:{}", "refurbished:smartphone:0.3", "screens:1", "unused", "virtualise:10",
    "pue:1.3", "host:SE", "custom:printer:use:0.8",
)  # fmt: skip
ON = date(2026, 1, 1)
RUNS = 20


def inventory(rows: int) -> Inventory:
    """An inventory of every kind the pack assesses, one device a row."""
    pack, chance = load_pack(), np.random.default_rng(1)
    kinds = [device for device in pack.devices if pack.assesses(device)]
    blank = {name: pl.lit(None, dtype=kind) for name, kind in LINE_SCHEMA.items()}
    table = pl.DataFrame(
        {
            "row": np.arange(2, rows + 2, dtype=np.uint32),
            "device": chance.choice(kinds, rows),
            "purchased": np.datetime64("2015-01-01") + chance.integers(0, 4000, rows),
            "country": chance.choice(["FR", "DE"], rows, p=[0.9, 0.1]),
        }
    ).with_columns(
        pl.lit("").alias("sheet"), pl.lit("in_use").alias("status"), pl.lit(1.0).alias("quantity")
    )
    missing = [blank[name].alias(name) for name in LINE_SCHEMA if name not in table.columns]
    return Inventory(table.with_columns(missing).select(list(LINE_SCHEMA)), (), ON, rows)


def milliseconds(task: Callable[[], object]) -> float:
    """How long a task takes."""
    start = time.perf_counter()
    task()
    return (time.perf_counter() - start) * 1000


def measure(rows: int) -> str:
    """One line of the table, for a fleet of so many rows."""
    pack, lines = load_pack(), inventory(rows)
    start = time.perf_counter()
    fleet = sum_up(lines, pack, on=ON)
    summed = (time.perf_counter() - start) * 1000
    assessed = milliseconds(lambda: assess_fleet(fleet, pack=pack))
    ready = study(fleet, pack=pack)
    prepared = milliseconds(lambda: study(fleet, pack=pack))
    runs = []
    for at in range(RUNS):
        levers = [parse_lever(text.format(1 + at / 10), pack) for text in LEVERS]
        runs.append(milliseconds(lambda levers=levers: ready.run(levers)))
    levers = [parse_lever(text.format(2), pack) for text in LEVERS]
    goal = Objective(-0.3, 2040)
    way = milliseconds(lambda: ready.trajectory(levers, start=2026, target=2040, objective=goal))
    numbers = (summed, assessed, prepared, float(np.median(runs)), max(runs), way)
    return f"{rows:>10,}" + "".join(f"{number:>12.1f}" for number in numbers)


def main() -> None:
    """Print the table."""
    sizes = [int(text) for text in sys.argv[1:]] or [1_000, 100_000, 1_000_000]
    heads = ("rows", "sum up ms", "assess ms", "prepare ms", "run ms", "slowest ms", "15 years ms")
    print(f"{heads[0]:>10}" + "".join(f"{head:>12}" for head in heads[1:]))
    for rows in sizes:
        print(measure(rows), flush=True)


if __name__ == "__main__":
    main()
