"""The estimate and the figures of a territory as lines of a table."""

from __future__ import annotations

from collections.abc import Iterator

from jalons.kernel import Interval
from jalons.strategy.engine.territory.estimate import Estimate, EstimatedPart
from jalons.strategy.engine.territory.known import UNITS
from jalons.strategy.engine.territory.national import METHOD
from jalons.strategy.web.territory import queries
from jalons.strategy.web.territory.models import TerritorySheet

COLUMNS = (
    "figure", "low", "value", "high", "unit", "as_of", "origin", "keys", "keys_not_known",
    "communes_missing", "source", "link", "method",
)  # fmt: skip
ESTIMATE, LOCAL = "estimate", "local"


def rows(sheet: TerritorySheet) -> Iterator[tuple[str, ...]]:
    """One line per part of the estimate, its total, then every known figure."""
    estimate = queries.estimate_of(sheet)
    if estimate:
        yield from _estimate_rows(estimate)
    for known in queries.known_of(sheet).values():
        yield (
            known.name.value, *_bounds(known.value), UNITS.get(known.name, ""), known.as_of, LOCAL,
            "", "", str(known.missing), known.source, known.link, "declared/1",
        )  # fmt: skip


def _estimate_rows(estimate: Estimate) -> Iterator[tuple[str, ...]]:
    for part in (*estimate.parts, *([estimate.boxes] if estimate.boxes else [])):
        if part.local is None:
            yield _line(part.figure.id, part.value, part)
    origin = LOCAL if estimate.whole else ESTIMATE
    source = estimate.whole.source if estimate.whole else estimate.national.source.cite()
    yield (
        "whole", *_bounds(estimate.total), "t CO2 eq", str(estimate.national.year), origin, "",
        "|".join(estimate.missing), "", source, "", METHOD,
    )  # fmt: skip


def _line(name: str, value: Interval, part: EstimatedPart) -> tuple[str, ...]:
    figure = part.figure
    return (
        name, *_bounds(value), figure.unit, str(figure.year), ESTIMATE, "|".join(figure.keys),
        "|".join(part.missing), "", figure.source.cite(), figure.source.link, METHOD,
    )  # fmt: skip


def _bounds(value: Interval) -> tuple[str, str, str]:
    return (repr(value.low), repr(value.mid), repr(value.high))
