"""What we write against CLDR, read by Babel; each difference is named here, and meant.

Meant: the minus is the mathematical sign (CLDR writes a hyphen), the space before the French
percent sign is narrow, "1er" stands for the first of a month, English writes "1.0 day", CO₂e and
significant figures have no rule there, and a million takes no "de".
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.wording import (
    MINUS,
    NARROW,
    NO_BREAK,
    format_day,
    format_month,
    format_number,
    format_percent,
    format_quantity,
    format_significant,
    is_one,
    join_words,
)
from jalons.wording.numbers import decimal_mark, thousands_mark

babel = pytest.importorskip("babel")
numbers, dates, lists, units = (
    pytest.importorskip(f"babel.{each}") for each in ("numbers", "dates", "lists", "units")
)
LOCALES = {"fr": "fr", "en": "en_GB"}
LANGUAGES = st.sampled_from(sorted(LOCALES))
NUMBERS = st.floats(min_value=-1e15, max_value=1e15) | st.integers(-(10**18), 10**18)


def expected(value, lang, pattern):
    """CLDR's number with our minus; minus zero is zero."""
    text = numbers.format_decimal(Decimal(value), format=pattern, locale=LOCALES[lang])
    return text.replace("-", MINUS if any(digit in text for digit in "123456789") else "")


@given(NUMBERS, LANGUAGES, st.integers(0, 6))
def test_a_number_has_the_digits_and_marks_of_cldr(value, lang, decimals):
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    assert format_number(value, lang, decimals) == expected(value, lang, pattern)


@given(NUMBERS, LANGUAGES)
def test_a_number_without_a_fixed_precision_has_at_most_six_decimals(value, lang):
    assert format_number(value, lang) == expected(value, lang, "#,##0.######")


@given(st.floats(min_value=-1e12, max_value=1e12), LANGUAGES, st.integers(1, 6))
def test_significant_figures_are_the_number_rounded_then_written(value, lang, digits):
    text = format_significant(value, lang, digits)
    read = text.replace(thousands_mark(lang), "").replace(decimal_mark(lang), ".")
    found = float(read.replace(MINUS, "-"))
    assert found == pytest.approx(float(f"{value:.{digits - 1}e}"), rel=1e-9)


@given(st.floats(min_value=0.00501, max_value=50) | st.just(0.0), LANGUAGES, st.integers(0, 2))
def test_a_share_is_a_percentage_of_cldr_but_for_the_french_space(share, lang, decimals):
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    ours = format_percent(share, lang, decimals)
    theirs = (
        expected(share * 100, lang, pattern) + numbers.format_percent(1, locale=LOCALES[lang])[3:]
    )
    assert ours == theirs.replace(f"{NO_BREAK}%", f"{NARROW}%")


@given(st.dates(date(1, 1, 1), date(9998, 12, 31)), LANGUAGES)
def test_a_day_is_the_long_date_of_cldr_but_for_the_first(day, lang):
    later = day + timedelta(days=1) if day.day == 1 else day
    theirs = dates.format_date(later, "d MMMM y", locale=LOCALES[lang])
    assert format_day(later, lang) == theirs
    assert format_month(day.year, day.month, lang) == dates.format_date(
        day, "MMMM y", locale=LOCALES[lang]
    )
    if day.day == 1 and lang == "fr":
        assert format_day(day, lang).startswith("1er ")


@given(st.lists(st.text("abcé ,-", min_size=1), max_size=6), LANGUAGES)
def test_a_list_is_that_of_cldr(names, lang):
    assert join_words(names, lang) == lists.format_list(names, locale=LOCALES[lang])


@given(st.integers(0, 999_999) | st.decimals(0, 10_000, places=1), LANGUAGES)
def test_a_word_agrees_as_cldr_says(count, lang):
    form = babel.Locale.parse(LOCALES[lang]).plural_form(count)
    one = form == "one" or (lang == "en" and count == 1)  # CLDR: "1.0 days"
    assert is_one(count, lang) is one


@pytest.mark.parametrize(
    ("value", "unit", "theirs", "length"),
    [
        (3, "day", "duration-day", "long"), (1, "day", "duration-day", "long"),
        (3, "year", "duration-year", "long"), (12.5, "kWh", "energy-kilowatt-hour", "short"),
        (7, "kg", "mass-kilogram", "short"), (12, "m", "length-meter", "short"),
        (40, "W", "power-watt", "short"), (5, "GB", "digital-gigabyte", "short"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_names_of_units_are_those_of_cldr(value, unit, theirs, length, lang):
    shown = units.format_unit(value, theirs, length=length, locale=LOCALES[lang])
    spaced = format_quantity(value, unit, lang).replace(NO_BREAK, " ")
    assert spaced == shown.replace(NO_BREAK, " ").replace(NARROW, " ")
