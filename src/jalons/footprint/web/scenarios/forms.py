"""The forms of scenarios: the levers, each left empty when it is not pulled; the name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.footprint.engine.analysis.levers import LIFE_STAGES
from jalons.footprint.engine.assessment.results import Assessment
from jalons.footprint.store import load_pack
from jalons.footprint.web.scenarios.levers import ROWS, levers_of
from jalons.footprint.words.figures import named, say
from jalons.foundation.design import page_language
from jalons.foundation.design.fields import NumberField


class LeverForm(forms.Form):
    screens = forms.FloatField(
        label=gettext_lazy("Screens per desk, at most"), min_value=0, max_value=10, required=False
    )
    unused = forms.BooleanField(
        label=gettext_lazy("Let go of what nobody uses (counted in stock or missing)"),
        required=False,
    )
    virtualise = forms.FloatField(
        label=gettext_lazy("Physical servers gathered on one host"),
        min_value=1,
        max_value=100,
        required=False,
    )
    pue = forms.FloatField(
        label=gettext_lazy("PUE of the server rooms, after works or with a provider"),
        min_value=1,
        max_value=5,
        required=False,
    )
    host = forms.CharField(
        label=gettext_lazy("Country the server rooms move to"),
        help_text=gettext_lazy("Its name or its two-letter code: Sweden, SE."),
        max_length=60,
        required=False,
    )
    print = forms.FloatField(
        label=gettext_lazy("Print less, in % of the paper"),
        help_text=gettext_lazy("Computed when the inventory has the paper bought in a year."),
        min_value=0,
        max_value=100,
        required=False,
    )
    target = forms.IntegerField(
        label=gettext_lazy("Target year, to see the way there"),
        min_value=2020,
        max_value=2100,
        required=False,
    )
    objective = forms.FloatField(
        label=gettext_lazy("Your own objective by that year, in % less"),
        help_text=gettext_lazy("Yours, if you have one: nothing is imposed."),
        min_value=0,
        max_value=100,
        required=False,
    )

    def __init__(self, *args: Any, found: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang, pack = page_language.lang(), load_pack()
        found_kinds = sorted(
            (named(pack.devices[name].plural, lang), name)
            for name in {device.device for device in found.devices}
        )
        devices = [("", _("— none —")), *((name, label) for label, name in found_kinds)]
        pulled: dict[str, forms.Field] = {}
        for row in ROWS:
            pulled[f"keep{row}"] = forms.ChoiceField(
                label=_("Keep longer"), choices=devices, required=False
            )
            pulled[f"years{row}"] = forms.FloatField(
                label=_("… by how many years"), min_value=0, max_value=20, required=False
            )
            pulled[f"refurbished{row}"] = forms.ChoiceField(
                label=_("Buy refurbished"), choices=devices, required=False
            )
            pulled[f"share{row}"] = forms.FloatField(
                label=_("… for which share of purchases, in %"),
                min_value=0,
                max_value=100,
                required=False,
            )
        free: dict[str, forms.Field] = {
            "custom": forms.ChoiceField(label=_("Your own lever"), choices=devices, required=False),
            "stage": forms.ChoiceField(
                label=_("… on which stage of life"),
                choices=[(each.value, say(f"stage.{each.value}", lang)) for each in LIFE_STAGES],
                required=False,
            ),
            "times": NumberField(
                label=_("… multiplied by"),
                help_text=_("0.8: a fifth less; 1.1: a tenth more."),
                min_value=0,
                max_value=10,
                required=False,
            ),
        }
        last = {name: self.fields.pop(name) for name in ("target", "objective")}
        self.fields = pulled | self.fields | free | last

    def levers(self) -> list[str]:
        """The levers pulled, as the command line writes them."""
        fields = dict(self.cleaned_data)
        return levers_of(fields | {"host": _country_code(fields["host"])})

    def aims(self) -> dict[str, Any]:
        fields = self.cleaned_data
        return {"target_year": fields["target"], "percent_less": fields["objective"]}


def _country_code(written: str) -> str:
    """The code of a country written by its name or its code; as written when none is known."""
    wanted = written.strip().casefold()
    for code, names in load_pack().places.items():
        if wanted in {code.casefold(), *(name.casefold() for name in names.values())}:
            return code
    return written.strip()


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of this scenario"), max_length=100)
    query = forms.CharField(widget=forms.HiddenInput, max_length=2000)
