"""Finds diagnoses, places and procedures by name, and the pages of the room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, among
from jalons.inclusion.web.diagnosis.models import FragilityDiagnosis
from jalons.inclusion.web.diagnosis.register import diagnoses
from jalons.inclusion.web.places.models import MediationPlace
from jalons.inclusion.web.places.register import places
from jalons.inclusion.web.procedures import queries as procedures
from jalons.inclusion.web.procedures.models import Procedure


def _diagnoses(search: Search) -> Findings:
    def shown(each: FragilityDiagnosis) -> Found:
        detail = str(each.get_around_display())
        return Found(each.name, detail, search.address("fragility", each.pk))

    return among(search, diagnoses.of(search.authority), ("name", "code"), shown)


def _places(search: Search) -> Findings:
    def shown(each: MediationPlace) -> Found:
        return Found(each.name, each.commune, search.address("mediation_place", each.pk))

    return among(search, places.of(search.authority), ("name", "commune", "address"), shown)


def _procedures(search: Search) -> Findings:
    def shown(each: Procedure) -> Found:
        detail = str(each.get_domain_display())
        return Found(each.name, detail, search.address("procedure", each.pk))

    return among(search, procedures.rows(search.authority), ("name",), shown)


FINDERS = (
    Finder(
        "fragility",
        _("Diagnoses of fragility"),
        lambda n: ngettext("%(count)s diagnosis", "%(count)s diagnoses", n),
        _diagnoses,
    ),
    Finder(
        "mediation_places",
        _("Mediation places"),
        lambda n: ngettext("%(count)s mediation place", "%(count)s mediation places", n),
        _places,
    ),
    Finder(
        "procedures",
        _("Procedures"),
        lambda n: ngettext("%(count)s procedure", "%(count)s procedures", n),
        _procedures,
    ),
)
PAGES = (
    Page("fragility_list", _("Diagnoses of fragility"), _("fragility index, illectronism, IFN")),
    Page("access_study_list", _("Access to places"), _("distance, far, opening hours, coverage")),
    Page("siting_study_list", _("One more place"), _("where to open, best place, white areas")),
    Page("procedure_list", _("Procedures"), _("desk, telephone, without the internet, users")),
    Page("skills_year", _("Coaching and training"), _("mediation, digital advisers, Coop, Pix")),
    Page("campaign_list", _("Uses and prevention"), _("screens, sleep, disconnect, e-mail")),
    Page("official_data_list", _("Data and limits"), _("INSEE, Arcep, Filosofi, census, income")),
)
