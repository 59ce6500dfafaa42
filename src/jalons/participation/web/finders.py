"""What search finds of the room, topic by topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.search.finders import Finder, Page, finder_of
from jalons.participation.web.experiments.register import experiments, tests
from jalons.participation.web.positions.register import positions

FINDERS: tuple[Finder, ...] = (
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
    Page("experiment_list", _("Experiments"), _("hypothesis, stop date, result, innovation")),
    Page("user_test_list", _("Tests with users"), _("prototype, usability, residents, findings")),
    Page("service_year_list", _("New services of the year"), _("new online services, tried")),
    Page("position_list", _("Positions"), _("contribution, interpellation, letter, amendment")),
    Page("position_received", _("Received"), _("parcel, file of a position, other territories")),
)
