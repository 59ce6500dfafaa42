"""Rebuild the extract of the recipe of meters from the samples of the package ``eemeter`` 3.2.0.

``pip download --no-deps eemeter==3.2.0``, then ``python tools/build_meters.py WHEEL``. Writes
``recipes/meters/data/meters.npz`` (integers, a thousandth of the unit, -1000000 for unknown) and
``meters.json`` (what each is). Apache-2.0. No hour is invented.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

DATA = Path(__file__).parents[1] / "src/jalons/ailibrary/recipes/meters/data"
UNKNOWN = -1_000_000
CHICAGO, LONDON = "America/Chicago", "Europe/London"
METERS = (  # file, quantity, zone, temperature
    ("il-electricity-cdd-hdd-hourly", "electricity", CHICAGO, "il-tempF"),
    ("il-electricity-cdd-only-hourly", "electricity", CHICAGO, "il-tempF"),
    ("il-gas-hdd-only-hourly", "gas", CHICAGO, "il-tempF"),
    ("uk-electricity-hdd-only-hourly-sample-0", "electricity", LONDON, "uk-tempC-sample-0"),
    ("uk-gas-hdd-only-hourly-sample-0", "gas", LONDON, "uk-tempC-sample-0"),
    ("il-gas-intercept-only-hourly", "gas", CHICAGO, ""),
)


def main(wheel: str) -> None:
    """Write both files."""
    arrays, said = {}, []
    with zipfile.ZipFile(wheel) as archive:
        for name, quantity, zone, temperature in METERS:
            start, values = _hours(archive, name)
            arrays[name] = values
            if temperature and temperature not in arrays:
                first, degrees = _hours(archive, temperature)
                arrays[temperature] = degrees
                said.append({"key": temperature, "start": first})
            said.append({"key": name, "start": start, "quantity": quantity, "unit": "kWh",
                         "zone": zone, "temperature": temperature})  # fmt: skip
    DATA.mkdir(exist_ok=True)
    np.savez_compressed(DATA / "meters.npz", **arrays)
    text = json.dumps(said, ensure_ascii=False, indent=1)
    (DATA / "meters.json").write_text(text + "\n", encoding="utf-8")


def _hours(archive: zipfile.ZipFile, name: str) -> tuple[str, np.ndarray]:
    """The first hour of a sample, and its hours in thousandths; degrees Fahrenheit to Celsius."""
    text = gzip.decompress(archive.read(f"eemeter/samples/{name}.csv.gz")).decode()
    found: dict[datetime, list[float]] = {}
    for row in csv.reader(io.StringIO(text)):
        when, value = row[-2], row[-1]
        if when in {"start", "dt"}:
            continue
        read = datetime.fromisoformat(when)
        read = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
        degrees = (float(value) - 32) / 1.8 if name.endswith("tempF") else float(value)
        found.setdefault(read.replace(minute=0), []).append(degrees)
    first, last = min(found), max(found)
    count = int((last - first) / timedelta(hours=1)) + 1
    hours = [first + timedelta(hours=n) for n in range(count)]
    values = [round(1000 * sum(found[hour])) if len(found.get(hour, ())) == 1 else UNKNOWN
              for hour in hours]  # fmt: skip
    return first.isoformat(), np.array(values, dtype=np.int32)


if __name__ == "__main__":
    main(sys.argv[1])
