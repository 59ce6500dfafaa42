"""The forms of a file: upload, sheet and line of headings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.broker.engine.ingest.files.tables import LIMITS
from jalons.foundation.design.widgets import FileDrop

from .uploaded_files import UploadedFile

MEGABYTE = 1 << 20


def most_megabytes() -> int:
    """The largest file accepted, in MB."""
    return int(min(settings.OPTIONS["UPLOAD_MAX_MB"], LIMITS.bytes // MEGABYTE))


class DropForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Your spreadsheet"),
        help_text=gettext_lazy(
            "CSV, Excel or LibreOffice, as it is: one row per sensor, place or reading."
        ),
        widget=FileDrop(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xls,.xlsb,.ods"}),
        error_messages={"empty": gettext_lazy("This file is empty: export it again.")},
    )

    def clean_file(self) -> Any:
        """The file, unless it is too large: it is not read then."""
        file, most = self.cleaned_data["file"], most_megabytes()
        if file.size > most * MEGABYTE:
            raise forms.ValidationError(
                _(
                    "This file weighs %(size)s MB; the limit is %(most)s MB. Cut it by year or"
                    " by sheet."
                )
                % {"size": round(file.size / MEGABYTE), "most": most}
            )
        return file


class HeadingsForm(forms.Form):
    """Which sheet of a workbook, and which line has the headings."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    header = forms.IntegerField(
        label=gettext_lazy("Line of the headings"), min_value=1, max_value=1_000_000
    )

    def __init__(self, *args: Any, upload: UploadedFile, **kwargs: Any) -> None:
        plan = upload.plan
        kwargs["initial"] = {"sheet": plan.sheet, "header": plan.header}
        super().__init__(*args, **kwargs)
        if len(upload.sheets) > 1:
            self.fields["sheet"].choices = [(n, n) for n in upload.sheets]  # type: ignore[attr-defined]
        else:
            del self.fields["sheet"]
