"""The questions of a block as a form, and the files people bring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.catalogue.engine.ai.questions import NONE, Question, questions
from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.web.ai_systems.models import AISystem
from jalons.foundation.design.page_language import lang
from jalons.foundation.imports.forms import FileForm
from jalons.foundation.register.forms import RecordForm, dress
from jalons.tabular.persons import is_person

MOST = 10**9


class QuestionsForm(RecordForm[AISystem]):
    """The questions of a block; saving them confirms those that came with a model."""

    block = ""

    class Meta:
        model = AISystem
        fields = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for each in questions(self.block):
            said = cleaned.get(each.key)
            if each.kind == "many" and said and NONE in said and len(said) > 1:
                self.add_error(each.key, _("“None of these” goes with no other answer."))
            if each.role and is_person(said or ""):
                self.add_error(each.key, str(CatalogueError("person_named", text=said)))
        return cleaned

    def values(self) -> Mapping[str, Any]:
        own = {each.key for each in questions(self.block)}
        typed = {key: value.isoformat() if isinstance(value, date) else value
                 for key, value in self.cleaned_data.items() if key in own}  # fmt: skip
        said = {key: value for key, value in {**self.instance.answers, **typed}.items()
                if value not in (None, "", [])}  # fmt: skip
        return {"answers": said, "drafts": [key for key in self.instance.drafts if key not in own]}


def questions_form(block: str) -> Callable[..., QuestionsForm]:
    """The form of a block, on what a system stores."""

    def form(sent: Any = None, *, instance: AISystem) -> QuestionsForm:
        fields: dict[str, Any] = {each.key: dress(_field(each)) for each in questions(block)}
        kind = type("BlockForm", (QuestionsForm,), {"block": block, **fields})
        return kind(sent, instance=instance, initial=instance.answers)  # type: ignore[no-any-return]

    return form


def _field(each: Question) -> forms.Field:
    said = each.help.text(lang()) or each.why.text(lang())
    named: dict[str, Any] = {"label": each.label.text(lang()), "help_text": said, "required": False}
    choices = [(choice.id, choice.text(lang())) for choice in each.choices]
    if each.kind == "many":
        named |= {"widget": forms.CheckboxSelectMultiple}
        return forms.MultipleChoiceField(choices=choices, **named)
    if each.kind == "choice":
        return forms.ChoiceField(choices=[("", "–"), *choices], **named)
    if each.kind == "number":
        return forms.IntegerField(min_value=0, max_value=MOST, **named)
    if each.kind == "day":
        return forms.DateField(**named)
    long = each.kind == "long"
    named |= {"widget": forms.Textarea} if long else {}
    return forms.CharField(max_length=2_000 if long else 300, **named)


class CardFileForm(FileForm):
    """A file of cards."""

    file = forms.FileField(label=gettext_lazy("A card in a file (JSON)"))


class GatewayForm(FileForm):
    """The export of a gateway, the system it serves, and the host of the models."""

    file = forms.FileField(label=gettext_lazy("The export of your gateway (CSV)"))
    host = forms.CharField(label=gettext_lazy("Host"), max_length=120, required=False)

    def __init__(self, *args: Any, systems: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["system"] = forms.ModelChoiceField(systems, label=_("AI system"))
