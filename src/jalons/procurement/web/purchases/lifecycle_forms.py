"""The forms of the calculator of life-cycle cost: nothing of them is stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.page_language import lang
from jalons.procurement.engine.lifecycle.costs import LONGEST, Condition, Option
from jalons.procurement.engine.lifecycle.costs import MOST as LARGEST
from jalons.procurement.engine.lifecycle.hypotheses import MOST, Assumptions, Hypothesis, hypotheses
from jalons.procurement.web.forms import BeforeVatField, MeasureField, PercentField
from jalons.procurement.words.lifecycle import condition

BOUNDS: dict[str, Any] = {"min_value": 0, "max_value": LARGEST}
FIRST = 3  # fields that every option needs


class OptionForm(forms.Form):
    """One way to be served; left empty, it is not compared."""

    price = BeforeVatField(label=_("Price before tax, in euros"), **BOUNDS)
    energy = MeasureField(label=_("Electricity, in kWh a year"), **BOUNDS)
    life = forms.IntegerField(label=_("Years of service"), min_value=1, max_value=LONGEST)
    maintenance = BeforeVatField(label=_("Maintenance a year, in euros"), required=False, **BOUNDS)
    disposal = BeforeVatField(label=_("Disposal, in euros"), required=False, **BOUNDS)
    residual = BeforeVatField(label=_("Residual value, in euros"), required=False, **BOUNDS)
    embodied = MeasureField(label=_("Carbon of manufacture, in kg"), required=False, **BOUNDS)

    def __init__(self, data: Any, *, kind: Condition) -> None:
        self.kind = kind
        self.title = condition(kind, lang()).capitalize()
        sent = any(str(data.get(f"{kind.value}-{name}", "")).strip() for name in self.base_fields)
        super().__init__(data if sent else None, prefix=kind.value, use_required_attribute=False)

    def needed(self) -> list[forms.BoundField]:
        """The fields a cost needs."""
        return list(self)[:FIRST]

    def others(self) -> list[forms.BoundField]:
        """The fields that count for nothing when they are empty."""
        return list(self)[FIRST:]

    def option(self) -> Option:
        """The option that was typed."""
        typed = {name: value for name, value in self.cleaned_data.items() if value is not None}
        return Option(self.title, condition=self.kind, **typed)


class AssumptionsForm(forms.Form):
    """What the costs assume, in percent where a share is meant; empty: as usual."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for name, each in hypotheses().items():
            kind = PercentField if each.unit == "%" else MeasureField
            self.fields[name] = kind(
                label=f"{each.name[lang()].capitalize()} ({each.unit.replace('CO2', 'CO₂')})",
                required=False,
                min_value=0,
                max_value=MOST[name] * _times(each),
                initial=(each.value * _times(each)).normalize(),
            )

    def assumptions(self) -> Assumptions:
        """The assumptions, those left empty as usual."""
        found: dict[str, Any] = {}
        for name, each in hypotheses().items():
            typed = self.cleaned_data[name]
            found[name] = each.value if typed is None else typed / _times(each)
        return Assumptions(**found)


def _times(hypothesis: Hypothesis) -> int:
    return 100 if hypothesis.unit == "%" else 1
