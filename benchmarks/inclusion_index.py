"""The fragility index of France and its draws: ``python benchmarks/inclusion_index.py [DRAWS]``.

Six columns over the 34,969 municipalities: the two packaged ones, four drawn around the ages.
Prints the processor and wall seconds of the shrinkage, the index and the draws (1,000 by default),
and beside them, in the same run, a plain loop with Polars: weights drawn, one indicator left out,
weighted mean and ranks, a draw at a time. The plain loop does less: one scale, one means, no
uncertain value.
"""

import platform
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl

from jalons.inclusion.engine.areas import published
from jalons.inclusion.engine.index.estimates import shrunk
from jalons.inclusion.engine.index.fragility import Choice, fragility
from jalons.inclusion.engine.index.robustness import ranks
from jalons.inclusion.engine.index.values import Indicator
from jalons.inclusion.store import official
from jalons.inclusion.store.areas import communes

PEER_DRAWS = 50  # of the plain way, counted for as many as ours


def timed(label, run):
    """The result of ``run``, its seconds printed."""
    wall, processor = time.perf_counter(), time.process_time()
    found = run()
    spent = time.process_time() - processor
    print(f"{label:34} {spent:8.2f} s CPU {time.perf_counter() - wall:8.2f} s")
    return found, spent


def made():
    """The areas and six columns."""
    areas, columns = communes(), official.packaged()
    chance = np.random.default_rng(1)
    ages = np.nan_to_num(columns["over_65"].values, nan=0.2)
    for number in range(4):
        share = np.clip(ages + chance.normal(0, 0.05, len(areas)), 0, 1)
        name = f"drawn_{number}"
        columns[name] = published(name, share, areas.source, areas.people)
    return areas, columns


def plain(table, names, draws):
    """Percentiles, weighted means and ranks with Polars, a draw at a time."""
    scored = table.select((pl.col(each).rank("average") - 0.5) / len(table) for each in names)
    chance = np.random.default_rng(2)
    found = []
    for _ in range(draws):
        weights = chance.uniform(0.5, 1.5, len(names))
        left = chance.integers(-1, len(names))
        if left >= 0:
            weights[left] = 0
        total = sum(pl.col(each) * weight for each, weight in zip(names, weights, strict=True))
        found.append(scored.select(total.rank("ordinal", descending=True)).to_series().to_numpy())
    return np.quantile(np.vstack(found), [0.05, 0.5, 0.95], axis=0) if found else None


def main():
    """Measure and print."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    areas, columns = made()
    cpu = (models or [platform.processor()])[0]
    print(f"{len(areas):,} areas, {len(columns)} columns, {draws:,} draws, {cpu}")
    columns, _spent = timed(
        "shares shrunk", lambda: {name: shrunk(each, areas) for name, each in columns.items()}
    )
    indicators = tuple(
        Indicator(name, name[:2], more_is_fragile=name != "town_hall_hours") for name in columns
    )
    choice = Choice(indicators, known=0.5)
    index, _spent = timed("index", lambda: fragility(columns, choice))
    drawn, ours = timed(
        "draws, rank intervals", lambda: ranks(columns, index, areas.people, seed=1, draws=draws)
    )
    names = list(columns)
    table = pl.DataFrame({name: np.nan_to_num(columns[name].values) for name in names})
    _found, theirs = timed(
        f"plain loop, {PEER_DRAWS} draws", lambda: plain(table, names, PEER_DRAWS)
    )
    print(f"plain loop, {draws:,} draws (estimated)    {theirs * draws / PEER_DRAWS:8.2f} s CPU, "
          f"{theirs * draws / PEER_DRAWS / ours:.1f} times ours")  # fmt: skip
    width = np.nanmedian(drawn.high - drawn.low) / drawn.count
    print(f"median width of the 90 % interval: {width:.0%} of the ranking")


if __name__ == "__main__":
    main()
