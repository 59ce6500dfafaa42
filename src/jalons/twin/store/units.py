"""How the units of ``unitCode`` are written, read from ``data/units.toml`` when first asked for."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


@cache
def symbols() -> dict[str, str]:
    """The sign of each unit by its code of UN/ECE recommendation 20; empty for a mere number."""
    file = resources.files("jalons.twin") / "data" / "units.toml"
    return dict(tomllib.loads(file.read_text("utf-8"))["symbols"])


def symbol(code: str) -> str:
    """The sign of a unit; a code that is not known stays as it came."""
    return symbols().get(code, code) if code else ""
