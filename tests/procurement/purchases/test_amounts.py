"""Amounts as people type them: read, or explained; HT and TTC are never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.purchases.amounts import Tax, before_vat, read_euros, tax_written

D = Decimal


@pytest.mark.parametrize(
    ("text", "value", "tax"),
    [
        ("1 234,50 €", "1234.50", None),
        ("1\u202f234,50\u00a0€ HT", "1234.50", Tax.BEFORE),
        ("1.234,50 TTC", "1234.50", Tax.AFTER),
        ("12 k€", "12000", None),
        ("12,5 k€ ht", "12500", Tax.BEFORE),
        ("450 euros toutes taxes comprises", "450", Tax.AFTER),
        ("450 € hors taxes", "450", Tax.BEFORE),
        ("12.500", "12500", None),
        ("0", "0", None),
        ("1234.5", "1234.5", None),
    ],
)
def test_amounts_people_type(text, value, tax):
    found = read_euros(text)
    assert (found.value, found.tax) == (D(value), tax)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "amount_unread"),
        ("cher", "amount_unread"),
        ("12 15 €", "amount_unread"),
        ("1 234,567 €", "amount_unread"),
        ("900 $", "amount_unread"),
        ("-900 €", "amount_negative"),
        ("900 € HT ou 1080 € TTC", "amount_taxes"),
        ("9" * 30, "amount_unread"),
        ("1e400", "amount_unread"),
    ],
)
def test_what_is_no_amount_is_explained(text, code):
    with pytest.raises(ProcurementError) as refused:
        read_euros(text)
    assert refused.value.code == code
    assert str(refused.value)


@given(st.text(max_size=40))
def test_any_text_is_an_amount_or_an_explained_refusal(text):
    try:
        found = read_euros(text)
    except ProcurementError as error:
        assert error.code in {"amount_unread", "amount_negative", "amount_taxes"}
    else:
        assert found.value >= 0
        assert found.value == round(found.value, 2)


@given(st.decimals(0, 10**9, places=2))
def test_an_amount_written_in_french_is_read_again(value):
    written = f"{value:,.2f}".replace(",", "\u202f").replace(".", ",")
    assert read_euros(f"{written} €").value == value


def test_letters_within_a_word_say_no_tax():
    assert tax_written("tht 900 ttcx") is None


def test_a_price_with_vat_comes_back_to_the_cent():
    assert before_vat(D(444), Tax.AFTER, D(20)) == D("370.00")
    assert before_vat(D("99.99"), Tax.AFTER, D("5.5")) == D("94.78")
    assert before_vat(D("99.99"), Tax.BEFORE, D(20)) == D("99.99")
