"""The data of the model of heat, read when first asked for: what it assumes, what the law says."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from jalons.twin.engine.heat.assumptions import Assumptions, read
from jalons.twin.engine.heat.law import HeatDuty
from jalons.twin.engine.heat.law import duties as duties_of


@cache
def assumptions() -> Assumptions:
    """The assumptions shipped with this version."""
    return read(_table("heat.toml"))


@cache
def duties() -> tuple[HeatDuty, ...]:
    """What the law says, as far as it was read."""
    return duties_of(_table("heat_law.toml")["duty"])


def _table(name: str) -> dict[str, Any]:
    file = resources.files("jalons.twin") / "data" / name
    return tomllib.loads(file.read_text("utf-8"))
