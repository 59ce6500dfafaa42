"""What is typed on a refused message: its text, corrected, or why it is discarded."""

from __future__ import annotations

import json

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_TEXT = 65_536


class LetterForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("The message"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
        strip=False,
    )

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        try:
            json.loads(text)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", None)
            raise forms.ValidationError(
                _("This is not JSON: see line %(line)s.") % {"line": line}
                if line
                else _("This is not JSON.")
            ) from error
        return text


class DiscardForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is thrown away"),
        max_length=200,
        help_text=gettext_lazy("As: a sensor of tests. The journal keeps it."),
    )
