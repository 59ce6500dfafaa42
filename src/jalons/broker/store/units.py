"""How the units of ``unitCode`` are written, read from ``data/units.toml`` at the first use."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from jalons.broker.engine.out.things import UnitWords


@cache
def _table() -> dict[str, dict[str, str]]:
    file = resources.files("jalons.broker") / "data" / "units.toml"
    return tomllib.loads(file.read_text("utf-8"))


def symbols() -> dict[str, str]:
    """The sign of each unit by its code of UN/ECE recommendation 20; empty for a mere number."""
    return _table()["symbols"]


def symbol(code: str) -> str:
    """The sign of a unit; a code that is not known stays as it came."""
    return symbols().get(code, code) if code else ""


def unit_words(code: str) -> UnitWords:
    """The name and the sign of a unit; a code that is not known stands for both."""
    return UnitWords(code, _table()["names"].get(code, code), symbol(code))
