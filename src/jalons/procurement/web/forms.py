"""Form fields for amounts, rates and numbers as people type them.

A number that is not read is refused with an example, never in the words of the framework.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from jalons.foundation.design.fields import AmountField
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.purchases.amounts import Tax, read_euros, read_measure, tax_written


class MeasureField(AmountField):
    """A number with its unit or without: « 7,5 », « 38 kWh »."""

    code: ClassVar[str] = "number_unread"
    units: ClassVar[tuple[str, ...]] = ("", "kwh", "kg", "ans", "an")

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        """The number; ``ValidationError`` with an example when it is none."""
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            return super().to_python(str(self.read(value)))
        except ProcurementError as error:
            raise ValidationError(str(error)) from error

    def read(self, text: str) -> Decimal:
        """The number of a text; ``ProcurementError`` says what to write."""
        return read_measure(text, self.units, self.code)


class PercentField(MeasureField):
    """A rate in percent: « 20 », « 5,5 % »."""

    code = "percent_unread"
    units = ("", "%")


class SignedEurosField(MeasureField):
    """An amount that may be under zero: credit notes, « -1 234,50 € HT »."""

    code = "amount_unread"
    units = ("", "€", "ht", "€ ht", "euros", "euros ht")


class EurosField(MeasureField):
    """An amount as people type it: « 1 234,50 € », « 12 k€ »."""

    def read(self, text: str) -> Decimal:
        """The euros of a text."""
        return read_euros(text).value


class BeforeVatField(EurosField):
    """An amount before VAT; one that says TTC is refused, never converted."""

    def read(self, text: str) -> Decimal:
        """The euros of a text that does not say TTC."""
        found = super().read(text)
        if tax_written(text) is Tax.AFTER:
            raise ProcurementError("amount_after_tax")
        return found


def refuse_other_tax(form: Any, price: str, chosen: Tax | None) -> None:
    """Refuse a price whose text says another tax than the one chosen beside it."""
    try:
        written = tax_written(str(form.data.get(form.add_prefix(price), "")))
    except ProcurementError:
        return  # the field says so
    if written and chosen and written is not chosen:
        sides = written.value.upper(), chosen.value.upper()
        error = ProcurementError("amount_tax_differs", written=sides[0], chosen=sides[1])
        form.add_error("tax", str(error))
