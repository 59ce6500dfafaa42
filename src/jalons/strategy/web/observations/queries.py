"""Queries on observations, and their conversion to and from rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from jalons.foundation.accounts.models import Authority
from jalons.kernel import (
    Interval,
    Observation,
    Perimeter,
    Period,
    Quality,
    Source,
    Status,
    Unit,
    Urn,
)
from jalons.strategy.engine.diagnosis.path import Standing, Walked, latest_by_indicator, standings
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.web.observations.models import StoredObservation

_DAYS = ("published", "opened")  # of a source


def observations(authority: Authority, indicator: str | None = None) -> list[Observation]:
    """The observations of an authority (of one indicator, if named), as they were recorded."""
    rows = StoredObservation.objects.of(authority).select_related("authority")
    if indicator is not None:
        rows = rows.filter(indicator=indicator)
    return [to_observation(row) for row in rows.order_by("recorded_at", "pk")]


def recorded(
    authority: Authority, indicators: Collection[str]
) -> list[tuple[Observation, datetime]]:
    """The observations of some indicators with the moment each was recorded, in that order."""
    rows = StoredObservation.objects.of(authority).select_related("authority")
    found = rows.filter(indicator__in=indicators).order_by("recorded_at", "pk")
    return [(to_observation(row), row.recorded_at) for row in found]


def latest(
    authority: Authority, indicators: Collection[str] | None = None
) -> dict[str, Observation]:
    """The latest observation of each measured indicator (of some, if named), by indicator id."""
    if indicators is None:
        return latest_by_indicator(observations(authority))
    return latest_by_indicator(each for each, _when in recorded(authority, indicators))


def path_of(
    latest: Mapping[str, Observation],
    walked: Mapping[int, Walked] | None = None,
    late: Mapping[int, int] | None = None,
) -> tuple[Standing, ...]:
    """Where these observations, answers and late actions stand on the nine commitments."""
    return standings(manifesto(), catalogue(), latest, walked, late)


def to_observation(row: StoredObservation) -> Observation:
    """The kernel observation of a row, equal to the one that was recorded."""
    return Observation(
        indicator=row.indicator,
        value=Interval(row.low, row.mid, row.high),
        unit=Unit.parse(row.unit),
        period=Period(row.period_start, row.period_end),
        perimeter=Perimeter(
            authority=row.authority.urn,  # a trial made permanent changes its name
            included=tuple(row.perimeter["included"]),
            excluded=tuple(row.perimeter["excluded"]),
            counted=row.perimeter["counted"],
        ),
        sources=tuple(_source(source) for source in row.sources),
        method=row.method,
        status=Status(row.status),
        origin=Urn.parse(row.origin),
        quality=Quality(**row.quality) if row.quality else None,
    )


def source_record(source: Source) -> dict[str, Any]:
    days = {name: getattr(source, name) for name in _DAYS}
    return asdict(source) | {name: day.isoformat() if day else None for name, day in days.items()}


def quality_record(quality: Quality | None) -> dict[str, float] | None:
    return asdict(quality) if quality else None


def _source(stored: dict[str, Any]) -> Source:
    days = {name: stored.get(name) for name in _DAYS}  # rows of old have no day of reading
    read = {name: date.fromisoformat(day) if day else None for name, day in days.items()}
    return Source(**(stored | read))
