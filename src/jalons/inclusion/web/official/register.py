"""The register of official files: their list, their forms, what is loaded in a sentence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons.foundation.design.widgets import FileDrop
from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm
from jalons.inclusion.web.official.actions import follow
from jalons.inclusion.web.official.models import OfficialData


class OfficialForm(RecordForm[OfficialData]):
    class Meta:
        model = OfficialData
        fields = ("name",)


class BringForm(forms.ModelForm[OfficialData]):
    file = forms.FileField(label=gettext_lazy("Your file"), widget=FileDrop)

    class Meta:
        model = OfficialData
        fields = ("year",)

    def clean_file(self) -> Any:
        file, most = self.cleaned_data["file"], settings.OPTIONS["UPLOAD_MAX_MB"]
        if file.size > most * 2**20:
            raise forms.ValidationError(_("This file is too big: %s MB at most.") % most)
        return file


def headline(rows: QuerySet[OfficialData]) -> str:
    count = rows.exclude(report={}).count()
    if not count:
        return _("Jalons knows ages and town halls; the rest waits for official files.")
    text = ngettext("%(count)s official file is loaded.", "%(count)s official files are loaded.",
                    count)  # fmt: skip
    return text % {"count": count}


official = Register(
    OfficialData, "official_data", OfficialForm,
    List("name", "dropped_at", "problem", search=("name",), sort="-dropped_at", headline=headline),
    after=follow, templates="inclusion/official",
)  # fmt: skip
