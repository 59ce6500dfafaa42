"""Figures quoted for comparison or refused: shown with their source, never used in computation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from jalons.footprint.engine.factors.sources import source_of
from jalons.kernel import Source, Unit


@dataclass(frozen=True, slots=True)
class QuotedFigure:
    """A published value of ``subject``, in ``unit``; ``year`` is null when unknown.

    ``dated``: what the year is of: the ``data``, its ``publication``, or ``unknown``. Of a yearly
    footprint, ``per`` says what one is of, ``covered`` the uses it counts besides devices, null
    when nobody read it.
    """

    subject: str
    value: float
    unit: Unit
    year: int | None
    dated: str
    note: Mapping[str, str]
    source: Source
    per: str = ""
    covered: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class RefusedFigure:
    """A value of a public table, refused, with the linter's ``rule`` that finds it.

    ``value`` is null for a whole class of rows; ``neighbour`` is what it is compared with.
    """

    item: Mapping[str, str]
    criterion: str
    unit: str
    why: Mapping[str, str]
    source: Source
    value: float | None = None
    neighbour: float | None = None
    neighbour_of: Mapping[str, str] = field(default_factory=dict)
    rule: str = ""


def parse_quoted(entries: Mapping[str, Mapping[str, Any]]) -> tuple[QuotedFigure, ...]:
    """The figures of ``quoted_figures.toml``, in their order."""
    return tuple(
        QuotedFigure(
            subject=entry["subject"],
            value=float(entry["value"]),
            unit=Unit.parse(entry["unit"]),
            year=entry.get("year"),
            dated=entry["dated"],
            note=entry["note"],
            source=source_of(entry),
            per=entry.get("per", ""),
            covered=tuple(entry["covered"]) if "covered" in entry else None,
        )
        for entry in entries.values()
    )


def parse_refused(entries: Mapping[str, Mapping[str, Any]]) -> tuple[RefusedFigure, ...]:
    """The figures of ``left_out.toml``, in their order."""
    names = {each.name for each in fields(RefusedFigure)}
    known = ({name: entry[name] for name in names & set(entry)} for entry in entries.values())
    sources = map(source_of, entries.values())
    return tuple(
        RefusedFigure(**each | {"source": source})
        for each, source in zip(known, sources, strict=True)
    )
