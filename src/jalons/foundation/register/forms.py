"""The form of a record, made of its model: what two people typed is merged, never lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import modelform_factory
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import is_owned, living
from jalons.foundation.design.fields import AmountField, NumberField
from jalons.foundation.design.merge_forms import MergingModelForm
from jalons.foundation.listing.named_choices import among_many
from jalons.foundation.register.models import Registered, written_fields

DAYS = ("%Y-%m-%d", "%d/%m/%Y")


class Section(NamedTuple):
    """A title and the fields under it."""

    title: str | Promise
    fields: tuple[str, ...]


class RecordForm[M: Registered](MergingModelForm[M]):
    """A form on a record, new or stored; ``instance`` is what is stored now.

    Choices are those of the authority of the record, the trash aside; when they are too many for
    a list, their names are typed (``named_choices``). ``sections`` orders the fields under titles.
    A subclass may replace a field, or give ``choices_of`` for one whose choices are read elsewhere.
    """

    sections: ClassVar[tuple[Section, ...]] = ()

    def __init__(self, data: Any = None, *, instance: M, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        self.fields = {name: dress(field) for name, field in self.fields.items()}
        for name, field in list(self.fields.items()):
            field.label = capfirst(str(field.label or name))
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = self._own(field)
                self.fields[name] = among_many(field)
                self.fields[name].show_hidden_initial = field.show_hidden_initial
            elif isinstance(field, forms.ChoiceField) and (choices := self.choices_of(name)):
                field.choices = choices

    @property
    def authority(self) -> Authority:
        """The authority of the record."""
        return self.instance.authority

    def choices_of(self, name: str) -> list[tuple[str, Any]]:
        """The choices of a field that no model has; none: those of the field itself."""
        del name
        return []

    def _own(self, field: forms.ModelChoiceField[Any]) -> Any:
        model = field.queryset.model  # type: ignore[union-attr]
        return living(model, self.authority) if is_owned(model) else field.queryset

    def add_error(self, field: str | None, error: Any) -> None:
        """Put an error at its field, above the form when the form has no such field."""
        for name, found in getattr(error, "error_dict", {field: error}).items():
            super().add_error(name if name in self.fields else None, found)

    def _post_clean(self) -> None:
        """Bring the record up to what was typed, once every field is sound."""
        if not self.errors:
            super()._post_clean()  # type: ignore[misc]

    def validate_constraints(self) -> None:
        """Check constraints on the authority, the trash or the record above here too."""
        unseen = {"authority", "deleted_at"} | {
            field.name
            for field in self.instance._meta.concrete_fields
            if field.is_relation and field.name not in self.fields
        }
        exclude = self._get_validation_exclusions() - unseen  # type: ignore[attr-defined]
        try:
            self.instance.validate_constraints(exclude=exclude)
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]

    def values(self) -> Mapping[str, Any]:
        """The values to write: those of the fields of the model."""
        known = {field.name for field in written_fields(type(self.instance))}
        return {name: value for name, value in self.cleaned_data.items() if name in known}

    def in_sections(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The fields under their titles, then those in no section."""
        rest = dict.fromkeys(self.fields)
        for section in self.sections:
            names = [name for name in section.fields if name in rest]
            if names:
                yield str(section.title), [self[name] for name in names]
            for name in names:
                del rest[name]
        if rest:
            yield (_("Other") if self.sections else ""), [self[name] for name in rest]


def form_of(
    model: type[Registered], *fields: str, sections: tuple[Section, ...] = (),
    **kinds: type[forms.Field],
) -> type[RecordForm[Any]]:  # fmt: skip
    """The form of a record with these fields, or those of sections; some of a kind of their own."""
    names = fields or tuple(name for each in sections for name in each.fields)
    made: Any = modelform_factory(model, RecordForm, fields=names, field_classes=kinds or None)
    made.sections, made.__module__ = sections, model.__module__  # whose room it is of
    return made  # type: ignore[no-any-return]


def dress(field: forms.Field) -> forms.Field:
    """The field with the control of the house: days, numbers as people paste them, long texts."""
    if isinstance(field, forms.DateField) and type(field.widget) is forms.DateInput:
        field.widget = forms.DateInput(attrs={"type": "date"}, format=DAYS[0])
        field.input_formats = DAYS
    elif type(field) is forms.FloatField:
        return _number(NumberField, field)
    elif type(field) is forms.DecimalField:
        digits = {"max_digits": field.max_digits, "decimal_places": field.decimal_places}
        return _number(AmountField, field, **digits)
    elif isinstance(field, forms.CharField) and type(field.widget) is forms.Textarea:
        field.widget.attrs["rows"] = 4
    return field


def _number(
    kind: type[NumberField | AmountField], field: forms.FloatField | forms.DecimalField, **more: Any
) -> forms.Field:
    """The same field, which reads numbers in the marks of the page."""
    found = kind(
        required=field.required,
        label=field.label,
        help_text=field.help_text,
        initial=field.initial,
        min_value=field.min_value,
        max_value=field.max_value,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        **more,
    )
    found.show_hidden_initial = field.show_hidden_initial
    return found


class MoveForm(forms.Form):
    """Which step is taken, and since which day when the step is dated."""

    move = forms.ChoiceField(label=gettext_lazy("New state"))
    day = forms.DateField(label=gettext_lazy("Since"), input_formats=DAYS)

    def __init__(self, *args: Any, moves: Mapping[str, Any], dated: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"] = dress(self.fields["day"])
        self.fields["move"].choices = [  # type: ignore[attr-defined]
            (name, each.label) for name, each in moves.items()
        ]
        if not dated:
            del self.fields["day"]
        elif (step := moves.get(self.data.get("move", ""))) and not step.dated:
            self.fields["day"].required = False  # its button on the page of the record sends none
