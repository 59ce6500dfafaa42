"""The form of the facts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jalons.strategy.engine.diagnosis.referential import Referential


class FactsForm(forms.Form):
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
    def known_competences(self) -> list[str] | None:
        return self.cleaned_data["competences"] if self.cleaned_data["knows"] else None
