"""What the size of a purchase requires on a day, from ``data/thresholds.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from jalons.kernel import Source
from jalons.kernel.tables import package_table
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.tables import typed


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
    basis: str
    source: Source
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Duties:
    """What is still required of a purchase without tender, in each language, with its basis."""

    basis: str
    fr: tuple[str, ...]
    en: tuple[str, ...]
    source: Source

    def words(self, lang: str) -> tuple[str, ...]:
        """The duties in a language."""
        return self.en if lang == "en" else self.fr


@dataclass(frozen=True, slots=True)
class Sized:
    """What the size of a purchase leads to, and the two thresholds that say so."""

    route: Route
    no_tender: Threshold
    formal: Threshold


def thresholds() -> tuple[Threshold, ...]:
    """Every threshold the product knows, past ones included."""
    return typed(package_table("jalons.procurement", "thresholds")["threshold"], Threshold)


def duties() -> Duties:
    """What article R. 2122-8 still requires below the limit."""
    return typed([package_table("jalons.procurement", "thresholds")["duties"]], Duties)[0]


def sized(amount: Decimal, nature: Nature, day: date) -> Sized:
    """What a purchase of ``amount`` euros before VAT requires on a day.

    The limit itself already needs a tender. Raises ``ProcurementError`` (``threshold_unknown``) for
    a day of which no threshold is known.
    """
    found = {
        each.id: each
        for each in thresholds()
        if nature in each.natures and each.since <= day <= (each.until or date.max)
    }
    if not {"no_tender", "formal"} <= found.keys():
        raise ProcurementError("threshold_unknown", field="day", day=day)
    small, formal = found["no_tender"], found["formal"]
    if amount < small.amount:
        return Sized(Route.SMALL, small, formal)
    return Sized(Route.ADAPTED if amount < formal.amount else Route.FORMAL, small, formal)
