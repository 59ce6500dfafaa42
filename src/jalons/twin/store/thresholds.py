"""The levels of health and of the law for what sensors measure, from ``data/thresholds.toml``."""

from __future__ import annotations

from functools import cache
from math import inf

from jalons.broker.engine.names import last_word
from jalons.twin.engine.today import Side, Threshold, ValueBounds

from .data_files import DATA, Row, SourceRow, decode


class ThresholdRow(SourceRow, frozen=True, kw_only=True):
    """A threshold as the file writes it, with its names and its source."""

    key: str
    value: float
    name: dict[str, str]
    short: dict[str, str]
    averaged: bool = False
    side: Side = "above"


class PropertyRow(Row, frozen=True):
    """A property in one unit: what can be, what a town may say of it, its thresholds."""

    name: str
    unit: str
    least: float = -inf
    most: float = inf
    types: tuple[str, ...] = ()
    under: dict[str, str] = {}
    over: dict[str, str] = {}
    threshold: tuple[ThresholdRow, ...] = ()


class _Properties(Row, frozen=True):
    property: tuple[PropertyRow, ...]


@cache
def properties() -> tuple[PropertyRow, ...]:
    """Every property of the file."""
    return decode(DATA / "thresholds.toml", _Properties).property


@cache
def rows() -> dict[str, ThresholdRow]:
    """Every threshold by its key."""
    return {each.key: each for known in properties() for each in known.threshold}


def properties_of(kind: str, attribute: str) -> dict[str, PropertyRow]:
    """What is known of an attribute of a type, by unit."""
    return {
        each.unit: each
        for each in properties()
        if each.name == last_word(attribute) and (not each.types or last_word(kind) in each.types)
    }


def limits_of(kind: str, attribute: str) -> dict[str, ValueBounds]:
    """What bounds an attribute of a type, by unit."""
    found = {}
    for unit, known in properties_of(kind, attribute).items():
        levels = (Threshold(t.key, t.value, t.side, t.averaged) for t in known.threshold)
        found[unit] = ValueBounds(tuple(levels), known.least, known.most)
    return found


def drawn_on(kind: str, attribute: str, unit: str) -> ThresholdRow | None:
    """The first threshold on means of a day of an attribute, to draw on daily means."""
    known = properties_of(kind, attribute).get(unit)
    every = (each for each in known.threshold if each.averaged) if known else ()
    return min(every, key=lambda each: each.value, default=None)
