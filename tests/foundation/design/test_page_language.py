"""What a page writes by itself, and what its fields read, has the marks of our own numbers."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.template import engines
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from jalons.foundation.design.fields import AmountField, NumberField
from jalons.foundation.design.page_language import lang, number_words


def draw(source: str, language: str = "fr", **context: object) -> str:
    with translation.override(language):
        return str(engines["django"].from_string(source).render(context))


@given(
    st.integers(-(10**12), 10**12) | st.decimals(-(10**9), 10**9, places=2),
    st.sampled_from(["fr", "en"]),
)
def test_a_bare_number_is_written_as_by_our_own_filter(value, language):
    shown = draw(
        "{% load i18n %}{{ n }}|{% blocktranslate %}{{ n }}{% endblocktranslate %}",
        language,
        n=value,
    )
    decimals = 2 if isinstance(value, Decimal) else 0
    with translation.override(language):
        expected = number_words(value, decimals)
    assert shown == f"{expected}|{expected}"


@pytest.mark.parametrize(
    ("source", "fr", "en"),
    [
        ("{{ n }}", "−2\u202f180,5", "−2,180.5"),
        ("{{ n|floatformat:'2g' }}", "-2\u202f180,50", "-2,180.50"),
        ("{{ n|unlocalize }}", "-2180.5", "-2180.5"),
        ("{% localize off %}{{ n }}{% endlocalize %}", "-2180.5", "-2180.5"),
        ("{{ text }}", "-3", "-3"),
        ("{{ yes }}", "True", "True"),
    ],
)
def test_only_numbers_below_zero_take_the_minus_sign(source, fr, en):
    values = {"n": -2180.5, "text": "-3", "yes": True}
    assert draw("{% load l10n %}" + source, "fr", **values) == fr
    assert draw("{% load l10n %}" + source, "en", **values) == en


@pytest.mark.parametrize(
    ("source", "fr", "en"),
    [
        ("{{ d|day }}", "1er mars 2026", "1 March 2026"),
        ("{{ d|short_day }}", "01/03/2026", "1\u00a0Mar\u00a02026"),
        ("{{ m|moment }}", "1er août 2026, 09:05", "1 August 2026, 09:05"),
        ("{{ m|day }}", "1er août 2026", "1 August 2026"),
        ("{{ m|short_moment }}", "01/08/2026\u00a009:05", "1\u00a0Aug\u00a02026\u00a009:05"),
        ("{{ nothing|day }}{{ nothing|moment|default:'–' }}", "–", "–"),
        ("{{ nothing|short_day }}{{ nothing|short_moment }}", "", ""),
    ],
)
def test_days_are_in_local_time_and_in_words(source, fr, en):
    values = {"d": date(2026, 3, 1), "m": datetime(2026, 8, 1, 7, 5, tzinfo=UTC), "nothing": None}
    assert (draw(source, "fr", **values), draw(source, "en", **values)) == (fr, en)


class Amounts(forms.Form):
    number = NumberField(min_value=-10_000)
    amount = AmountField(required=False)


@pytest.mark.parametrize(
    "typed",
    ["1234,5", "1 234,5", "1\u202f234,5", "1\u00a0234,5", "1\u2009234,5", " 1234,5 "],
)
def test_a_number_is_read_whatever_the_space_that_was_pasted(typed):
    with translation.override("fr"):
        form = Amounts({"number": typed, "amount": typed})
        assert form.is_valid(), form.errors
    assert form.cleaned_data == {"number": 1234.5, "amount": Decimal("1234.5")}


@pytest.mark.parametrize("typed", ["-5", "−5"])
def test_both_signs_are_below_zero(typed):
    with translation.override("fr"):
        form = Amounts({"number": typed})
        assert form.is_valid(), form.errors
        assert form.cleaned_data["number"] == -5


@pytest.mark.parametrize("typed", ["abc", "1,2,3", "12 %", "−"])
def test_what_is_no_number_is_refused(typed):
    with translation.override("fr"):
        assert not Amounts({"number": typed}).is_valid()


@given(st.floats(-9_999, 1e9).map(lambda value: round(value, 3)))
def test_what_a_field_shows_it_reads_again(value):
    with translation.override("fr"):
        form = Amounts(initial={"number": value})
        shown = form["number"].field.widget.format_value(value)
        assert Amounts({"number": shown}).is_valid()
        assert Amounts({"number": shown}).fields["number"].clean(shown) == pytest.approx(value)


def test_the_language_of_the_page_has_two_letters():
    with translation.override("en"):
        assert lang() == "en"
    with translation.override(None):
        assert lang() == "fr"
