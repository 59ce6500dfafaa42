"""The forms of a list people bring: the file, and what each of its columns is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.design.widgets import FileDrop
from jalons.foundation.imports.columns import EVERY, LIMITS
from jalons.tabular.columns import TruthKind

if TYPE_CHECKING:
    from jalons.foundation.imports.reading import ReadFile


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Your list"), widget=FileDrop)

    def clean_file(self) -> Any:
        """Refuse a file too big to be read whole."""
        file = self.cleaned_data["file"]
        if file.size > LIMITS.bytes:
            raise forms.ValidationError(_("This file is too big: 10 MB at most."))
        return file


class ColumnsForm(forms.Form):
    """The heading of the file for each field."""

    def __init__(self, data: Any, found: ReadFile) -> None:
        super().__init__(data)
        headings = [(heading, heading) for heading in found.table.headings if heading]
        known = {column.field: column for column in found.proposal.columns}
        for wanted in found.fields:
            proposed = known.get(wanted.name)
            doubt = proposed is not None and not proposed.is_known
            every = [(EVERY, _("yes, for every row"))] if wanted.kind == TruthKind() else []
            initial = EVERY if wanted.name in found.every else ""
            self.fields[wanted.name] = forms.ChoiceField(
                label=wanted.label[:1].upper() + wanted.label[1:],
                choices=[("", _("in no column")), *every, *headings],
                required=wanted.required,
                initial=proposed.heading if proposed else initial,
                help_text=_("Proposed: please confirm.") if doubt else "",
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refuse_twice(each for each in cleaned.values() if each not in {"", EVERY})
        return cleaned


def refuse_twice(chosen: Iterable[str]) -> None:
    """Refuse that one column is chosen for two fields."""
    if any(count > 1 for count in Counter(chosen).values()):
        raise forms.ValidationError(_("One column cannot hold two things."))
