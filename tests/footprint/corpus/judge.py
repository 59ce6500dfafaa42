"""What the reader makes of a case, in the terms of ``expected.toml``."""

import tomllib
from pathlib import Path
from typing import Any

import polars as pl

from footprint.corpus.cases import CASES
from footprint.reading.files import TODAY
from jalons.footprint.engine.reading import read_inventory, read_sheets, tally

EXPECTED: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "expected.toml").read_text(encoding="utf-8")
)


def read(name: str) -> dict[str, Any]:
    """Rows, devices by kind, rows left out by reason, dated lines and notices of a case."""
    filename, make = CASES[name]
    inventory = read_inventory(read_sheets(make(), filename), today=TODAY)
    kept = inventory.lines.filter(pl.col("reason").is_null())
    counts = tally(inventory)
    devices = kept.group_by("device").agg(pl.col("quantity").sum()).sort("device")
    return {
        "rows": counts.read,
        "counted": {device: round(count, 6) for device, count in devices.iter_rows()},
        "excluded": {reason.value: count for reason, count in counts.excluded.items()},
        "yearly_kwh": round((kept["quantity"] * kept["yearly_kwh"]).sum()),
        "dated": int(kept["purchased"].is_not_null().sum()),
        "notices": {notice.code for notice in inventory.notices},
    }


def differences(name: str) -> list[str]:
    """What the reader got wrong in a case, one line each."""
    wanted, found = {"excluded": {}, **EXPECTED[name]}, read(name)
    wrong = [
        f"{part}: {found[part]} instead of {wanted[part]}"
        for part in ("rows", "counted", "excluded", "dated", "yearly_kwh")
        if part in wanted and found[part] != wanted[part]
    ]
    missing = set(wanted.get("notices", [])) - found["notices"]
    return [*wrong, *(f"not told: {code}" for code in sorted(missing))]
