"""Finds diagnoses, places and procedures by name, and the pages of the room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.search.finders import Page, finder_of
from jalons.inclusion.web.diagnosis.register import diagnoses
from jalons.inclusion.web.places.register import places
from jalons.inclusion.web.procedures.register import procedures

FINDERS = (
    finder_of("fragility", _("Diagnoses of fragility"),
              lambda n: ngettext("%(count)s diagnosis", "%(count)s diagnoses", n),
              diagnoses, lambda each: each.get_around_display()),
    finder_of("mediation_places", _("Mediation places"),
              lambda n: ngettext("%(count)s mediation place", "%(count)s mediation places", n),
              places, lambda each: each.commune),
    finder_of("procedures", _("Procedures"),
              lambda n: ngettext("%(count)s procedure", "%(count)s procedures", n),
              procedures, lambda each: each.get_domain_display()),
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
