"""Forms of small purchases: what and how much, the questions, the quotes, the choice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.fields import LongText
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.forms import RecordForm, Section, dress
from jalons.procurement.engine.purchases.amounts import Tax
from jalons.procurement.engine.purchases.steps import QUESTIONS, REUSE
from jalons.procurement.web.forms import (
    BeforeVatField,
    EurosField,
    MeasureField,
    PercentField,
    refuse_other_tax,
)
from jalons.procurement.web.purchases import queries
from jalons.procurement.web.purchases.models import Purchase, PurchaseQuote
from jalons.procurement.words.sentences import say


class StartForm(forms.Form):
    title = forms.CharField(label=_("What do you need to buy?"), max_length=160)
    nature = forms.ChoiceField(label=_("It is…"), choices=Purchase.Nature.choices)
    amount = BeforeVatField(
        label=_("For how much in all, before tax?"),
        min_value=0,
        help_text=_("An estimate is enough, for the whole need: 1 234,50 € or 12 k€."),
    )


class PurchaseForm(RecordForm[Purchase]):
    kind = forms.ChoiceField(
        label=_("Kind of device"),
        required=False,
        help_text=_("It gives the carbon of manufacture and use, when it is known."),
    )

    class Meta:
        model = Purchase
        fields = ("title", "nature", "kind", "quantity", "amount", "need")
        field_classes = {"amount": BeforeVatField, "need": LongText}

    def choices_of(self, name: str) -> list[tuple[str, Any]]:
        """The kinds whose carbon is known, another one, or no device."""
        if name != "kind":
            return []
        known = queries.kinds(lang())
        stored = self.instance.kind
        more = [(stored, stored)] if stored and stored not in {*known, queries.OTHER} else []
        ends = [("", _("this is no device")), (queries.OTHER, _("another device"))]
        return [*ends, *known.items(), *more]


class NeedForm(RecordForm[Purchase]):
    """The questions before buying: each has a short answer, even no."""

    sections = (
        Section(_("Before buying"), QUESTIONS),
        Section(_("Reuse first"), (REUSE,)),
        Section(_("The same need over the year"), ("same_need",)),
    )

    class Meta:
        model = Purchase
        fields = (*QUESTIONS, REUSE, "same_need")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*QUESTIONS, REUSE):
            self.fields[name].label = say(f"need.{name}", lang())
        self.fields["same_need"].help_text = _(
            "What answers one need within the year counts together against the limit, even bought"
            " in several times. You know your purchases: we do not add them up for you."
        )


class QuoteForm(RecordForm[PurchaseQuote]):
    """A quote; one that did not come has its reason."""

    sections = (
        Section(_("Who, and for how much"), ("supplier", "price", "tax", "vat", "missing")),
        Section(_("How long it serves"), ("condition", "life", "warranty", "delivery")),
        Section(_("What it uses"), ("energy", "index", "index_kind")),
    )

    class Meta:
        model = PurchaseQuote
        fields = (
            "supplier", "price", "tax", "vat", "missing", "condition", "warranty", "life",
            "energy", "index", "index_kind", "delivery",
        )  # fmt: skip
        field_classes = {
            "price": EurosField, "vat": PercentField, "warranty": MeasureField,
            "energy": MeasureField, "index": MeasureField,
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a price whose text and choice of tax differ."""
        cleaned = super().clean()
        refuse_other_tax(self, "price", Tax(cleaned["tax"]) if cleaned.get("tax") else None)
        return cleaned


class ChoiceForm(forms.Form):
    quote: forms.ModelChoiceField[PurchaseQuote] = forms.ModelChoiceField(
        None, label=_("Which quote do you choose?"), widget=forms.RadioSelect, empty_label=None
    )
    why = forms.CharField(
        label=_("Why this one?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2_000,
        help_text=_("Two sentences are enough: what counted most, and what you gave up."),
    )
    on = dress(forms.DateField(label=_("Decided on")))

    def __init__(self, *args: Any, purchase: Purchase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = PurchaseQuote.objects.of(purchase.authority).filter(
            purchase=purchase, deleted_at=None, price__isnull=False
        )
        self.fields["quote"].queryset = rows  # type: ignore[attr-defined]
