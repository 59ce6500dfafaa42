"""The register of studies of places to open."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import lang
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm, Section
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


def answer(study: SitingStudy) -> Cell:
    """The municipalities found, or that nothing was computed."""
    if not study.result:
        return Cell("", mark=_("to compute"), mark_kind="walk")
    names = [each["name"] for each in study.result["chosen"]]
    return Cell(", ".join(names[:3]) + ("…" if len(names) > 3 else "") or "–")


def headline(rows: QuerySet[SitingStudy]) -> str:
    """The sentence of the last study computed."""
    last = rows.filter(computed_at__isnull=False).order_by("-computed_at").first()
    return words.outcome(last.result, lang()) if last else _("Nothing was computed yet.")


sitings = Register(
    SitingStudy, "siting_study", StudyForm,
    List("name", "model", "new", Column(gettext_lazy("Municipalities found"), answer),
         search=("name",), sort="name", headline=headline),
    templates="inclusion/siting",
)  # fmt: skip
