"""The forms that add a territory: its address, or the .zip file of its stick."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.federation.web.sources.actions import placeholder
from jalons.federation.web.sources.models import Source
from jalons.foundation.design.widgets import FileDrop
from jalons.foundation.register.forms import RecordForm


class SourceForm(RecordForm[Source]):
    """A territory by its address; its list gives its name when nobody does."""

    class Meta:
        model = Source
        fields = ("address", "name", "every_days", "note")

    def __init__(self, data: Any = None, *, instance: Source, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        self.fields["address"].required = instance.is_new
        self.fields["name"].required = not instance.is_new
        if instance.is_new:
            words = _("The one this territory gives for its shared files: it starts with https://.")
            self.fields["address"].help_text = words
            self.fields["name"].help_text = _("Empty: the name that its list gives.")

    def clean_name(self) -> str:
        """Its name, or its address until its list is read."""
        typed = str(self.cleaned_data.get("name") or "").strip()
        return typed or placeholder(self.cleaned_data.get("address") or "")


class StickForm(forms.Form):
    """The .zip file of the stick of a territory."""

    file = forms.FileField(
        label=gettext_lazy("The .zip file of its stick"),
        widget=FileDrop(attrs={"accept": ".zip"}),
        help_text=gettext_lazy(
            "The one that this territory prepared. If the stick has a folder, compress the one that"
            " has “metadata” and “targets”."
        ),
    )

    def clean_file(self) -> Any:
        """Refused before it is read when it is larger than the instance allows."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        most = settings.OPTIONS["UPLOAD_MAX_MB"]
        if (file.size or 0) > most * 2**20:
            raise forms.ValidationError(
                _("“%(name)s” is too big: %(most)s MB at most.") % {"name": file.name, "most": most}
            )
        if file.read(4) != b"PK\x03\x04":
            raise forms.ValidationError(_("This is not a .zip file."))
        file.seek(0)
        return file
