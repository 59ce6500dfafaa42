"""What people write in a document, and the template it is written in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.design.merging import MergingForm
from jalons.foundation.design.widgets import FileDrop
from jalons.strategy.engine.statutory import DecreeItem, PartSheet

MOST_TEXT = 20_000  # characters of one part
MOST_REASON = 500  # characters of the reason of one item


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


class ReasonsForm(MergingForm):
    """Why each optional item of the decree is left out; blank for those the authority takes."""

    def __init__(
        self,
        *args: Any,
        items: Sequence[DecreeItem],
        lang: str,
        reasons: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        self.items = {f"reason_{rank}": each.id for rank, each in enumerate(items)}
        initial = {name: reasons.get(item, "") for name, item in self.items.items()}
        super().__init__(*args, initial=initial, **kwargs)
        for name, each in zip(self.items, items, strict=True):
            text = each.text.to(lang)
            self.fields[name] = forms.CharField(
                label=f"{text[:1].upper()}{text[1:]}",
                help_text=_("Left out, because…"),
                required=False,
                max_length=MOST_REASON,
                widget=forms.Textarea(attrs={"rows": 2}),
                show_hidden_initial=True,
            )

    def reasons(self) -> dict[str, str]:
        """The reasons by item of the decree."""
        return {item: str(self.cleaned_data[name]) for name, item in self.items.items()}


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
