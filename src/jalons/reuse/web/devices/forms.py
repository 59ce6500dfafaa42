"""The forms of decisions, of the columns of a file, of the lines of the fleet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.imports.forms import ColumnsForm
from jalons.kernel.contracts import FleetDevice
from jalons.reuse.web.devices.actions import AS_PROPOSED, MOST, Brought
from jalons.reuse.web.devices.imports import ORDER, ReadInventory
from jalons.reuse.web.devices.models import Device


class DecisionForm(forms.Form):
    """What a person decides of one device or of many."""

    decision = forms.ChoiceField(
        label=gettext_lazy("What you decide"),
        choices=[
            (AS_PROPOSED, gettext_lazy("as proposed for each")),
            *((code, label) for code, label in Device.Decision.choices if code),
        ],
        initial=AS_PROPOSED,
    )
    reason = forms.CharField(
        label=gettext_lazy("Your reason"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed when you decide otherwise than proposed."),
    )
    retired_on = forms.DateField(
        label=gettext_lazy("Retired on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("To retire at once those still in use; empty: they stay in use."),
    )


class DeviceColumnsForm(ColumnsForm):
    """The columns of a file, and the order of its dates when nothing in the file says it."""

    def __init__(self, data: Any, found: ReadInventory) -> None:
        super().__init__(data, found)
        if found.devices.asks_order or found.order:
            self.fields[ORDER] = forms.ChoiceField(
                label=_("In dates like 03/04/2021, what comes first?"),
                choices=[
                    ("", _("I do not know: leave these rows aside")),
                    ("=day", _("the day: 3 April 2021")),
                    ("=month", _("the month: 4 March 2021")),
                ],
                required=False,
                initial=found.order,
            )
            self.order_fields([ORDER])


class LinesForm(forms.Form):
    """Serial numbers of the lines of several devices, or that they may be numbered."""

    def __init__(self, data: Any, lines: Sequence[tuple[FleetDevice, int]]) -> None:
        super().__init__(data)
        self.lines = lines
        for number, (line, left) in enumerate(lines):
            if line.quantity == 1:
                continue
            name = line.tag or line.model or line.kind
            self.fields[f"count_{number}"] = forms.IntegerField(
                label=_("“%(name)s”: how many of %(left)s?") % {"name": name, "left": left},
                min_value=1,
                max_value=min(left, MOST),
                initial=min(left, MOST),
            )
            self.fields[f"serials_{number}"] = forms.CharField(
                label=_("Their serial numbers"),
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("One a line. Without any, the devices are numbered after the model."),
            )

    def brought(self) -> list[Brought]:
        """The devices to make of each line."""
        return [
            Brought(line, tuple(self._serials(number)), self.cleaned_data.get(f"count_{number}", 1))
            for number, (line, _left) in enumerate(self.lines)
        ]

    def _serials(self, number: int) -> list[str]:
        text = self.cleaned_data.get(f"serials_{number}", "")
        return [each.strip() for each in text.splitlines() if each.strip()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in range(len(self.lines)):
            serials, count = self._serials(number), cleaned.get(f"count_{number}")
            if serials and count is not None and len(serials) != count:
                words = _("%(found)s serial numbers for %(count)s devices.")
                self.add_error(f"serials_{number}", words % {"found": len(serials), "count": count})
            elif len(set(serials)) != len(serials):
                self.add_error(f"serials_{number}", _("A serial number is written twice."))
        return cleaned
