"""The forms of an alert."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    """A note on an alert."""

    note = forms.CharField(
        label=_("Note"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class CloseForm(NoteForm):
    note = forms.CharField(
        label=_("Why it is closed"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A line is enough: “bin emptied”, “false alarm”…"),
    )
