"""How often a member is reminded."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jalons.strategy.web.calendar.reminders import REMINDERS


class RhythmForm(forms.Form):
    rhythm = forms.ChoiceField(
        label=_("How often"),
        choices=[(rhythm, rhythm.label) for rhythm in REMINDERS.rhythms],
        widget=forms.RadioSelect,
    )
