"""Fields of records that Django has not: exact numbers within bounds, a list of codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

type Bound = int | Decimal


def exact_number(  # noqa: PLR0913  (what a field says)
    label: Any,
    digits: int,
    decimals: int,
    *,
    least: Bound | None = None,
    most: Bound | None = None,
    optional: bool = False,
    **more: Any,
) -> models.DecimalField[Any, Any]:
    """A field for a decimal number of so many digits, bounds included; ``optional``: or unknown."""
    bounds = [(MinValueValidator, least), (MaxValueValidator, most)]
    return models.DecimalField(
        label,
        max_digits=digits,
        decimal_places=decimals,
        validators=[kind(bound) for kind, bound in bounds if bound is not None],
        null=optional,
        blank=optional,
        **more,
    )


type Codes = Callable[[], Iterable[tuple[Any, Any]]]


class CodesField(models.JSONField):
    """A list of codes, each once and in the order of ``codes``, pairs of a code and its label.

    Forms show boxes, the API a list of codes, a file their labels or the codes themselves.
    """

    def __init__(self, *args: Any, codes: Codes = tuple, **options: Any) -> None:
        self.codes = codes
        super().__init__(*args, **{"default": list, "blank": True, **options})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """The field for migrations, without its codes: the database does not depend on them."""
        name, _path, args, options = super().deconstruct()
        return name or "", "django.db.models.JSONField", args, options

    @property
    def code_type(self) -> type:
        """The type of the codes."""
        return type(next((code for code, _label in self.codes()), ""))

    def to_python(self, value: Any) -> list[Any]:
        """The codes ``value`` lists, typed or as texts; ``ValidationError`` for one unknown."""
        known = {str(code): code for code, _label in self.codes()}
        wanted = [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
        if unknown := [each for each in wanted if each not in known]:
            text = _("“%(value)s” is not one of the choices.")
            raise ValidationError(text, params={"value": unknown[0][:80]})
        return [code for text, code in known.items() if text in wanted]

    def formfield(self, **options: Any) -> Any:
        """Boxes, one per code."""
        codes_choice = CodesChoice(
            self,
            label=options.get("label", self.verbose_name),
            required=not self.blank,
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )
        codes_choice.choices = self.codes
        return codes_choice


class CodesChoice(forms.MultipleChoiceField):
    """Several codes among those of a field."""

    def __init__(self, field: CodesField, **options: Any) -> None:
        super().__init__(**options)
        self.field = field

    def to_python(self, value: Any) -> list[Any]:
        """The codes that were ticked; one unknown stays a text, which is then refused."""
        ticked = super().to_python(value)
        known = [code for code, _label in self.field.codes() if str(code) in ticked]
        return known + [each for each in ticked if each not in map(str, known)]
