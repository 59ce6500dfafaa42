"""The forms of a tender: criteria, bids with a mark for each criterion, what is tried."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import editable_number, lang
from jalons.foundation.imports.forms import FileForm
from jalons.foundation.register.forms import RecordForm, Section, form_of
from jalons.procurement.engine.awards.formulas import formulas, rule_of
from jalons.procurement.engine.awards.tender import MONEY, SimulatedTender
from jalons.procurement.engine.purchases.amounts import Tax
from jalons.procurement.web.forms import (
    BeforeVatField,
    EurosField,
    MeasureField,
    PercentField,
    refuse_other_tax,
)
from jalons.procurement.web.tenders.models import Tender, TenderBid, TenderCriterion
from jalons.procurement.web.tenders.queries import Choices, criteria_of
from jalons.procurement.words import awards as words
from jalons.tabular.folding import fold

MARK, WEIGHT = "mark_", "poids"
PARAMETERS = {
    "n": _("Zero at n times the cheapest bid"),
    "percent": _("Zero beyond this percentage"),
    "limit": _("Limit of the estimate, in times"),
}


TENDER = form_of(
    Tender,
    sections=(
        Section(_("What is bought"), ("name", "estimate", "launched_on", "closing_on", "state")),
        Section(_("How prices are compared"), ("basis", "uniform_rate", "vat_reason")),
        Section(pgettext_lazy("bid", "Marks"), ("scale",)),
    ),
    estimate=BeforeVatField, uniform_rate=PercentField, scale=MeasureField,
)  # fmt: skip


class LineForm[L: (TenderCriterion, TenderBid)](RecordForm[L]):
    """A line of a tender, whose name no other one has."""

    def clean_name(self) -> str:
        name, row = str(self.cleaned_data["name"]), self.instance
        others = living(type(row), row.authority).filter(tender=row.tender).exclude(pk=row.pk)
        if fold(name) in map(fold, others.values_list("name", flat=True)):
            raise forms.ValidationError(_("This name is taken."))
        return name


class CriterionForm(LineForm[TenderCriterion]):
    class Meta:
        model = TenderCriterion
        fields = ("name", "kind", "weight", "within")
        field_classes = {"weight": PercentField}


class BidForm(LineForm[TenderBid]):
    """A bid and its marks: one field for each criterion that is marked, blank when unknown."""

    class Meta:
        model = TenderBid
        fields = ("name", "amount", "tax", "vat_rate")
        field_classes = {"amount": EurosField, "vat_rate": PercentField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tender = self.instance.tender
        for row in criteria_of(tender):
            if row.kind in MONEY:
                continue
            name, mark = f"{MARK}{row.pk}", self.instance.marks.get(row.key)
            self.fields[name] = MeasureField(
                label=row.name,
                required=False,
                min_value=Decimal(0),
                max_value=tender.scale,
                max_digits=7,
                decimal_places=3,
                help_text=_("From 0 to %(scale)s; blank when it is not known.")
                % {"scale": words.plain(tender.scale, lang())},
            )
            self.fields[name].show_hidden_initial = True
            self.initial[name] = None if mark is None else Decimal(mark)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        taxes: dict[Any, Tax] = {"excluding": Tax.BEFORE, "including": Tax.AFTER}
        refuse_other_tax(self, "amount", taxes.get(cleaned.get("tax")))
        return cleaned

    def values(self) -> Mapping[str, Any]:
        """The fields of the bid, and its marks as stored: those of other criteria stay."""
        marks = dict(self.instance.marks)
        for row in criteria_of(self.instance.tender):
            if (name := f"{MARK}{row.pk}") in self.cleaned_data:
                marks.pop(row.key, None)
                if (mark := self.cleaned_data[name]) is not None:
                    marks[row.key] = str(mark.normalize() + 0)
        return {**super().values(), "marks": marks}


class BidsFileForm(FileForm):
    """A sheet of bids, and which prices to read when it has both."""

    amounts = forms.ChoiceField(
        label=_("Prices of the sheet"),
        required=False,
        choices=(("", _("as its headings say")), ("ht", _("without tax")), ("ttc", _("with tax"))),
    )


class TryForm(forms.Form):
    """A formula, its parameter, other weights: tried by the address, never stored."""

    formule = forms.ChoiceField(label=_("Price formula"))

    def __init__(self, data: Mapping[str, Any], tender: SimulatedTender) -> None:
        every = formulas()
        chosen = next((each for each in every if each.id == data.get("formule")), every[0])
        weights = {f"{WEIGHT}{rank}": each for rank, each in enumerate(tender.criteria)}
        stored = {name: editable_number(each.weight) for name, each in weights.items()}
        labels = {name: _("Weight of “%(name)s”") % {"name": e.name} for name, e in weights.items()}
        if chosen.parameter:
            stored[chosen.parameter] = editable_number(Decimal(chosen.default))
            labels = {chosen.parameter: str(PARAMETERS[chosen.parameter]), **labels}
        sent = {name: text for name, text in data.items() if text.strip()}
        super().__init__({"formule": chosen.id, **stored, **sent})
        named = [(each.id, words.formula(rule_of(each.id), lang())) for each in every]
        self.fields["formule"].choices = named  # type: ignore[attr-defined]
        for name, label in labels.items():
            widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 8})
            kind = MeasureField if name in {"n", "limit"} else PercentField
            self.fields[name] = kind(label=label, widget=widget)
        self.formula = chosen

    def choices(self) -> Choices:
        """What is tried; the stored weights and usual parameters when it is not understood."""
        if not self.is_valid():
            return Choices(self.formula.id)
        sent = self.cleaned_data
        value = sent.get(self.formula.parameter)
        weights = {
            int(name.removeprefix(WEIGHT)): value
            for name, value in sent.items()
            if name.startswith(WEIGHT)
        }
        values = () if value is None else ((self.formula.id, value),)
        return Choices(self.formula.id, values, tuple(weights.items()))
