"""What search finds of the room, topic by topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.search.finders import Finder, Page, finder_of
from jalons.participation.web.reading.register import themes

FINDERS: tuple[Finder, ...] = (
    finder_of("reading_themes", _("Themes of residents"),
              lambda n: ngettext("%(count)s theme", "%(count)s themes", n), themes,
              lambda each: each.consultation.title),
)  # fmt: skip
PAGES: tuple[Page, ...] = (
    Page("reading_home", _("Read the answers"), _("results of a consultation, themes, quotes")),
)
