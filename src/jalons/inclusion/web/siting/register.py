"""The register of studies of places to open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm, Section
from jalons.inclusion.web.computing import cell, last_computed
from jalons.inclusion.web.siting.models import SitingStudy
from jalons.inclusion.words import studies as words

PUBLIC = ("name", "model", "new", "radius_km", "need", "places", "each_epci", "detour")


class StudyForm(RecordForm[SitingStudy]):
    sections = (
        Section(gettext_lazy("What is sought"), ("name", "new", "model", "radius_km", "need")),
        Section(gettext_lazy("What exists already"), ("places", "each_epci")),
        Section(gettext_lazy("How distances are measured"), ("detour",)),
    )

    class Meta:
        model = SitingStudy
        fields = PUBLIC


def _names(result: Mapping[str, Any]) -> str:
    """The municipalities that were chosen, three at most."""
    names = [each["name"] for each in result["chosen"]]
    return ", ".join(names[:3]) + ("…" if len(names) > 3 else "") or "–"


sitings = Register(
    SitingStudy, "siting_study", StudyForm,
    List("name", "model", "new", Column(gettext_lazy("Municipalities found"), cell(_names)),
         search=("name",), sort="name",
         headline=last_computed(words.outcome, gettext_lazy("Nothing was computed yet."))),
    templates="inclusion/siting",
)  # fmt: skip
