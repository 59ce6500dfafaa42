"""Finds diagnoses, places and procedures by name, and the pages of the room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, among
from jalons.inclusion.web.diagnosis.register import diagnoses
from jalons.inclusion.web.places.register import places
from jalons.inclusion.web.procedures import queries as procedures


def _finder(  # noqa: PLR0913, PLR0917
    name: str, page: str, title: Any, count: Callable[[int], str],
    rows: Callable[[Authority], Any], texts: tuple[str, ...], detail: Callable[[Any], object],
) -> Finder:  # fmt: skip
    """What finds the rows of a register by ``texts``; ``page`` is the address of one."""

    def find(search: Search) -> Findings:
        return among(search, rows(search.authority), texts, lambda each: Found(
            each.name, str(detail(each)), search.address(page, each.pk)))  # fmt: skip

    return Finder(name, title, count, find)


FINDERS = (
    _finder("fragility", "fragility", _("Diagnoses of fragility"),
            lambda n: ngettext("%(count)s diagnosis", "%(count)s diagnoses", n),
            diagnoses.of, ("name", "code"), lambda each: each.get_around_display()),
    _finder("mediation_places", "mediation_place", _("Mediation places"),
            lambda n: ngettext("%(count)s mediation place", "%(count)s mediation places", n),
            places.of, ("name", "commune", "address"), lambda each: each.commune),
    _finder("procedures", "procedure", _("Procedures"),
            lambda n: ngettext("%(count)s procedure", "%(count)s procedures", n),
            procedures.rows, ("name",), lambda each: each.get_domain_display()),
)  # fmt: skip
PAGES = (
    Page("fragility_list", _("Diagnoses of fragility"), _("fragility index, illectronism, IFN")),
    Page("access_study_list", _("Access to places"), _("distance, far, opening hours, coverage")),
    Page("siting_study_list", _("One more place"), _("where to open, best place, white areas")),
    Page("procedure_list", _("Procedures"), _("desk, telephone, without the internet, users")),
    Page("skills_year", _("Coaching and training"), _("mediation, digital advisers, Coop, Pix")),
    Page("campaign_list", _("Uses and prevention"), _("screens, sleep, disconnect, e-mail")),
    Page("official_data_list", _("Data and limits"), _("INSEE, Arcep, Filosofi, census, income")),
)
