"""The form of the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.merge_forms import MergingForm
from jalons.strategy.engine.diagnosis.referential import Question
from jalons.strategy.web.diagnosis.models import GivenAnswer

MOST_EVIDENCE = 2000
UNSAID = ("", _("no answer yet"))
_WIDGETS = {1: forms.RadioSelect, 2: forms.Select}  # details as lists, to keep the page light


class SaidField(forms.ChoiceField):
    """A choice where no answer is one of the choices, so that the field is never "optional"."""

    def validate(self, value: str) -> None:
        """Refuse an unknown answer; an empty one is accepted."""
        if value:
            super().validate(value)


class AnswersForm(MergingForm):
    """One choice per question, and a line of evidence; the names are those of the questions."""

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question],
        known: Mapping[str, GivenAnswer],
        lang: str,
        **kwargs: Any,
    ) -> None:
        initial = {}
        for question in questions:
            stored = known.get(question.id)
            initial[question.id] = stored.said if stored else ""
            initial[f"{question.id}.evidence"] = stored.evidence if stored else ""
        super().__init__(*args, initial=initial, **kwargs)
        for question in questions:
            self.fields[question.id] = SaidField(
                label=question.text.to(lang),
                help_text=question.help.to(lang),
                choices=[*GivenAnswer.Said.choices, UNSAID],
                widget=_WIDGETS[question.level],
                show_hidden_initial=True,
            )
            self.fields[f"{question.id}.evidence"] = forms.CharField(
                label=_("Evidence: what shows it, or since when"),
                required=False,
                max_length=MOST_EVIDENCE,
                widget=forms.Textarea(attrs={"rows": 2}),  # Enter in a line would send an answer
                show_hidden_initial=True,
            )

    def said(self) -> dict[str, str]:
        return {
            name: str(value)
            for name, value in self.cleaned_data.items()
            if not name.endswith(".evidence")
        }

    def evidence(self) -> dict[str, str]:
        return {
            name.removesuffix(".evidence"): str(value)
            for name, value in self.cleaned_data.items()
            if name.endswith(".evidence")
        }
