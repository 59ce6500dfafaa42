"""What an administrator types to announce a stop."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.administration.announcements.actions import LONGEST


class Moment(forms.DateTimeInput):
    """A day and an hour, chosen as the browser does."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class AnnouncementForm(forms.Form):
    """A stop of the instance; hours are those of the installation."""

    begins_at = forms.DateTimeField(label=_("The stop begins"), widget=Moment)
    ends_at = forms.DateTimeField(label=_("The stop ends"), widget=Moment)
    shown_from = forms.DateTimeField(
        label=_("Announced from"),
        widget=Moment,
        required=False,
        help_text=_("Empty: from now. It goes by itself when the stop ends."),
    )
    text = forms.CharField(
        label=_("What else people should know"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Shown after the sentence that says the hours."),
    )
    on_public_pages = forms.BooleanField(
        label=_("Also on the pages that anybody reads"), required=False, initial=True
    )

    def clean_shown_from(self) -> Any:
        return self.cleaned_data["shown_from"] or timezone.now()
