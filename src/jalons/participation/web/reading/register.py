"""The register of themes, with the quotes that show them and what was done about each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import number_words
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import filter_of
from jalons.foundation.register.declaration import Part, Register
from jalons.foundation.register.forms import RecordForm, Section, form_of
from jalons.participation.web.consultations import moves
from jalons.participation.web.reading import queries
from jalons.participation.web.reading.display import KINDS
from jalons.participation.web.reading.models import ResidentQuote, Theme

FIELDS = ("consultation", "title", "words", "answer_state", "answer", "answer_on", "reason",
          "action")  # fmt: skip


class ThemeForm(RecordForm[Theme]):
    """A theme, and what was done about it; the action is chosen in the roadmap."""

    action = forms.ChoiceField(
        label=_("action of the roadmap"), required=False,
        help_text=_("Its title and its state are shown with the results."),
    )  # fmt: skip
    sections = (
        Section(pgettext_lazy("residents", "Theme"), ("consultation", "title", "words")),
        Section(_("What you did"),
                ("answer_state", "answer", "answer_on", "reason", "action")),
    )  # fmt: skip

    class Meta:
        model = Theme
        fields = FIELDS

    def __init__(self, data: Any = None, *, instance: Theme, **options: Any) -> None:
        super().__init__(data, instance=instance, **options)
        if not instance.is_new:  # it stays in its consultation
            del self.fields["consultation"]

    def choices_of(self, name: str) -> list[tuple[str, Any]]:
        """The actions of the roadmap, and the one stored even when it is gone."""
        if name != "action":
            return []
        known = {urn: each.title for urn, each in queries.actions_by_urn(self.authority).items()}
        stored = self.instance.action
        gone = {stored: _("an action that is no longer in the roadmap")} if stored else {}
        return [("", "–"), *{**gone, **known}.items()]


def rows(authority: Authority) -> QuerySet[Theme]:
    """The themes of the consultations that are alive."""
    found = living(Theme, authority).filter(consultation__deleted_at=None)
    return found.select_related("consultation", "authority")


def state(theme: Theme) -> Cell:
    """Where what was done stands; late when the promise is overdue."""
    if theme.is_late(timezone.localdate()):
        return Cell("", mark=str(pgettext_lazy("answer to residents", "late")), mark_kind="late")
    if not theme.answer_state:
        return Cell("", mark=str(pgettext_lazy("answer to residents", "to answer")))
    label = str(theme.get_answer_state_display())
    return Cell("", mark=label, mark_kind=KINDS[theme.answer_state])


def headline(found: QuerySet[Theme]) -> str:
    """How many themes residents spoke of, and how many are answered."""
    total, done = found.count(), found.exclude(answer_state="").count()
    if not total:
        return str(_("No theme yet: read the answers first"))
    words = {"total": number_words(total), "done": number_words(done)}
    return ngettext("%(total)s theme of residents, %(done)s answered",
                    "%(total)s themes of residents, %(done)s answered", total) % words  # fmt: skip


themes = Register(
    Theme, "reading_theme", ThemeForm,
    List("title", Column(_("Consultation"), lambda each: each.consultation.title),
         Column(_("What was done"), state), "answer_on", search=("title", "answer"),
         filter=filter_of(Theme, etat="answer_state"), sort="title", headline=headline,
         file=FIELDS),
    rows=rows, templates="participation/reading",
    parts=(Part(ResidentQuote, form_of(ResidentQuote, "text"), "citations",
                pgettext_lazy("residents", "Quotes"), pgettext_lazy("residents", "Add a quote")),),
)  # fmt: skip
moves.conditions["reading"] = queries.lacking
