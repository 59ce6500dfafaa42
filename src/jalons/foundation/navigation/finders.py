"""Finds guides and explained words, the same for every authority."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.design.page_language import lang
from jalons.foundation.navigation.glossary import Explained, words
from jalons.foundation.navigation.guides import Guide, guides
from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, matching


def _guides(search: Search) -> Findings:
    def shown(each: Guide) -> Found:
        return Found(each.title, "", search.address("authority_guide", each.name))

    return matching(search, ((each, each.texts) for each in guides(lang()).values()), shown)


def _words(search: Search) -> Findings:
    page = search.address("authority_glossary")

    def shown(each: Explained) -> Found:
        return Found(each.name, each.text, f"{page}#{each.anchor}")

    every = ((each, (each.name, *each.also, each.text)) for each in words(lang()))
    return matching(search, every, shown)


FINDERS = (
    Finder("guides", _("Guides"),
           lambda n: ngettext("%(count)s guide", "%(count)s guides", n), _guides),
    Finder("words", _("Glossary"),
           lambda n: ngettext("%(count)s word explained", "%(count)s words explained", n), _words),
)  # fmt: skip
PAGES = (
    Page("authority_help", _("Help"), _("guide, how to begin, assistance, contact")),
    Page("authority_glossary", _("Glossary"), _("acronyms, definitions, meaning of words")),
)
