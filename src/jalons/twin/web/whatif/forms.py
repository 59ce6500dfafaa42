"""The forms of scenarios: one a kind of change, and the name of the scenario."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import Doc
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.language import parsed
from jalons.foundation.design.fields import NumberField
from jalons.twin.engine.whatif.change import (
    Change,
    Dim,
    RouteHeat,
    Scale,
    Schedule,
    Selection,
    SetValue,
    Span,
)
from jalons.twin.engine.whatif.entity_values import context_of, instances, is_a, is_number, short
from jalons.twin.engine.whatif.lighting import KIND as LIGHT
from jalons.twin.web.observations import queries as twin

from .wording import attribute_words, kind_words

MOST_CHOICES = 80
NOW = "now"


class ScenarioForm(forms.Form):
    """The name of a scenario, a note, and the state it starts from."""

    name = forms.CharField(label=gettext_lazy("Name of the scenario"), max_length=120)
    snapshot = forms.ChoiceField(
        label=gettext_lazy("Starting from"),
        help_text=gettext_lazy("A snapshot of the twin is saved; the twin itself never changes."),
    )
    note = forms.CharField(
        label=gettext_lazy("What you want to remember of it"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["snapshot"].choices = [  # type: ignore[attr-defined]
            (NOW, _("The twin as it is now")),
            *choices,
        ]


class ChangeForm(forms.Form):
    """A change; ``docs`` are the entities it may change."""

    def __init__(self, *args: Any, docs: Sequence[Doc], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.docs = docs

    def change(self) -> Change:
        """The change as typed."""
        raise NotImplementedError


def clock(label: Any, hour: int) -> forms.TimeField:
    """A field for an hour of the day."""
    return forms.TimeField(
        label=label,
        initial=time(hour),
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


class LightForm(ChangeForm):
    """A change of all lights, or of some."""

    q = forms.CharField(
        label=gettext_lazy("Only those where"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Leave empty for all of them. Otherwise a condition on their attributes, such as"
            " powerConsumption>80 (the page of a sensor lists the names)."
        ),
    )

    def clean_q(self) -> str:
        return readable(self.cleaned_data["q"], self.docs)

    @property
    def where(self) -> Selection:
        return Selection(LIGHT, self.cleaned_data["q"])

    def clean(self) -> dict[str, Any]:
        """Refuse two equal hours."""
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("start"), cleaned.get("end")
        if start is not None and start == end:
            self.add_error("end", _("The two hours must differ."))
        return cleaned

    def span(self) -> Span:
        start, end = self.cleaned_data["start"], self.cleaned_data["end"]
        return Span(start.hour * 60 + start.minute, end.hour * 60 + end.minute)


def readable(text: str, docs: Sequence[Doc]) -> str:
    """A query that can be read; raises ``ValidationError`` with its error."""
    context: Context = context_of(docs)
    try:
        if text.strip():
            parsed(text.strip(), context)
    except Problem as problem:
        raise forms.ValidationError(
            _("This condition cannot be read: %(why)s"), params={"why": problem.detail}
        ) from problem
    return text.strip()


class OffForm(LightForm):
    start = clock(gettext_lazy("Off from"), 23)
    end = clock(gettext_lazy("until"), 5)
    field_order = ("start", "end", "q")

    def change(self) -> Change:
        return Schedule(self.where, (self.span(),))


class DimForm(LightForm):
    start = clock(gettext_lazy("Dimmed from"), 22)
    end = clock(gettext_lazy("until"), 6)
    level = forms.IntegerField(
        label=gettext_lazy("Light kept, in %"),
        min_value=0,
        max_value=100,
        initial=50,
        help_text=gettext_lazy("50 halves the light; 0 switches it off."),
    )
    field_order = ("start", "end", "level", "q")

    def change(self) -> Change:
        """A level between two hours; level 0 is off."""
        if self.cleaned_data["level"] == 0:
            return Schedule(self.where, (self.span(),))
        return Dim(self.where, self.span(), self.cleaned_data["level"] / 100)


class HoursForm(LightForm):
    """Hours off that replace the present ones."""

    start = clock(gettext_lazy("Off from"), 0)
    end = clock(gettext_lazy("until"), 5)
    always = forms.BooleanField(
        label=gettext_lazy("Lit all night: the hours above do not count"), required=False
    )
    field_order = ("start", "end", "always", "q")

    def change(self) -> Change:
        off = () if self.cleaned_data["always"] else (self.span(),)
        return Schedule(self.where, off, adds=False)


class HeatForm(ChangeForm):
    room = forms.ChoiceField(label=gettext_lazy("Server room that gives its heat"))
    need = forms.ChoiceField(label=gettext_lazy("Place that receives it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in (("room", "ServerRoom"), ("need", "HeatNeed")):
            choices = [(doc["id"], twin.title(doc)) for doc in self.docs if is_a(doc, kind)]
            self.fields[name].choices = choices[:MOST_CHOICES]  # type: ignore[attr-defined]

    def change(self) -> Change:
        return RouteHeat(self.cleaned_data["room"], self.cleaned_data["need"])


class ValueForm(ChangeForm):
    """Any number of the twin: another value, or a percentage of the present one."""

    what = forms.ChoiceField(label=gettext_lazy("What changes"))
    how = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[
            ("percent", gettext_lazy("to a percentage of what it is")),
            ("value", gettext_lazy("to this value")),
        ],
    )
    number = NumberField(label=gettext_lazy("Number"))
    q = forms.CharField(
        label=gettext_lazy("Only those where"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Leave empty for all of them. Otherwise a condition: pue>1.8 (the page of a sensor"
            " lists the names)."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found: dict[str, str] = {}
        for doc in self.docs:
            kind = doc["type"][0]
            for iri in doc["attrs"]:
                key = f"{kind}|{short(iri)}"
                if key in found or len(found) >= MOST_CHOICES:
                    continue
                if any(is_number(instance.get("value")) for instance in instances(doc, iri)):
                    found[key] = f"{kind_words(kind)} — {attribute_words(kind, iri)}"
        self.fields["what"].choices = sorted(found.items(), key=lambda pair: pair[1])  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        return readable(self.cleaned_data["q"], self.docs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        number = cleaned.get("number")
        if cleaned.get("how") == "percent" and number is not None and not 0 <= number <= 100_000:
            self.add_error("number", _("A percentage goes from 0 to 100,000."))
        return cleaned

    def change(self) -> Change:
        kind, _sep, attribute = self.cleaned_data["what"].rpartition("|")
        where = Selection(kind, self.cleaned_data["q"])
        number = float(self.cleaned_data["number"])
        if self.cleaned_data["how"] == "percent":
            return Scale(where, attribute, number / 100)
        return SetValue(where, attribute, number)


FORMS: dict[str, type[ChangeForm]] = {
    "eteindre": OffForm,
    "baisser": DimForm,
    "horaires": HoursForm,
    "chaleur": HeatForm,
    "valeur": ValueForm,
}
