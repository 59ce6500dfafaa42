"""The register of studies of access."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import lang
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm, Section
from jalons.inclusion.web.access.models import AccessStudy
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


def share(study: AccessStudy) -> Cell:
    """The share of people who are far, or that nothing was computed."""
    if not study.result:
        return Cell("", mark=_("to compute"), mark_kind="walk")
    return Cell(words.share(study.result["beyond"], lang()))


def headline(rows: QuerySet[AccessStudy]) -> str:
    """The sentence of the last study computed."""
    last = rows.filter(computed_at__isnull=False).order_by("-computed_at").first()
    return words.beyond(last.result, lang()) if last else _("No distance was computed yet.")


studies = Register(
    AccessStudy, "access_study", StudyForm,
    List("name", "places", "need", "far_km", Column(gettext_lazy("People far from help"), share),
         search=("name",), sort="name", headline=headline),
    templates="inclusion/access",
)  # fmt: skip
