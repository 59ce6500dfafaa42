"""The form of a card, two fields at most; the aims and the name of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.footprint.engine.analysis.cards import LeverCard
from jalons.footprint.engine.analysis.lever_values import VALUES, lever_text
from jalons.footprint.engine.factors.pack import LIFE_STAGES
from jalons.footprint.store import load_pack
from jalons.footprint.words.figures import named, say
from jalons.foundation.design import page_language
from jalons.foundation.design.fields import NumberField

BOUNDS = {
    "years": (0, 20), "share": (0, 100), "screens": (0, 10), "ratio": (1, 100), "pue": (1, 5),
    "times": (0, 10),
}  # fmt: skip
HELP = {
    "pue": gettext_lazy(
        "Electricity of the room divided by that of its machines: 1.5 is half as much again."
    ),
    "times": gettext_lazy("0.8: a fifth less; 1.1: a tenth more."),
}


class CardForm(forms.Form):
    """The values of one lever, those of its card to start with."""

    def __init__(self, data: Mapping[str, Any] | None, card: LeverCard) -> None:
        values = card.text.split(":")[1:]
        first = dict(zip(VALUES[card.kind], values, strict=False))
        times = {"share": 100}
        starts = {
            name: value
            if name in {"device", "country", "stage"}
            else plain(float(value) * times.get(name, 1))
            for name, value in first.items()
        }
        super().__init__(data, initial=starts, auto_id=f"{card.kind}_%s")
        self.card = card
        for name in VALUES[card.kind]:
            self.fields[name] = self._field(name)

    def _field(self, name: str) -> forms.Field:
        lang, pack = page_language.lang(), load_pack()
        if name == "device":
            kinds = [(each, named(pack.devices[each].plural, lang)) for each in self.card.devices]
            return forms.ChoiceField(label=_("Kind of device"), choices=kinds)
        if name == "stage":
            stages = [(each.value, say(f"stage.{each.value}", lang)) for each in LIFE_STAGES]
            return forms.ChoiceField(label=_("Stage of life"), choices=stages)
        if name == "country":
            return forms.CharField(
                label=_("Country of the servers"),
                help_text=_("Its name or its two-letter code: Sweden, SE."),
                max_length=60,
            )
        low, high = BOUNDS[name]
        label = say(f"lever_field.{'percent' if name == 'share' else name}", lang)
        return NumberField(label=label, help_text=HELP.get(name, ""), min_value=low, max_value=high)

    def clean_country(self) -> str:
        """The code of a country written by its name or its code."""
        written: str = self.cleaned_data["country"].strip()
        from jalons.footprint.engine.reading.vocabulary.reference import country_of  # loads polars

        code = country_of(written)
        if code in load_pack().places:
            return str(code)
        raise forms.ValidationError(
            _("“%(country)s” is no country we know: write its name or its code, such as SE.")
            % {"country": written}
        )

    def lever(self) -> str:
        """The lever of these valid values."""
        values = dict(self.cleaned_data)
        if "share" in values:
            values["share"] /= 100
        return lever_text(self.card.kind, *(values[name] for name in VALUES[self.card.kind]))


def plain(value: float) -> float | int:
    """A number as people type it: without a decimal when it needs none."""
    whole = round(value)
    return whole if abs(value - whole) < 1e-9 else round(value, 6)


class AimForm(forms.Form):
    """Where the choices should lead, if a person says so."""

    annee = forms.IntegerField(
        label=gettext_lazy("Target year, to see the way there"),
        min_value=2020,
        max_value=2100,
        required=False,
    )
    objectif = NumberField(
        label=gettext_lazy("Your own objective by that year, in % less"),
        help_text=gettext_lazy("Yours, if you have one: nothing is imposed."),
        min_value=0,
        max_value=100,
        required=False,
    )

    def aims(self) -> dict[str, Any]:
        """The aims as ``run`` takes them."""
        return {
            "target_year": self.cleaned_data["annee"],
            "percent_less": self.cleaned_data["objectif"],
        }


class NameForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of this scenario"),
        max_length=100,
        error_messages={"required": gettext_lazy("Give the scenario a name to keep it.")},
    )
