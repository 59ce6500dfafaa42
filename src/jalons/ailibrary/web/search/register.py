"""The registers of collections and of their documents, and what the topic says of the recipe."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from jalons.ailibrary.web.recipes import usage
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.web.recipes.panels import panels
from jalons.ailibrary.web.search import queries
from jalons.ailibrary.web.search.models import Corpus, CorpusDocument
from jalons.foundation.accounts.models import Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import number_words, short_day_words
from jalons.foundation.design.panels import Panel
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm

MARKS = {"read": "ok", "unread": "late", "waiting": "walk"}
TEMPLATES = "ailibrary/search"


class CorpusForm(RecordForm[Corpus]):
    class Meta:
        model = Corpus
        fields = ("name", "content")


class DocumentForm(RecordForm[CorpusDocument]):
    class Meta:
        model = CorpusDocument
        fields = ("name", "dated_on")


class DocumentFilter(RecordFilter):
    etat = one_of("state", gettext_lazy("State"), CorpusDocument.State.choices)

    class Meta:
        model = CorpusDocument
        fields = ("corpus",)


def headline(rows: QuerySet[Any]) -> str:
    """What can be searched."""
    count = rows.count()
    if not count:
        return _("Which documents do you often look things up in?")
    return ngettext("%(count)s collection of documents.", "%(count)s collections of documents.",
                    count) % {"count": number_words(count)}  # fmt: skip


def documents_headline(rows: QuerySet[Any]) -> str:
    """How many documents there are, and those that nobody can find."""
    count, unread = rows.count(), rows.filter(state=CorpusDocument.State.UNREAD).count()
    if not count:
        return _("No document yet.")
    if not unread:
        return f"{queries.documents_words(count)}."
    return _("%(documents)s, of which %(unread)s cannot be searched.") % {
        "documents": queries.documents_words(count), "unread": number_words(unread)
    }  # fmt: skip


def state(found: CorpusDocument) -> Cell:
    """Whether it is searched."""
    return Cell("", mark=str(CorpusDocument.State(found.state).label), mark_kind=MARKS[found.state])


def day(found: CorpusDocument) -> str:
    """The day of a document; what was read in its text says so."""
    if found.dated_on:
        return short_day_words(found.dated_on)
    if found.read_on:
        return _("%(day)s (read in the text)") % {"day": short_day_words(found.read_on)}
    return ""


corpora = Register(
    Corpus, "corpus", CorpusForm,
    List("name", Column(gettext_lazy("Documents"), lambda each: each.documents_count, numeric=True),
         Column(pgettext_lazy("documents", "Not searched"), lambda each: each.unread_count,
                numeric=True), "passages", search=("name", "content"), sort="name",
         headline=headline),
    rows=queries.corpora, templates=f"{TEMPLATES}/corpora",
)  # fmt: skip
documents = Register(
    CorpusDocument, "corpus_document", DocumentForm,
    List("name", "subject", Column(gettext_lazy("Date"), day, "dated_on"), "corpus",
         Column(gettext_lazy("State"), state, "state"), search=("name", "subject", "file_name"),
         filter=DocumentFilter, sort="name", headline=documents_headline),
    rows=queries.documents, delete=Role.CONTRIBUTOR, templates=f"{TEMPLATES}/documents",
)  # fmt: skip


def _panel(use: RecipeUse) -> Panel | None:
    if use.key != queries.KEY:
        return None
    slug = use.authority.slug
    return Panel(queries.figure(use.authority), url=reverse("passage_search", args=[slug]),
                 action=_("Search"))  # fmt: skip


usage.counts(queries.KEY, queries.usage)
panels.add("search", pgettext_lazy("documents", "Documents to search"), _panel)
