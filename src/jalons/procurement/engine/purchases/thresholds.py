"""What the size of a purchase requires on a day, from ``data/thresholds.toml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from jalons.kernel import Source
from jalons.kernel.tables import package_table
from jalons.procurement.engine.errors import ProcurementError

NO_TENDER, FORMAL = "no_tender", "formal"


class Nature(StrEnum):
    """What is bought, as the code of public procurement parts it."""

    SUPPLIES = "supplies"
    SERVICES = "services"
    WORKS = "works"


class Route(StrEnum):
    """How a purchase of that size is made."""

    SMALL = "small"  # neither notice nor tender required
    ADAPTED = "adapted"  # a tender whose steps the buyer sets
    FORMAL = "formal"  # a tender whose steps European law sets


@dataclass(frozen=True, slots=True)
class Threshold:
    """An amount in euros before VAT from which more is required, from a day to another."""

    id: str
    natures: frozenset[Nature]
    amount: Decimal
    since: date
    until: date | None
    basis: str
    source: Source

    def applies(self, nature: Nature, day: date) -> bool:
        """Whether it is in force that day for what is bought."""
        return nature in self.natures and self.since <= day <= (self.until or date.max)


@dataclass(frozen=True, slots=True)
class Sized:
    """What the size of a purchase leads to, and the two thresholds that say so."""

    route: Route
    no_tender: Threshold
    formal: Threshold


def thresholds() -> Iterator[Threshold]:
    """Every threshold the product knows, past ones included."""
    return map(_threshold, package_table("jalons.procurement", "thresholds")["threshold"])


def sized(amount: Decimal, nature: Nature, day: date) -> Sized:
    """What a purchase of ``amount`` euros before VAT requires on a day.

    The limit itself already needs a tender. Raises ``ProcurementError`` (``threshold_unknown``) for
    a day of which no threshold is known.
    """
    found = {each.id: each for each in thresholds() if each.applies(nature, day)}
    if not {NO_TENDER, FORMAL} <= found.keys():
        raise ProcurementError("threshold_unknown", field="day", day=day)
    small, formal = found[NO_TENDER], found[FORMAL]
    if amount < small.amount:
        return Sized(Route.SMALL, small, formal)
    return Sized(Route.ADAPTED if amount < formal.amount else Route.FORMAL, small, formal)


@dataclass(frozen=True, slots=True)
class Duties:
    """What is still required of a purchase without tender, in each language, with its basis."""

    basis: str
    words: dict[str, tuple[str, ...]]
    source: Source


def duties() -> Duties:
    """What article R. 2122-8 still requires below the limit."""
    row = package_table("jalons.procurement", "thresholds")["duties"]
    return Duties(row["basis"], {lang: tuple(row[lang]) for lang in ("fr", "en")}, _source(row))


def _threshold(row: dict[str, Any]) -> Threshold:
    return Threshold(
        id=row["id"],
        natures=frozenset(map(Nature, row["natures"])),
        amount=Decimal(row["amount"]),
        since=row["since"],
        until=row.get("until"),
        basis=row["basis"],
        source=_source(row),
    )


def _source(row: dict[str, Any]) -> Source:
    source = row["source"]
    return Source(
        title=source["title"],
        publisher=source["publisher"],
        published=None,
        licence="unstated",
        link=source["link"],
        verified=row["verified"],
    )
