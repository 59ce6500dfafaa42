"""Finds what the room stores, and its pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, among
from jalons.inclusion.web.diagnosis.models import FragilityDiagnosis
from jalons.inclusion.web.diagnosis.register import diagnoses


def _diagnoses(search: Search) -> Findings:
    def shown(each: FragilityDiagnosis) -> Found:
        detail = str(each.get_around_display())
        return Found(each.name, detail, search.address("fragility", each.pk))

    return among(search, diagnoses.of(search.authority), ("name", "code"), shown)


FINDERS = (
    Finder(
        "fragility",
        _("Diagnoses of fragility"),
        lambda n: ngettext("%(count)s diagnosis", "%(count)s diagnoses", n),
        _diagnoses,
    ),
)
PAGES = (
    Page("fragility_list", _("Diagnoses of fragility"), _("fragility index, illectronism, IFN")),
)
