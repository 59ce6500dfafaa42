"""The register of studies of access."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from jalons.foundation.design.page_language import lang
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm, Section
from jalons.inclusion.web.access.models import AccessStudy
from jalons.inclusion.web.computing import cell, last_computed
from jalons.inclusion.words import studies as words

PUBLIC = ("name", "places", "need", "far_km", "detour")


class StudyForm(RecordForm[AccessStudy]):
    sections = (
        Section(gettext_lazy("What is counted"), ("name", "places", "need", "far_km")),
        Section(gettext_lazy("How distances are measured"), ("detour",)),
    )

    class Meta:
        model = AccessStudy
        fields = PUBLIC


studies = Register(
    AccessStudy, "access_study", StudyForm,
    List("name", "places", "need", "far_km", Column(gettext_lazy("People far from help"),
         cell(lambda result: words.share(result["beyond"], lang()))),
         search=("name",), sort="name",
         headline=last_computed(words.beyond, gettext_lazy("No distance was computed yet."))),
    templates="inclusion/access",
)  # fmt: skip
