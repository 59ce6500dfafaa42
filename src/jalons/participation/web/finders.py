"""What search finds of the room, topic by topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.search.finders import Finder, Page, finder_of
from jalons.participation.web.consultations.register import consultations

FINDERS: tuple[Finder, ...] = (
    finder_of(
        "consultations", _("Consultations of residents"),
        lambda n: ngettext("%(count)s consultation", "%(count)s consultations", n), consultations,
        lambda each: each.get_state_display(),
    ),
)  # fmt: skip
PAGES: tuple[Page, ...] = (
    Page("consultation_list", _("Consultations of residents"),
         _("opinion, survey, poll, questionnaire, participation, citizens, form")),
    Page("proposal_list", _("Ideas of residents"), _("proposals, suggestion box, supports")),
    Page("code_batch_list", _("Codes on paper"), _("codes, letters, slips, QR")),
)  # fmt: skip
