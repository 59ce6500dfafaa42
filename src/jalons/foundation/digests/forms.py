"""How often a member wants the mails of a digest."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalons.foundation.digests.digest import Digest


class RhythmForm(forms.Form):
    """The rhythms of a digest; ``rhythm`` is that of the member."""

    rhythm = forms.ChoiceField(label=_("How often"), widget=forms.RadioSelect)

    def __init__(self, sent: Any, digest: Digest[Any], rhythm: str | None) -> None:
        super().__init__(sent or None, initial={"rhythm": rhythm})
        self.fields["rhythm"].choices = [(each, each.label) for each in digest.rhythms]  # type: ignore[attr-defined]
