"""What search finds of the room, topic by topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.search.finders import Finder, Page

FINDERS: tuple[Finder, ...] = ()
PAGES: tuple[Page, ...] = (
    Page("answer_import_list", _("Answers from elsewhere"),
         _("Decidim, Cap Collectif, LimeSurvey, Framaforms, import of answers")),
)  # fmt: skip
