"""The forms of an import: the file, then what each of its columns is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import lang
from jalons.foundation.design.widgets import FileDrop
from jalons.participation.engine.consultations.questions import Question
from jalons.participation.engine.exchange.columns import Role
from jalons.participation.engine.exchange.planning import ABOUT, LEFT, NEW, TEXT
from jalons.participation.engine.exchange.proposing import ProposedQuestion
from jalons.participation.web.consultations.models import Consultation
from jalons.participation.web.exchange import queries
from jalons.participation.web.exchange.models import AnswerImport
from jalons.participation.words.exchange import kind_words, reason_words

MOST_BYTES = 20 * 2**20


class BringForm(forms.Form):
    consultation: Any = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Consultation that receives the answers"),
        help_text=gettext_lazy("A draft takes new questions; an open one only its own."),
    )
    file = forms.FileField(label=gettext_lazy("File of answers or of ideas"), widget=FileDrop)
    note = forms.CharField(
        label=gettext_lazy("Where this file comes from"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, authority: Authority, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        field: Any = self.fields["consultation"]
        field.queryset = queries.receiving(authority)

    def clean_file(self) -> Any:
        """Refuse a file too big to be read whole."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too big: 20 MB at most."))
        return file


def found_of(record: AnswerImport) -> list[ProposedQuestion]:
    """What each column seemed to be when the file was read."""
    return msgspec.convert(record.report.get("found", []), list[ProposedQuestion])


class ColumnsForm(forms.Form):
    """What each column becomes; what is proposed is chosen at first, and waits for a person."""

    def __init__(self, data: Any, record: AnswerImport, known: Iterable[Question]) -> None:
        super().__init__(data)
        is_draft = record.consultation.state == Consultation.State.DRAFT
        questions = [(each.key, _("Question: %(title)s") % {"title": each.title}) for each in known]
        for each in found_of(record):
            self.fields[str(each.place)] = forms.ChoiceField(
                label=each.title or _("column without heading"), required=False,
                choices=[(LEFT, _("leave out")), *(_new(each) if is_draft else ()),
                         *questions, *_roles()],
                initial=record.decisions.get(str(each.place), LEFT),
                help_text=reason_words(each, lang()),
            )  # fmt: skip

    def decisions(self) -> dict[str, str]:
        """What was chosen, by the place of the column."""
        return {name: self.cleaned_data.get(name, LEFT) for name in self.fields}


def _new(found: ProposedQuestion) -> list[tuple[str, str]]:
    """The new questions a column may become."""
    choices = []
    if found.kind is not None:
        kind = kind_words(found.kind, lang())
        words = {"kind": kind[:1].lower() + kind[1:]}
        choices.append((NEW, _("new question: %(kind)s") % words))
        if found.options:
            choices.append((ABOUT, _("new question on who answers: %(kind)s") % words))
    if found.kind is None or found.kind.value != TEXT:
        choices.append((TEXT, _("new question: free text")))
    return choices


def _roles() -> list[tuple[str, str]]:
    return [
        (Role.WEEK.value, _("day of the answer (the week alone is stored)")),
        (Role.IDEA.value, _("title of an idea")),
        (Role.IDEA_TEXT.value, _("text of an idea")),
        (Role.SUPPORTS.value, _("number of supports of an idea")),
    ]
