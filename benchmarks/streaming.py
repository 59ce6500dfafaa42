"""How long inventories of 100,000 to 10 million rows take, and how much memory, read by batches.

Run: .venv/bin/python benchmarks/streaming.py [--rows N …] [--runs N]

Files of 12 columns are made with a fixed seed in a temporary folder, as CSV and as Parquet. Each is
read in a process of its own, from the file to all criteria with intervals and the quality score.
Prints the best of the runs: seconds on the wall and of processor, rows per second, peak memory of
the process in MB, and the growth of that peak since the first size.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from reading import COUNTRIES, STATUSES, TYPES

SIZES = (100_000, 1_000_000, 10_000_000)
_PART = 250_000


def part(start: int, rows: int) -> pl.DataFrame:
    """Rows of an inventory, from a seed of their own: types, models, days, statuses, energy."""
    chance = np.random.default_rng((7, start))
    kinds = chance.integers(0, len(TYPES), rows)
    day = np.datetime64("2012-01-01") + chance.integers(0, 5000, rows).astype("timedelta64[D]")
    columns = pl.DataFrame({
        "number": np.arange(start, start + rows),
        "kind": np.array([kind for kind, _, _ in TYPES])[kinds],
        "maker": np.array([maker for _, maker, _ in TYPES])[kinds],
        "model": np.array([model.split("{}")[0] for _, _, model in TYPES])[kinds],
        "variant": chance.integers(1000, 9999, rows),
        "serial": chance.integers(0, 10**15, rows),
        "quantity": chance.choice(np.array(["1", "1", "1", "2 unités", "", "-3"]), rows),
        "day": day,
        "status": chance.choice(np.array(STATUSES), rows),
        "country": chance.choice(np.array(COUNTRIES), rows),
        "energy": chance.choice(np.array(["", "", "120 kWh/an", "45"]), rows),
        "building": chance.integers(0, 40, rows),
        "service": chance.integers(0, 12, rows),
    })  # fmt: skip
    return columns.select(
        pl.format("INV-{}", "number").alias("N° inventaire"),
        pl.col("kind").alias("Désignation"),
        pl.col("maker").alias("Marque"),
        pl.concat_str("model", "variant").alias("Modèle"),
        pl.format("SN{}", "serial").alias("N° série"),
        pl.col("quantity").alias("Qté"),
        pl.col("day").dt.strftime("%d/%m/%Y").alias("Date d'achat"),
        pl.col("status").alias("État"),
        pl.col("country").alias("Pays"),
        pl.col("energy").alias("Conso"),
        pl.format("Bât. {}", "building").alias("Bâtiment"),
        pl.format("Ville > Direction {}", "service").alias("Service"),
    )


def make(folder: Path, rows: int) -> list[Path]:
    """The same inventory as CSV and as Parquet."""
    text, table = folder / f"{rows}.csv", folder / f"{rows}.parquet"
    with text.open("wb") as file:
        for start in range(0, rows, _PART):
            lines = part(start, min(_PART, rows - start))
            lines.write_csv(file, separator=";", include_header=start == 0)
    pl.scan_csv(text, separator=";", infer_schema=False).sink_parquet(table)
    return [text, table]


def measure(path: Path) -> dict[str, float]:
    """Seconds, rows and peak memory of one file, in this process."""
    # Imported here: the process that makes the files would weigh on the figures.
    from jalons.footprint.capture.tables import batches_of
    from jalons.footprint.engine.assessment.impacts import assess_fleet
    from jalons.footprint.engine.streaming import StreamOptions, read_stream
    from jalons.footprint.store import load_pack

    pack = load_pack()
    wall, cpu = time.perf_counter(), time.process_time()
    options = StreamOptions(pack=pack, read_on=date(2026, 11, 24))
    streamed = read_stream(batches_of(path), file=path.name, options=options)
    assess_fleet(streamed.fleet, pack=pack)
    return {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "rows": streamed.fleet.rows_read,
        "passes": streamed.passes,
        "peak": peak(),
    }


def peak() -> float:
    """The most memory this process used, MB; what its parent used before it is not counted."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else float("nan")


def main() -> None:
    """Make the files, measure each in its own process, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure)))
        return
    first: dict[str, float] = {}
    print(f"{'file':18} {'MB':>7} {'wall s':>8} {'cpu s':>8} {'rows/s':>10} {'peak MB':>8} growth")
    with tempfile.TemporaryDirectory() as folder:
        for rows in options.rows:
            for path in make(Path(folder), rows):
                found = [_apart(path) for _ in range(options.runs)]
                best = min(found, key=lambda each: each["wall"])
                most = max(each["peak"] for each in found)
                growth = most - first.setdefault(path.suffix, most)
                print(
                    f"{path.name:18} {path.stat().st_size / 2**20:7.1f} {best['wall']:8.2f} "
                    f"{best['cpu']:8.2f} {best['rows'] / best['wall']:10,.0f} {most:8.0f} "
                    f"{growth:+.0f}",
                    flush=True,
                )
                path.unlink()


def _apart(path: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--measure", str(path)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(result.stdout))


if __name__ == "__main__":
    main()
