"""The register of diagnoses: its form has a weight for each indicator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.page_language import lang
from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm, Section
from jalons.inclusion.web.diagnosis import actions, queries
from jalons.inclusion.web.diagnosis.models import FragilityDiagnosis, default_weights
from jalons.inclusion.words.index import label

WHAT = ("kind", "place", "around")
WEIGHTS = {f"weight_{each}": each for each in default_weights()}


class DiagnosisForm(RecordForm[FragilityDiagnosis]):
    sections = (
        Section(_("Which territory"), WHAT),
        Section(_("What makes it fragile, by relative weight (0: not counted)"), tuple(WEIGHTS)),
        Section(_("If an indicator goes against the others"), ("reason",)),
    )

    class Meta:
        model = FragilityDiagnosis
        fields = (*WHAT, "reason")

    def __init__(self, data: Any = None, *, instance: FragilityDiagnosis, **options: Any) -> None:
        home = instance.authority.territory
        if instance.is_new and home and not instance.place:
            instance.kind, instance.place = home.kind, home.code
        weights = {name: instance.weights.get(each, 0) for name, each in WEIGHTS.items()}
        super().__init__(data, instance=instance, initial=weights, **options)
        for name, each in WEIGHTS.items():
            self.fields[name] = forms.IntegerField(
                label=label(each, lang()), min_value=0, max_value=10, show_hidden_initial=True
            )

    def values(self) -> Mapping[str, Any]:
        weights = {each: self.cleaned_data[name] for name, each in WEIGHTS.items()}
        return {**super().values(), "weights": weights}


diagnoses = Register(
    FragilityDiagnosis, "fragility", DiagnosisForm,
    List("name", "around", "computed_at", search=("name",), headline=queries.headline),
    after=actions.changed, templates="inclusion/diagnosis",
)  # fmt: skip
