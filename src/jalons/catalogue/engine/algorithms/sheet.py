"""The sheet of a processing as values, how complete each of its outputs is, its deadlines."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

MONTHS = 12


@dataclass(frozen=True, slots=True)
class CardData:
    """Data that a processing reads: what, who provides them, how they are collected."""

    name: str
    source: str = ""
    collection: str = ""


@dataclass(frozen=True, slots=True)
class CardParameter:
    """What a processing looks at, how much it counts, and why."""

    name: str
    weight: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlgorithmCard:
    """What is known of a processing: the list of Etalab, then who decides, how to object."""

    name: str
    organisation: str = ""
    department: str = ""
    contact: str = ""
    contact_email: str = ""
    contact_post: str = ""
    updated_on: date | None = None
    context: str = ""
    purpose: str = ""
    moment: str = ""
    automation: str = ""
    decision: str = ""
    decided_by: str = ""
    legal_basis: str = ""
    link: str = ""
    decisions_per_year: int | None = None
    scope: str = ""
    audience: str = ""
    data: tuple[CardData, ...] = ()
    kind: str = ""
    operations: str = ""
    parameters: tuple[CardParameter, ...] = ()
    code_link: str = ""
    software: str = ""
    supplier: str = ""
    objection: str = ""
    review_before: date | None = None


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of the fields an output requires are filled, and those that are not."""

    output: str
    filled: int
    total: int
    missing: tuple[str, ...]


def completeness(
    sheet: AlgorithmCard, required: Mapping[str, Sequence[str]]
) -> Mapping[str, Completeness]:
    """Each output by name; a field ``a|b`` is filled by either, and named by its first."""
    found = {}
    for output, names in required.items():
        missing = tuple(each.split("|")[0] for each in names if not _is_filled(sheet, each))
        found[output] = Completeness(output, len(names) - len(missing), len(names), missing)
    return found


def _is_filled(sheet: AlgorithmCard, names: str) -> bool:
    values = [getattr(sheet, name) for name in names.split("|")]
    return any(each.strip() if isinstance(each, str) else each not in {None, ()} for each in values)


def months_later(day: date, count: int) -> date:
    """The same day of the month ``count`` months later; the last day of a month without it."""
    years, month = divmod(day.month - 1 + count, MONTHS)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
