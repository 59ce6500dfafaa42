"""The forms of the calculator of life-cycle cost: nothing of them is stored."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.fields import AmountField
from jalons.foundation.design.page_language import lang
from jalons.kernel import JalonsError
from jalons.kernel.contracts import DeviceImpact, device_impacts
from jalons.procurement.engine.lifecycle.costs import LONGEST, ZERO, Condition, Option
from jalons.procurement.engine.lifecycle.hypotheses import MOST, Assumptions, hypotheses
from jalons.procurement.web.purchases import queries
from jalons.procurement.web.purchases.forms import BeforeVatField
from jalons.procurement.words.lifecycle import condition

NEEDED = ("price", "energy", "life")


class OptionForm(forms.Form):
    """One way to be served; left empty, it is not compared."""

    price = BeforeVatField(label=_("Price before VAT (HT), in euros"), required=False, min_value=0)
    energy = AmountField(label=_("Electricity, in kWh a year"), required=False, min_value=0)
    life = forms.IntegerField(
        label=_("Years of service"), required=False, min_value=1, max_value=LONGEST
    )
    maintenance = BeforeVatField(
        label=_("Maintenance a year, in euros"), required=False, min_value=0
    )
    disposal = BeforeVatField(label=_("Disposal, in euros"), required=False, min_value=0)
    residual = BeforeVatField(label=_("Residual value, in euros"), required=False, min_value=0)
    embodied = AmountField(label=_("Carbon of manufacture, in kg"), required=False, min_value=0)

    def __init__(self, data: Any, *, kind: Condition) -> None:
        super().__init__(data, prefix=kind.value, use_required_attribute=False)
        self.kind = kind

    @property
    def is_used(self) -> bool:
        """Whether something is written in it."""
        return any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields)

    def clean(self) -> dict[str, Any]:
        """Ask for what a cost needs."""
        cleaned = super().clean() or self.cleaned_data
        for name in NEEDED:
            if self.is_used and cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, _("Needed to compare this option."))
        return cleaned

    def option(self, impact: DeviceImpact | None) -> tuple[Option, bool]:
        """The option, and whether its carbon was taken from the average of its kind."""
        values = self.cleaned_data
        embodied, inferred = values["embodied"], False
        if embodied is None and impact is not None:
            embodied = _embodied(impact, self.kind, values["life"])
            inferred = embodied is not None
        found = Option(
            label=condition(self.kind, lang()).capitalize(),
            price=values["price"],
            energy=values["energy"],
            life=values["life"],
            condition=self.kind,
            maintenance=values["maintenance"] or ZERO,
            disposal=values["disposal"] or ZERO,
            residual=values["residual"] or ZERO,
            embodied=embodied,
        )
        return found, inferred


class AssumptionsForm(forms.Form):
    """What the costs assume, in percent where a share is meant; empty: as usual."""

    kind = forms.ChoiceField(label=_("Kind of device"), required=False)
    energy_price = AmountField(label=_("Price of electricity, in euros a kWh"), required=False)
    energy_rise = AmountField(label=_("Rise of this price a year, in %"), required=False)
    rate = AmountField(label=_("Discount rate a year, in %"), required=False)
    grid = AmountField(label=_("Carbon of electricity, in kg a kWh"), required=False)
    carbon_price = AmountField(label=_("Value of carbon, in euros a kg"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data, use_required_attribute=False)
        choices = [("", _("I do not know, or another one")), *queries.kinds(lang()).items()]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        for name, each in hypotheses().items():
            times = 100 if each.unit == "%" else 1
            self.fields[name].initial = each.value * times
            self.fields[name].min_value = 0  # type: ignore[attr-defined]
            self.fields[name].max_value = MOST[name] * times  # type: ignore[attr-defined]

    def assumptions(self) -> Assumptions:
        """The assumptions, those left empty as usual."""
        chosen: dict[str, Decimal] = {}
        for name, each in hypotheses().items():
            typed = self.cleaned_data[name]
            times = 100 if each.unit == "%" else 1
            chosen[name] = each.value if typed is None else typed / times
        return Assumptions(**chosen)

    def impact(self) -> DeviceImpact | None:
        """What is known of the kind chosen."""
        kind = self.cleaned_data["kind"]
        try:
            return device_impacts().impact(kind) if kind else None
        except JalonsError:
            return None


def _embodied(impact: DeviceImpact, kind: Condition, life: int) -> Decimal | None:
    """The carbon of manufacture an option bears, in kg: nothing is known of a repair."""
    if kind is Condition.KEPT:
        return None
    if kind is Condition.NEW:
        return Decimal(str(impact.manufacture.mid))
    if impact.second_life is None:
        return None
    second = impact.second_life
    share = (1 + second.refit) * life / (life + second.years_before)
    return Decimal(str(round(impact.manufacture.mid * share, 2)))
