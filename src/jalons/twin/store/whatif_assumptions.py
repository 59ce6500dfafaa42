"""What the figures of a what-if assume, read from ``data/whatif.toml``, and the legal time."""

from __future__ import annotations

import calendar
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from jalons.kernel import Interval, Source
from jalons.twin.engine.whatif.figures import FigureBasis
from jalons.twin.engine.whatif.sun import LegalYear
from jalons.twin.engine.whatif.uncertain_factors import Factor

from .heat import assumptions


@cache
def _table() -> dict[str, Any]:
    text = (resources.files("jalons.twin") / "data" / "whatif.toml").read_text("utf-8")
    return tomllib.loads(text)


def version() -> str:
    """The version of the assumptions; it is part of the method of every figure."""
    return str(_table()["version"])


@cache
def factors() -> dict[str, Factor]:
    """Every assumption by name, with its interval, unit and source."""
    table = _table()
    sources = {name: _source(told) for name, told in table["source"].items()}
    return {
        name: Factor(
            name=name,
            value=Interval(told["low"], told["value"], told["high"]),
            unit=told["unit"],
            source=sources[told["source"]],
            fr=told["fr"],
            en=told["en"],
        )
        for name, told in table["factor"].items()
    }


def _source(told: dict[str, Any]) -> Source:
    made = Source(
        title=told["title"],
        publisher=told["publisher"],
        published=told.get("published"),
        licence=told["licence"],
        link=told.get("link", ""),
        verified=told["verified"],
    )
    return replace(made, opened=told.get("opened"))


@cache
def legal_year(year: int, zone: str) -> LegalYear:
    """A year in the legal time of a zone such as Europe/Paris, hours ahead of UTC at noon."""
    tz = ZoneInfo(zone)
    days = 366 if calendar.isleap(year) else 365
    noon = datetime(year, 1, 1, 12, tzinfo=UTC)
    offsets = []
    for day in range(-1, days + 1):
        ahead = (noon + timedelta(days=day)).astimezone(tz).utcoffset()
        offsets.append(ahead.total_seconds() / 3600 if ahead is not None else 0.0)
    return LegalYear(year, tuple(offsets))


def setting(year: int, zone: str, place: tuple[float, float] | None = None) -> FigureBasis:
    """What figures rest on, for a year and a zone; ``place`` serves lights that tell none."""
    return FigureBasis(factors(), legal_year(year, zone), place, assumptions())
