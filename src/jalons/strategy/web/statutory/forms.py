"""What people write in a document, and the template it is written in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.design.merging import MergingForm
from jalons.foundation.design.widgets import FileDrop
from jalons.strategy.engine.statutory import PartSheet

MOST_TEXT = 20_000  # characters of one part


class TextForm(MergingForm):
    """What people say in one part; ``initial`` is what is stored now."""

    text = forms.CharField(
        label=gettext_lazy("Your text"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 12}),
        show_hidden_initial=True,
    )

    def __init__(self, *args: Any, part: PartSheet, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = _("A blank line parts paragraphs; lines that start with a dash make a list.")
        self.fields["text"].help_text = f"{part.help.to(lang)} {told}"

    def clean_text(self) -> str:
        """The text, with the line ends of one kind."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()


class TemplateForm(forms.Form):
    """A Word template."""

    file = forms.FileField(
        label=gettext_lazy("Your Word template"),
        help_text=gettext_lazy("A .docx file: your cover, your styles, your header and footer."),
        widget=FileDrop(attrs={"accept": ".docx,.dotx"}),
    )

    def clean_file(self) -> Any:
        """The file, unless it is heavier than this instance accepts."""
        file = self.cleaned_data["file"]
        most = settings.OPTIONS["UPLOAD_MAX_MB"]
        if file.size > most * 2**20:
            raise forms.ValidationError(
                _("This file weighs %(size)s MB; the limit is %(most)s MB.")
                % {"size": round(file.size / 2**20), "most": most}
            )
        return file
