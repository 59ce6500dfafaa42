"""The forms of use cases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.design.fields import NumberField
from jalons.foundation.design.merging import MergingForm
from jalons.twin.web.whatif.models import WhatIf

from .actions import Saving
from .models import CaseResult, TwinCase


def day(label: Any, **more: Any) -> forms.DateField:
    """A field for a day."""
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **more,
    )


class CaseForm(MergingForm):
    """What a use case says of itself."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    purpose = forms.CharField(
        label=gettext_lazy("What it is for, in plain words"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Which decision does it help to take?"),
    )
    department = forms.CharField(
        label=gettext_lazy("Department in charge"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("A department, not a person: street lighting department."),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Types of the twin it uses"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    whatif = forms.ChoiceField(
        label=gettext_lazy("Scenario that estimates what it saves"),
        required=False,
        help_text=gettext_lazy("An estimate is told as one, until a result is known."),
    )

    def __init__(
        self,
        *args: Any,
        kinds: list[tuple[str, str]],
        whatifs: list[tuple[str, Any]],
        case: TwinCase | None = None,
        **kwargs: Any,
    ) -> None:
        initial = {
            "name": case.name if case else "",
            "purpose": case.purpose if case else "",
            "department": case.department if case else "",
            "kinds": case.kinds if case else [],
            "whatif": str(case.whatif_id or "") if case else "",
        }
        super().__init__(*args, initial=initial, **kwargs)
        known = dict(kinds)
        gone = [(iri, iri) for iri in initial["kinds"] if iri not in known]
        self.fields["kinds"].choices = [*kinds, *gone]  # type: ignore[attr-defined]
        self.fields["whatif"].choices = [("", _("none")), *whatifs]  # type: ignore[attr-defined]

    def values(self, whatif: WhatIf | None) -> dict[str, Any]:
        """The fields as the actions take them."""
        given = self.cleaned_data
        names = ("name", "purpose", "department", "kinds")
        return {name: given[name] for name in names} | {"whatif": whatif}


class MoveForm(forms.Form):
    """Another state, since a day."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=TwinCase.State.choices)
    on = day(gettext_lazy("Since"))

    def __init__(self, *args: Any, live: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not live:  # making a case live, or stopping it, is for a lead
            early = (TwinCase.State.IDEA, TwinCase.State.TRIAL)
            self.fields["state"].choices = [  # type: ignore[attr-defined]
                (each.value, each.label) for each in early
            ]


class ResultForm(forms.Form):
    """What a case saved during a period."""

    kwh = NumberField(
        label=gettext_lazy("Energy saved, in kWh"),
        help_text=gettext_lazy("Less than zero if it used more."),
    )
    start = day(gettext_lazy("From"))
    end = day(gettext_lazy("To"))
    how = forms.ChoiceField(
        label=gettext_lazy("How it is known"), choices=CaseResult.HowKnown.choices
    )
    note = forms.CharField(
        label=gettext_lazy("How it was computed"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Meters compared over the same months of two years, for instance."),
    )
    proof = forms.URLField(
        label=gettext_lazy("Link to the proof"),
        max_length=300,
        required=False,
        assume_scheme="https",
    )

    def clean_kwh(self) -> float:
        """A number a town can save."""
        value = float(self.cleaned_data["kwh"])
        if not abs(value) < 1e12:
            raise forms.ValidationError(_("This is out of what a town can save."))
        return value

    def saving(self) -> Saving:
        """The saving as typed."""
        given = self.cleaned_data
        return Saving(
            given["kwh"], given["start"], given["end"], given["how"], given["proof"], given["note"]
        )
