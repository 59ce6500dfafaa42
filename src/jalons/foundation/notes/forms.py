"""The form of a note."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.fields import LongText


class NoteForm(forms.Form):
    text = LongText(label=_("Add a note, dated and for members only"), max_length=5000)
