"""Amounts of money as people type them, and the tax they say they are with."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from jalons.procurement.engine.errors import ProcurementError
from jalons.tabular.amounts import EUROS, read_amount, split_number
from jalons.tabular.columns import CellFault, NumberKind
from jalons.tabular.numbers import read_number

MOST = Decimal(10) ** 12
CENT = Decimal("0.01")
_TAX = re.compile(r"\b(ht|ttc|hors\s+taxes?|toutes\s+taxes(?:\s+comprises)?)\b", re.IGNORECASE)

_AFTER = re.compile(r"\bttc\b|toutes\s+taxes", re.IGNORECASE)


class Tax(StrEnum):
    """Whether an amount is before or after VAT."""

    BEFORE = "ht"
    AFTER = "ttc"


@dataclass(frozen=True, slots=True)
class TypedAmount:
    """An amount in euros, to the cent, and the tax written beside it; None: nobody said."""

    value: Decimal
    tax: Tax | None


def read_euros(text: str) -> TypedAmount:
    """The amount people typed: « 1 234,50 € », « 12 k€ HT », « 1.234,50 TTC ».

    Raises ``ProcurementError``: ``amount_unread``, ``amount_negative``, ``amount_taxes`` when both
    HT and TTC are written.

    >>> read_euros("1 234,50 € TTC")
    TypedAmount(value=Decimal('1234.50'), tax=<Tax.AFTER: 'ttc'>)
    """
    tax = tax_written(text)
    value = read_amount(_TAX.sub("", text).strip(), EUROS)
    if value is None or abs(value) > MOST or value != value.quantize(CENT):
        raise ProcurementError("amount_unread", field="amount", text=text)
    if value < 0:
        raise ProcurementError("amount_negative", field="amount", text=text)
    return TypedAmount(value, tax)


def read_measure(text: str, units: Collection[str], code: str) -> Decimal:
    """The number people typed with one of ``units`` in lower case; ``ProcurementError`` (``code``).

    >>> read_measure("5,5 %", ("", "%"), "percent_unread")
    Decimal('5.5')
    """
    number, unit = split_number(text) or ("", "")
    value = read_number(number) if unit.lower() in units else None
    if value is None:
        raise ProcurementError(code, text=text)
    return value


def tax_written(text: str) -> Tax | None:
    """The tax a text says an amount is with, None when it does not say.

    Raises ``ProcurementError`` (``amount_taxes``) when both are written.
    """
    said = {word[0].lower() for word in _TAX.findall(text)}
    if len(said) > 1:
        raise ProcurementError("amount_taxes", field="amount", text=text)
    return None if not said else Tax.BEFORE if said == {"h"} else Tax.AFTER


@dataclass(frozen=True)
class BeforeTaxKind(NumberKind):
    """Euros before tax in the cells of a list: one that says TTC is no amount of its column."""

    units: Mapping[str, Decimal] | None = field(default_factory=lambda: EUROS)

    def read(self, text: str) -> Decimal | CellFault | None:
        """The euros of a cell, or what is wrong with it."""
        return CellFault("cell_amount") if _AFTER.search(text) else super().read(text)


def before_vat(price: Decimal, tax: Tax, rate: Decimal) -> Decimal:
    """A price before VAT, to the cent; ``rate`` in percent."""
    if tax is Tax.BEFORE:
        return price
    return (price / (1 + rate / 100)).quantize(CENT)
