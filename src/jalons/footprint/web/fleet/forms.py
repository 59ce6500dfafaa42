"""Forms about lines: which to find, and their corrections."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons import wording
from jalons.footprint.engine.inventory.corrections import (
    ERASABLE,
    CorrectedField,
    CorrectedValue,
    Correction,
    LineRange,
)
from jalons.footprint.engine.inventory.filtering import COUNTED, LEFT_OUT, AgeClass
from jalons.footprint.engine.inventory.line import DeviceStatus
from jalons.footprint.store import load_pack
from jalons.footprint.web.fleet.queries import NAMES, Facets
from jalons.footprint.web.labels import device_name
from jalons.footprint.words.figures import say
from jalons.foundation.design.fields import NumberField

OLDEST = date(1980, 1, 1)
FRENCH_DATES = ["%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y"]


class FilterForm(forms.Form):
    """Which lines to show; ``NAMES`` has the name of each field in the address."""

    words = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=200)
    device = forms.ChoiceField(label=gettext_lazy("Kind of device"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Counted?"), required=False)
    age = forms.ChoiceField(label=gettext_lazy("Age"), required=False)
    site = forms.CharField(label=gettext_lazy("Site"), required=False, max_length=200)
    entity = forms.CharField(label=gettext_lazy("Entity"), required=False, max_length=200)
    corrected = forms.BooleanField(label=gettext_lazy("Corrected only"), required=False)

    def __init__(self, *args: Any, facets: Facets, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.input_type = "search"
        everything = ("", _("all"))
        left = sum(count for reason, count in facets.reasons if reason)
        counted = facets.lines - left
        options = {
            "device": [
                (device, device_name(device, lang), count)
                for device, count in facets.devices
                if device
            ],
            "status": [
                (status, say(f"status.{status}", lang), count)
                for status, count in facets.statuses
                if status
            ],
            "reason": [
                (COUNTED, _("counted"), counted),
                (LEFT_OUT, _("not counted"), left),
                *(
                    (reason, say(f"reason.{reason}", lang), count)
                    for reason, count in facets.reasons
                    if reason
                ),
            ],
        }
        for name, values in options.items():
            counted_values = [
                (value, f"{text} ({wording.format_number(n, lang)})") for value, text, n in values
            ]
            self.fields[name].choices = [everything, *counted_values]  # type: ignore[attr-defined]
        ages = [(each.value, say(f"age.{each.value}", lang)) for each in AgeClass]
        self.fields["age"].choices = [everything, *ages]  # type: ignore[attr-defined]

    def add_prefix(self, field_name: str) -> str:
        return NAMES.get(field_name, field_name)


class CorrectionForm(forms.Form):
    """Corrections of the chosen lines; a field left empty changes nothing."""

    device = forms.ChoiceField(label=gettext_lazy("Kind of device"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    site = forms.CharField(label=gettext_lazy("Site"), required=False, max_length=200)
    entity = forms.CharField(label=gettext_lazy("Entity"), required=False, max_length=200)
    purchased = forms.DateField(
        label=gettext_lazy("Purchase date"),
        required=False,
        input_formats=FRENCH_DATES,
        help_text=gettext_lazy("For example 15/09/2021."),
        error_messages={"invalid": gettext_lazy("This is not a date. Write it as 15/09/2021.")},
    )
    lifetime = NumberField(
        label=gettext_lazy("Expected lifetime, in years"),
        required=False,
        min_value=0.5,
        max_value=40,
    )
    quantity = NumberField(
        label=gettext_lazy("Quantity"),
        required=False,
        min_value=0.001,
        max_value=1_000_000,
    )
    yearly_kwh = NumberField(
        label=gettext_lazy("Electricity of one device, in kWh a year"),
        required=False,
        min_value=0,
        max_value=1_000_000,
    )
    set_aside = forms.ChoiceField(label=gettext_lazy("Count these lines"), required=False)
    erase = forms.MultipleChoiceField(
        label=gettext_lazy("Forget what the file says of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("When it is wrong and you do not know the right value."),
    )

    def __init__(self, *args: Any, lang: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        unchanged = ("", _("— unchanged —"))
        pack = load_pack()
        devices = sorted((device_name(name, lang), name) for name in pack.devices)
        choices = {
            "device": [unchanged, *((name, label) for label, name in devices)],
            "status": [
                unchanged,
                *((each.value, say(f"status.{each.value}", lang)) for each in DeviceStatus),
            ],
            "set_aside": [
                unchanged,
                ("yes", _("no: set them aside")),
                ("no", _("yes: put back those set aside")),
            ],
            "erase": [
                (field.value, say(f"field.{field.value}", lang))
                for field in CorrectedField
                if field in ERASABLE
            ],
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    def clean_purchased(self) -> date | None:
        day: date | None = self.cleaned_data["purchased"]
        if day and day > self.today:
            raise forms.ValidationError(_("This date is in the future."))
        if day and day < OLDEST:
            raise forms.ValidationError(_("No device in use is that old: look at the year."))
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse a form without correction, or one that sets and erases the same value."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in cleaned.get("erase", ()):
            if cleaned.get(name) not in {None, ""}:
                self.add_error(name, _("Give a value, or have it forgotten: not both."))
        if not self.errors and not self.values():
            raise forms.ValidationError(_("Say at least one thing of these lines."))
        return cleaned

    def values(self) -> dict[CorrectedField, CorrectedValue]:
        """The corrected values, by field."""
        values: dict[CorrectedField, CorrectedValue] = {}
        for field in CorrectedField:
            value = self.cleaned_data.get(field.value)
            if value in {None, ""}:
                continue
            if field == CorrectedField.SET_ASIDE:
                values[field] = value == "yes"
            elif isinstance(value, date):
                values[field] = value.isoformat()
            else:
                values[field] = value
        return values | {CorrectedField(name): None for name in self.cleaned_data.get("erase", ())}

    def corrections(self, lines: tuple[LineRange, ...]) -> list[Correction]:
        return [Correction(field, value, lines) for field, value in self.values().items()]
