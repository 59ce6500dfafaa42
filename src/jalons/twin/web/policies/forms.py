"""The forms of a policy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalons.broker.engine.policies.policy import (
    COARSEST_METRES,
    COARSEST_SECONDS,
    LONGEST_RETENTION,
    TypePolicy,
    faults,
)
from jalons.foundation.design.merge_forms import MergingForm
from jalons.twin.web.policies.wording import AUDIENCES, BASES, FIELDS, REASONS


class PolicyForm(MergingForm):
    name = forms.CharField(label=FIELDS["name"], max_length=80, help_text=_("Counts of bicycles"))
    purpose = forms.CharField(
        label=FIELDS["purpose"],
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two plain sentences: everybody reads them on the citizens’ page."),
    )
    owner = forms.CharField(
        label=FIELDS["owner"],
        max_length=120,
        help_text=_("A department or a role, not a person: mobility department."),
    )
    personal = forms.BooleanField(
        required=False, label=_("The data say something about a person who can be recognised")
    )
    legal_basis = forms.ChoiceField(label=FIELDS["legal_basis"], choices=list(BASES.items()))
    retention_days = forms.IntegerField(
        label=FIELDS["retention_days"], min_value=1, max_value=LONGEST_RETENTION
    )
    audience = forms.ChoiceField(label=FIELDS["audience"], choices=list(AUDIENCES.items()))
    position_metres = forms.IntegerField(
        label=FIELDS["position_metres"],
        min_value=0,
        max_value=COARSEST_METRES,
        help_text=_("0 shows the exact place; 200 moves it to the middle of a square of 200 m."),
    )
    time_seconds = forms.IntegerField(
        label=FIELDS["time_seconds"],
        min_value=0,
        max_value=COARSEST_SECONDS,
        help_text=_("0 shows the exact moment; 3600 shows the hour only."),
    )
    past_too = forms.BooleanField(
        required=False,
        label=_("Also open what was observed before this change"),
        help_text=_(
            "Otherwise the history before today stays as it was promised, and only what comes is "
            "shown more."
        ),
    )

    def __init__(self, *args: Any, policy: TypePolicy, **kwargs: Any) -> None:
        self.policy = policy
        values = {**policy.document(), "legal_basis": policy.legal_basis or "not_personal"}
        values["retention_days"] = policy.retention_days or 365
        values["past_too"] = False
        super().__init__(*args, initial={name: values[name] for name in self.base_fields}, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            for fault in faults(self.written()):
                if fault.field in self.fields:
                    self.add_error(fault.field, REASONS[fault.reason])
        return cleaned

    def written(self) -> TypePolicy:
        typed = {name: self.cleaned_data[name] for name in self.base_fields if name != "past_too"}
        return replace(self.policy, **typed)


class NewTypeForm(forms.Form):
    type = forms.RegexField(
        r"^[^\s<>\"{}|\\^`]+$",
        label=FIELDS["type"],
        max_length=200,
        help_text=_(
            "The word the sensors send, such as AirQualityObserved, or the address of a type."
        ),
    )
