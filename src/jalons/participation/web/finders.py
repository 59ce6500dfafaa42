"""What search finds of the room, topic by topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.search.finders import Finder, Page, finder_of
from jalons.participation.web.consultations.register import consultations
from jalons.participation.web.experiments.register import experiments, tests
from jalons.participation.web.positions.register import positions
from jalons.participation.web.reading.register import themes

FINDERS: tuple[Finder, ...] = (
    finder_of("consultations", _("Consultations of residents"),
              lambda n: ngettext("%(count)s consultation", "%(count)s consultations", n),
              consultations, lambda each: each.get_state_display()),
    finder_of("reading_themes", _("Themes of residents"),
              lambda n: ngettext("%(count)s theme", "%(count)s themes", n), themes,
              lambda each: each.consultation.title),
    finder_of("experiments", _("Experiments"),
              lambda n: ngettext("%(count)s experiment", "%(count)s experiments", n), experiments,
              lambda each: each.get_state_display()),
    finder_of("user_tests", _("Tests with users"),
              lambda n: ngettext("%(count)s test with users", "%(count)s tests with users", n),
              tests, lambda each: each.get_stage_display()),
    finder_of("positions", _("Positions"),
              lambda n: ngettext("%(count)s position", "%(count)s positions", n), positions,
              lambda each: str(each.get_state_display())),
)  # fmt: skip
PAGES: tuple[Page, ...] = (
    Page("consultation_list", _("Consultations of residents"),
         _("opinion, survey, poll, questionnaire, participation, citizens, form")),
    Page("proposal_list", _("Ideas of residents"), _("proposals, suggestion box, supports")),
    Page("code_batch_list", _("Codes on paper"), _("codes, letters, slips, QR")),
    Page("moderation_list", _("Texts of residents"), _("moderation, insult, personal data")),
    Page("reading_home", _("Read the answers"), _("results of a consultation, themes, quotes")),
    Page("answer_import_list", _("Answers from elsewhere"),
         _("Decidim, Cap Collectif, LimeSurvey, Framaforms, import of answers")),
    Page("experiment_list", _("Experiments"), _("hypothesis, stop date, result, innovation")),
    Page("user_test_list", _("Tests with users"), _("prototype, usability, residents, findings")),
    Page("service_year_list", _("New services of the year"), _("new online services, tried")),
    Page("position_list", _("Positions"), _("contribution, interpellation, letter, amendment")),
    Page("position_received", _("Received"), _("parcel, file of a position, other territories")),
)  # fmt: skip
