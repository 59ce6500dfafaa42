"""The rules of wiping, from ``data/wiping.toml``: levels, needs, required fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jalons.kernel import Source
from jalons.kernel.tables import package_table
from jalons.reuse.engine.wiping.facts import Destination, Level, Medium, Method


def table() -> Mapping[str, Any]:
    """The whole table."""
    return package_table("jalons.reuse", "wiping")


@dataclass(frozen=True, slots=True)
class Rule:
    """The highest level a method may claim on a medium, under conditions, and who says so."""

    level: Level
    conditions: tuple[str, ...]
    source: Source


@cache
def rules() -> Mapping[tuple[Medium, Method], Rule]:
    """The rules by medium and method; what is not there claims nothing."""
    return {
        (Medium(medium), Method(row["method"])): Rule(
            Level[row["level"].upper()],
            tuple(row.get("conditions", ())),
            source(row["source"], verified=row["verified"]),
        )
        for row in table()["rules"]
        for medium in row["media"]
    }


def source(name: str, *, verified: bool) -> Source:
    """A source of the table, and whether what rests on it was read there."""
    row = table()["sources"][name]
    return Source(row["title"], row["publisher"], row["date"], "–", row["link"], verified=verified)


def highest_level(medium: Medium, method: Method) -> Level:
    """The highest level that ``method`` may claim on ``medium``, its conditions being met.

    >>> highest_level(Medium.SSD, Method.OVERWRITE).name
    'CLEAR'
    """
    found = rules().get((medium, method))
    return found.level if found else Level.NONE


def level_needed(destination: Destination) -> Level | None:
    """The lowest level for a destination; None while it is not known."""
    name = table()["needs"].get(destination.value)
    return Level[name.upper()] if name else None


def is_of(kind: str, value: str) -> bool:
    """Whether a medium or a method is of a kind of the table (``physical``, ``hidden``…)."""
    return value in table()["kinds"][kind]


def required(method: Method) -> tuple[str, ...]:
    """The fields a certificate of that method must have."""
    names = table()["required"]
    if is_of("physical", method):
        return (*names["always"], *names["physical"])
    more = names["overwrite"] if is_of("overwrite", method) else ()
    return (*names["always"], *names["logical"], *more)
