"""The assumptions of what-if figures, from ``data/whatif.toml``, and the legal time."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from jalons.kernel import Interval
from jalons.twin.engine.whatif.figures import FigureBasis
from jalons.twin.engine.whatif.sun import LegalYear
from jalons.twin.engine.whatif.uncertain_factors import Factor

from .data_files import DATA, Row, SourceRow, decode
from .heat import assumptions


class _FactorRow(Row, frozen=True):
    value: float
    low: float
    high: float
    unit: str
    source: str
    fr: str
    en: str


class _WhatIfFile(Row, frozen=True):
    version: str
    source: dict[str, SourceRow]
    factor: dict[str, _FactorRow]


@cache
def _file() -> _WhatIfFile:
    return decode(DATA / "whatif.toml", _WhatIfFile)


def version() -> str:
    """The version of the assumptions; it is part of the method of every figure."""
    return _file().version


@cache
def factors() -> dict[str, Factor]:
    """Every assumption by name, with its interval, unit and source."""
    file = _file()
    sources = {key: row.source() for key, row in file.source.items()}
    return {
        name: Factor(
            name=name,
            value=Interval(row.low, row.value, row.high),
            unit=row.unit,
            source=sources[row.source],
            fr=row.fr,
            en=row.en,
        )
        for name, row in file.factor.items()
    }


@cache
def legal_year(year: int, zone: str) -> LegalYear:
    """A year in the legal time of a zone such as Europe/Paris, in hours ahead of UTC at noon."""
    tz = ZoneInfo(zone)
    days = 366 if calendar.isleap(year) else 365
    noon = datetime(year, 1, 1, 12, tzinfo=UTC)
    offsets = []
    for day in range(-1, days + 1):
        ahead = (noon + timedelta(days=day)).astimezone(tz).utcoffset()
        offsets.append(ahead.total_seconds() / 3600 if ahead is not None else 0.0)
    return LegalYear(year, tuple(offsets))


def figure_basis(year: int, zone: str, place: tuple[float, float] | None = None) -> FigureBasis:
    """The inputs of figures for a year and a zone; ``place`` is used when no light has one."""
    return FigureBasis(factors(), legal_year(year, zone), place, assumptions())
