"""The assumptions of the model of heat, read from ``data/heat.toml`` when first asked for."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from jalons.twin.engine.heat.assumptions import Assumptions, read


@cache
def assumptions() -> Assumptions:
    """The assumptions shipped with this version."""
    file = resources.files("jalons.twin") / "data" / "heat.toml"
    return read(tomllib.loads(file.read_text("utf-8")))
