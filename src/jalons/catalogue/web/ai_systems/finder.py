"""Finds AI systems, and the pages of the topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.catalogue.web.ai_systems.register import systems
from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, among


def _found(search: Search) -> Findings:
    def shown(row: object) -> Found:
        return Found(str(row), row.summary, search.address(systems.name, row.pk))  # type: ignore[attr-defined]

    rows = systems.of(search.authority).prefetch_related(None)
    return among(search, rows, systems.list.search, shown)


FINDERS = (
    Finder("ai_systems", _("AI systems"),
           lambda n: ngettext("%(count)s system", "%(count)s systems", n), _found),
)  # fmt: skip
PAGES = (
    Page("ai_system_list", _("AI systems"), _("artificial intelligence, AI Act, chatbot")),
    Page("generative_use_list", _("Generative use"), _("tokens, requests, ChatGPT, energy of AI")),
    Page("ai_energy", _("What a question costs"), _("energy of AI, watt-hours, ChatGPT")),
    Page("ai_literacy_list", _("AI literacy sessions"), _("training about AI")),
)
