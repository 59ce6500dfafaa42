"""The question, and the form that brings documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jalons.ailibrary.web.search import queries
from jalons.ailibrary.web.search.models import Corpus
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.widgets import FileDrop

MOST_FILES, LONGEST = 100, 400


class QuestionForm(forms.Form):
    """A question, and where to search when there are several collections."""

    q = forms.CharField(
        label=gettext_lazy("Your question, or a few words"), max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    dans = forms.ChoiceField(label=pgettext_lazy("documents", "Collection"), required=False)

    def __init__(self, data: Any, authority: Authority) -> None:
        self.corpora = list(queries.corpora(authority))
        choices = [(str(each.pk), each.name) for each in self.corpora]
        sent = {name: data.get(name, "") for name in ("q", "dans")} if data else {}
        if sent.get("dans") not in dict(choices):  # an address that is old, or from elsewhere
            sent.pop("dans", None)
        super().__init__(sent if sent.get("q", "").strip() else None, initial=sent)
        self.fields["dans"].choices = choices  # type: ignore[attr-defined]
        if len(choices) < 2:
            self.fields["dans"].widget = forms.HiddenInput()

    @property
    def corpus(self) -> Corpus | None:
        """The collection that is chosen, the first by default."""
        chosen = self.initial.get("dans", "")
        named = (each for each in self.corpora if str(each.pk) == chosen)
        return next(named, self.corpora[0] if self.corpora else None)


class _SeveralFiles(FileDrop):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several documents, none larger than the instance allows."""

    widget = _SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        found = [super(FilesField, self).clean(each, initial) for each in data or [None]]
        most = settings.OPTIONS["UPLOAD_MAX_MB"]
        if len(found) > MOST_FILES:
            raise forms.ValidationError(
                _("Bring %(most)s files at most at a time, or a ZIP archive of them.")
                % {"most": MOST_FILES}
            )
        for each in found:
            if each.size > most * 2**20:
                raise forms.ValidationError(
                    _("“%(name)s” is too big: %(most)s MB at most.")
                    % {"name": each.name, "most": most}
                )
        return found


class BringForm(forms.Form):
    """The documents of a collection."""

    documents = FilesField(
        label=gettext_lazy("Your documents"),
        help_text=gettext_lazy("PDF, Word, OpenDocument, HTML or text, or a ZIP archive of them."),
    )
