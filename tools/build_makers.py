"""Rebuild the makers' declarations of the footprint room from Boavizta's public repository (ODbL).

Usage: .venv/bin/python tools/build_makers.py path/to/boavizta-data-us.csv

The file comes from https://github.com/Boavizta/environmental-footprint-data, at the commit
named in src/jalons/footprint/data/makers/README.md. Writes, in that folder only, one row per kind
of device × maker × stage (median, 10th and 90th percentiles, number of declarations) and how
many declarations were left out, and why. The result is under the same licence, the ODbL 1.0.
"""

from __future__ import annotations

import csv
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src/jalons/footprint/data/makers"
ITEMS = {
    "laptop": "laptop", "desktop": "desktop", "monitor": "monitor", "smartphone": "smartphone",
    "tablet": "tablet", "thin client": "thin_client", "workstation": "workstation",
    "server": "server",
}  # fmt: skip
FEWEST = 5  # declarations a maker needs to have a row of its own
HEADS = ("item", "maker", "stage", "count", "median", "p10", "p90", "unit")


def main() -> None:
    """Read, leave out what is incoherent, write."""
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    values: defaultdict[tuple[str, str, str], list[float]] = defaultdict(list)
    left: Counter[tuple[str, str, str, str]] = Counter()
    for row in rows:
        item = ITEMS.get(row["subcategory"].lower())
        if item is None:
            continue
        maker = row["manufacturer"].strip()
        for stage, value, why in _values(row):
            if why:
                left[item, maker, stage, why] += 1
            else:
                values[item, "", stage].append(value)
                values[item, maker, stage].append(value)
    used = {key: numbers for key, numbers in values.items() if not key[1] or len(numbers) >= FEWEST}
    _write("declarations.csv", HEADS, [_line(key, used[key]) for key in sorted(used)])
    refused = [(*key, str(number)) for key, number in sorted(left.items())]
    _write("left_out.csv", ("item", "maker", "stage", "reason", "count"), refused)


def _values(row: dict[str, str]) -> Iterator[tuple[str, float, str]]:
    """The manufacture (kg CO2 eq) and yearly electricity (kWh) a declaration has, or why not."""
    total, share = row["gwp_total"], row["gwp_manufacturing_ratio"]
    if total and share:
        if not 0 < float(share) < 1:
            yield "manufacturing", 0.0, "share_outside"
        elif float(total) <= 0:
            yield "manufacturing", 0.0, "not_positive"
        else:
            yield "manufacturing", float(total) * float(share), ""
    elif total:
        yield "manufacturing", 0.0, "no_share"
    if row["yearly_tec"]:
        kwh = float(row["yearly_tec"])
        yield "use", kwh, "" if kwh > 0 else "not_positive"


def _line(key: tuple[str, str, str], numbers: list[float]) -> tuple[str, ...]:
    item, maker, stage = key
    low, high = _percentile(numbers, 0.1), _percentile(numbers, 0.9)
    middle = statistics.median(numbers)
    unit = "kg CO2 eq/device" if stage == "manufacturing" else "kWh/device/year"
    return (
        item,
        maker,
        stage,
        str(len(numbers)),
        f"{middle:.4g}",
        f"{low:.4g}",
        f"{high:.4g}",
        unit,
    )


def _percentile(numbers: list[float], share: float) -> float:
    """The percentile, between its two neighbours in proportion."""
    ranked = sorted(numbers)
    at = share * (len(ranked) - 1)
    below = int(at)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (at - below) * (ranked[above] - ranked[below])


def _write(name: str, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with (TARGET / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows(rows)
    print(f"{(TARGET / name).relative_to(ROOT)}: {len(rows)} rows")


if __name__ == "__main__":
    main()
