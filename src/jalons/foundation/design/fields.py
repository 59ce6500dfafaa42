"""Form fields for numbers as people type or paste them, and for long texts."""

from __future__ import annotations

from typing import Any

from django import forms

from jalons.wording import MINUS, NO_BREAK

_PASTED = str.maketrans({NO_BREAK: None, "\u2009": None, MINUS: "-"})


class _Typed(forms.Field):
    """Normalises the spaces and the minus signs of pasted numbers."""

    def to_python(self, value: Any) -> Any:
        """The number: the marks of the language of the page, whatever the space."""
        return super().to_python(value.translate(_PASTED) if isinstance(value, str) else value)


class NumberField(_Typed, forms.FloatField):
    """A number in the marks of the language of the page."""

    def __init__(self, **options: Any) -> None:
        super().__init__(localize=True, **options)


class AmountField(_Typed, forms.DecimalField):
    """An exact amount in the marks of the language of the page."""

    def __init__(self, **options: Any) -> None:
        super().__init__(localize=True, **options)


class LongText(forms.CharField):
    """A text of several lines; browsers send other ends of lines than the stored ones."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> str:
        """The text, with plain ends of lines."""
        return str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
