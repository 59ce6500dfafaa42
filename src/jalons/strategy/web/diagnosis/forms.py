"""What people say of the questions and of their authority."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.merging import MergingForm
from jalons.strategy.engine.diagnosis.referential import Question, Referential
from jalons.strategy.web.diagnosis.models import GivenAnswer

MOST_EVIDENCE = 2000
UNSAID = ("", _("no answer yet"))
_WIDGETS = {1: forms.RadioSelect, 2: forms.Select}  # details as lists, to keep the page light


class SaidField(forms.ChoiceField):
    """An answer among others; not answering is one of them, so that it is never "optional"."""

    def validate(self, value: str) -> None:
        """Refuse what is no answer; the empty one is."""
        if value:
            super().validate(value)


class AnswersForm(MergingForm):
    """One choice per question, and a line of evidence; the names are those of the questions."""

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question],
        given: Mapping[str, GivenAnswer],
        lang: str,
        **kwargs: Any,
    ) -> None:
        initial = {}
        for question in questions:
            held = given.get(question.id)
            initial[question.id] = held.said if held else ""
            initial[f"{question.id}.evidence"] = held.evidence if held else ""
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
                widget=forms.TextInput,
                show_hidden_initial=True,
            )

    def said(self) -> dict[str, str]:
        """The answer of each question."""
        return {
            name: str(value)
            for name, value in self.cleaned_data.items()
            if not name.endswith(".evidence")
        }

    def evidence(self) -> dict[str, str]:
        """The evidence of each question."""
        return {
            name.removesuffix(".evidence"): str(value)
            for name, value in self.cleaned_data.items()
            if name.endswith(".evidence")
        }


class FactsForm(forms.Form):
    """What personalises the questions and no public data tell."""

    staff = forms.IntegerField(
        label=_("Staff members"), min_value=1, max_value=200_000, required=False
    )
    competences = forms.MultipleChoiceField(
        label=_("Competences of the authority"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    knows = forms.BooleanField(
        label=_("The competences ticked above are ours, and there is no other"),
        help_text=_("Left unticked, questions that depend on competences stay open."),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        source: Referential,
        lang: str,
        possible: Sequence[str],
        inferred: Collection[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["competences"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  (declared above)
        mark = gettext("from the law, to be confirmed")
        field.choices = [
            (name, f"{words.to(lang)} ({mark})" if name in inferred else words.to(lang))
            for name, words in source.competences.items()
            if name in possible
        ]

    @property
    def held(self) -> list[str] | None:
        """The competences, None while they are not told."""
        return self.cleaned_data["competences"] if self.cleaned_data["knows"] else None
