"""The register of diagnoses: its form has a weight for each indicator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from jalons.foundation.design.page_language import lang
from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm, Section
from jalons.inclusion.web.diagnosis import actions, queries
from jalons.inclusion.web.diagnosis.models import FragilityDiagnosis, default_weights
from jalons.inclusion.words.index import label

WHAT = ("kind", "place", "around")
WEIGHT = "weight_"


class DiagnosisForm(RecordForm[FragilityDiagnosis]):
    sections = (
        Section(gettext_lazy("Which territory"), WHAT),
        Section(gettext_lazy("What makes it fragile, by relative weight (0: not counted)"),
                tuple(WEIGHT + each for each in default_weights())),
        Section(gettext_lazy("If an indicator goes against the others"), ("reason",)),
    )  # fmt: skip

    class Meta:
        model = FragilityDiagnosis
        fields = (*WHAT, "reason")

    def __init__(self, data: Any = None, *, instance: FragilityDiagnosis, **options: Any) -> None:
        home = instance.authority.territory
        if instance.is_new and home and not instance.place:
            instance.kind, instance.place = home.kind, home.code
        weights = {WEIGHT + each: value for each, value in instance.weights.items()}
        super().__init__(data, instance=instance, initial=weights, **options)
        for each in default_weights():
            self.fields[WEIGHT + each] = forms.IntegerField(
                label=label(each, lang()), min_value=0, max_value=10, show_hidden_initial=True
            )

    def values(self) -> Mapping[str, Any]:
        weights = {each: self.cleaned_data[WEIGHT + each] for each in default_weights()}
        return {**super().values(), "weights": weights}


diagnoses = Register(
    FragilityDiagnosis,
    "fragility",
    DiagnosisForm,
    List("name", "around", "computed_at", search=("name",), headline=queries.headline),
    after=actions.changed,
    templates="inclusion/diagnosis",
)
