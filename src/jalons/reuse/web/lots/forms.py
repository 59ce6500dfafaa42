"""The form that brings a file of a lot."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.widgets import FileDrop
from jalons.reuse.web.lots.register import LotFileForm

MOST_BYTES = 10_000_000


class BringForm(LotFileForm):
    """A photo or a signed paper, and what it is."""

    file = forms.FileField(
        label=_("File"),
        widget=FileDrop(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp"}),
        help_text=_("PDF, or a photo, of 10 MB at most; the place of a photo is removed."),
    )

    def values(self) -> dict[str, object]:
        """The values to write: all but the file."""
        return {name: value for name, value in super().values().items() if name != "file"}

    def clean_file(self) -> object:
        """Refuse a file that is too large."""
        found = self.cleaned_data["file"]
        if found.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 10 MB."))
        return found
