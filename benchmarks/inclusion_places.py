"""20,000 places checked here and by frictionless on the same rows, in the same run.

``python benchmarks/inclusion_places.py SCHEMA.json EXAMPLE.csv [ROWS]``: the published TableSchema
and a valid file of it, whose row is repeated with another identifier (one row in fifty with lost
zeros). Processor seconds and their ratio; what each tool refuses. Then likely duplicates.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from time import process_time

from jalons.inclusion.capture.places import communes
from jalons.inclusion.engine.places import check
from jalons.inclusion.engine.places.duplicates import pairs


def rows_of(example: Path, count: int) -> list[dict[str, str]]:
    """``count`` rows made of the first of a file, each with its own identifier and position."""
    with example.open(encoding="utf-8", newline="") as stream:
        first = next(csv.DictReader(stream))
    rows = []
    for rank in range(count):
        row = first | {"id": f"lieu-{rank}", "nom": f"Lieu {rank}", "adresse": f"{rank} rue Haute"}
        row["latitude"] = str(42.5 + rank % 700 / 100)
        row["longitude"] = str(-1 + rank // 700 / 10)
        rows.append(row | ({"code_postal": "1000"} if rank % 50 == 0 else {}))
    return rows


def main(schema: Path, example: Path, count: int) -> None:
    """Print the seconds of both, and what they refuse."""
    from frictionless import Resource, Schema, system

    rows = rows_of(example, count)
    towns = communes()
    start = process_time()
    report = check(rows, communes=towns, today=date(2026, 11, 28))
    ours = process_time() - start
    refused = Counter((one.name, one.fault.code) for one in report.errors)
    print(f"jalons       {ours:7.2f} s  {len(report.errors)} refused: {dict(refused)}")
    start = process_time()
    found = pairs(report.places)
    print(f"duplicates   {process_time() - start:7.2f} s  {len(found)} pairs")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "places.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        start = process_time()
        with system.use_context(trusted=True):
            table = Schema.from_descriptor(str(schema))
            result = Resource(path=str(path), schema=table).validate(limit_errors=count)
        theirs = process_time() - start
    errors = result.flatten(["fieldName", "type"])
    print(f"frictionless {theirs:7.2f} s  {len(errors)} refused; ratio {theirs / ours:.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 20_000)
