"""Amounts and rates as people type them: read exactly, or refused in French with an example."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from jalons.procurement.web.forms import (
    BeforeVatField,
    EurosField,
    MeasureField,
    PercentField,
    SignedEurosField,
)
from jalons.procurement.web.tenders.models import Tender, TenderBid

D = Decimal
ENGLISH = "Saisissez un nombre"  # what Django says, without an example


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (BeforeVatField, "115 000 € HT", "115000"),
        (BeforeVatField, "115 000,50", "115000.50"),
        (EurosField, "1.234,5", "1234.5"),
        (EurosField, "12 k€", "12000"),
        (SignedEurosField, "-1 234,50 € HT", "-1234.50"),
        (PercentField, "50 %", "50"),
        (PercentField, "5,5", "5.5"),
        (PercentField, "33.333", "33.333"),
        (MeasureField, "1.234,5", "1234.5"),
        (MeasureField, "38 kWh", "38"),
    ],
)
def test_what_people_type_is_read_exactly(kind, text, value):
    with translation.override("fr"):
        assert kind(max_digits=14, decimal_places=3).clean(text) == D(value)


@pytest.mark.parametrize(
    ("kind", "text", "example"),
    [
        (BeforeVatField, "50 %", "1 234,50"),
        (BeforeVatField, "120 € TTC", "HT"),
        (PercentField, "20 €", "5,5 %"),
        (PercentField, "vingt", "5,5 %"),
        (MeasureField, "7,5/10", "7,5"),
        (SignedEurosField, "cent", "1 234,50"),
    ],
)
def test_what_is_not_read_is_refused_with_an_example(kind, text, example):
    with translation.override("fr"), pytest.raises(ValidationError) as refused:
        kind().clean(text)
    (said,) = refused.value.messages
    assert example in said.replace("\u202f", " ").replace("\xa0", " ")
    assert ENGLISH not in said


def test_a_tender_is_typed_as_on_paper(buyer, town):
    sent = {"name": "Postes", "estimate": "115 000 € HT", "state": "draft", "basis": "excluding",
            "scale": "10"}  # fmt: skip
    buyer.post(reverse("tender_new", args=[town.slug]), sent)
    tender = Tender.objects.of(town).get()
    assert tender.estimate == 115_000
    bids = reverse("tender_offres_new", args=[town.slug, tender.pk])
    page = buyer.post(bids, {"name": "A", "amount": "120 000 € TTC", "tax": "excluding"})
    assert "Le prix est écrit TTC, mais la case choisie dit HT." in page.content.decode()
    assert "120 000 € TTC" in page.content.decode()  # what was typed stays
    buyer.post(bids, {"name": "A", "amount": "120 000 € TTC", "tax": "including",
                      "vat_rate": "20 %"})  # fmt: skip
    bid = TenderBid.objects.of(town).get()
    assert (bid.amount, bid.vat_rate) == (120_000, 20)
