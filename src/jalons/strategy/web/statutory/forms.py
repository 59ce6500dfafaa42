"""What people write in a document, and the template it is written in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.design.page_language import lang
from jalons.foundation.design.widgets import FileDrop
from jalons.foundation.register.forms import RecordForm
from jalons.strategy.engine.statutory.decree import DecreeItem, PlannedPart
from jalons.strategy.web.statutory.models import StatutoryDocument

MOST_TEXT = 20_000  # characters of one part
MOST_REASON = 500  # characters of the reason of one item


class SubjectForm(RecordForm[StatutoryDocument]):
    class Meta:
        model = StatutoryDocument
        fields = ("about",)


class TextForm(RecordForm[StatutoryDocument]):
    text = forms.CharField(
        label=gettext_lazy("Your text"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea,
    )

    class Meta:
        model = StatutoryDocument
        fields = ()

    def __init__(self, data: Any = None, *, instance: StatutoryDocument, part: PlannedPart) -> None:
        self.part = part.id
        initial = {"text": instance.texts.get(part.id, "")}
        super().__init__(data, instance=instance, initial=initial)
        words = _("A blank line separates paragraphs; lines that start with a dash make a list.")
        self.fields["text"].help_text = f"{part.help.to(lang())} {words}"
        self.fields["text"].widget.attrs["rows"] = 12

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()

    def values(self) -> Mapping[str, Any]:
        """The texts with that of the part."""
        return self.instance.with_texts({self.part: self.cleaned_data["text"]})


class ReasonsForm(RecordForm[StatutoryDocument]):
    """Why each optional item of the decree is left out; blank for those the authority takes."""

    class Meta:
        model = StatutoryDocument
        fields = ()

    def __init__(
        self, data: Any = None, *, instance: StatutoryDocument, items: Sequence[DecreeItem]
    ) -> None:
        self.items = {f"reason_{rank}": each.id for rank, each in enumerate(items)}
        initial = {name: instance.left.get(item, "") for name, item in self.items.items()}
        super().__init__(data, instance=instance, initial=initial)
        for name, each in zip(self.items, items, strict=True):
            text = each.text.to(lang())
            self.fields[name] = forms.CharField(
                label=f"{text[:1].upper()}{text[1:]}",
                help_text=_("Left out, because…"),
                required=False,
                max_length=MOST_REASON,
                widget=forms.Textarea(attrs={"rows": 2}),
                show_hidden_initial=True,
            )

    def values(self) -> Mapping[str, Any]:
        """The reasons by item of the decree."""
        reasons = {item: self.cleaned_data[name] for name, item in self.items.items()}
        return {
            "left": {item: why for item, why in {**self.instance.left, **reasons}.items() if why}
        }


class TemplateForm(forms.Form):
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
