"""How an operator narrows the list of jobs."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.tasks.models import Job


class JobFilterForm(forms.Form):
    q = forms.CharField(label=_("Job or authority"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", pgettext_lazy("jobs", "all")), *Job.State.choices],
    )
