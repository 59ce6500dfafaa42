"""Numbers read as French people write them, and never pretend to know more than is known."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.kernel import Interval
from jalons.wording import (
    MINUS,
    NARROW,
    NO_BREAK,
    format_central,
    format_interval,
    format_number,
    format_part,
    format_percent,
    format_points,
    format_quantity,
    format_significant,
    format_span,
    round_significant,
    show,
    signed,
)


def plain(text: str) -> str:
    return text.replace(NARROW, " ").replace(NO_BREAK, " ").replace(MINUS, "-")


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, None, "0"),
        (2180, None, "2 180"),
        (34969, None, "34 969"),
        (1234567.5, None, "1 234 567,5"),
        (4.125, 1, "4,1"),
        (7, 1, "7,0"),
        (-18, None, "-18"),
        (-0.01, 1, "0,0"),
        (0.0519, None, "0,0519"),
        (9_007_199_254_740_993, None, "9 007 199 254 740 993"),
        (Decimal("1234.50"), 2, "1 234,50"),
        (None, None, "—"),
        (float("nan"), None, "—"),
    ],
)
def test_a_number_is_written_in_french(value, decimals, text):
    assert plain(format_number(value, "fr", decimals)) == text


def test_thousands_are_set_apart_by_a_narrow_space_that_does_not_break():
    assert format_number(2180, "fr") == "2\u202f180"


def test_english_keeps_the_point():
    assert format_number(4.5, "en") == "4.5"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (148_237, "kg CO2 eq", "148 t CO₂e"),
        (327.4, "kg CO2 eq", "327 kg CO₂e"),
        (999.7, "kg CO2 eq", "1 t CO₂e"),
        (0.032, "kg CO2 eq", "32 g CO₂e"),
        (1.5, "t CO2 eq", "1,5 t CO₂e"),
        (2.5e6, "kg CO2 eq", "2 500 t CO₂e"),
        (0, "kg CO2 eq", "0 kg CO₂e"),
        (0.0519, "kg CO2 eq/kWh", "0,0519 kg CO₂e/kWh"),
        (45_600, "kWh", "45,6 MWh"),
        (12_345, "EUR", "12 300 €"),
        (11, "%", "11 %"),
        (1, "device", "1 appareil"),
        (530, "device", "530 appareils"),
        (4.13, "year", "4,13 ans"),
        (1.5, "year", "1,5 an"),
        (None, "kg", "—"),
    ],
)
def test_a_quantity_takes_the_unit_that_suits(value, unit, text):
    assert plain(format_quantity(value, unit, "fr")) == text


def test_a_number_and_its_unit_do_not_part():
    assert " " not in format_quantity(148_237, "kg CO2 eq", "fr")
    assert " " not in format_span(Interval(118_300, 148_200, 187_400), "kg CO2 eq", "fr")


@pytest.mark.parametrize(
    ("low", "mid", "high", "unit", "text"),
    [
        (118_300, 148_200, 187_400, "kg CO2 eq", "entre 118 et 187 t CO₂e"),
        (30_120, 41_200, 56_800, "kg CO2 eq", "entre 30 et 57 t CO₂e"),
        (2_100, 6_400, 15_000, "kg CO2 eq", "entre 2,1 et 15 t CO₂e"),
        (5_912, 6_204, 6_608, "person", "entre 5 910 et 6 610 habitants"),
        (0.2, 60, 150, "kg", "entre 0,2 et 150 kg"),
        (148.1, 148.2, 148.3, "kg", "environ 148 kg"),
        (12, 12, 12, "device", "12 appareils"),
        (0, 0, 0, "kg CO2 eq", "0 kg CO₂e"),
    ],
)
def test_an_interval_reads_as_a_range_of_one_precision(low, mid, high, unit, text):
    assert plain(format_interval(Interval(low, mid, high), unit, "fr")) == text


def test_a_range_for_a_table_and_its_centre_share_their_precision():
    interval = Interval(118_300, 148_200, 187_400)
    assert plain(format_span(interval, "kg CO2 eq", "fr")) == "118 – 187 t CO₂e"
    assert plain(format_central(interval, "kg CO2 eq", "fr")) == "148 t CO₂e"
    assert format_interval(interval, "kg CO2 eq", "en").startswith("between 118")


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.54, "54 %"),
        (0, "0 %"),
        (0.001, "< 1 %"),
        (-0.001, "> -1 %"),
        (None, "—"),
        (-0.09, "-9 %"),
    ],
)
def test_a_share_is_written_in_percent(share, text):
    assert plain(format_percent(share, "fr")) == text


@given(
    st.tuples(*[st.floats(min_value=1e-6, max_value=1e9)] * 3).map(sorted),
    st.sampled_from(["kg CO2 eq", "kWh", "EUR", "person", "%", "kg CO2 eq/kWh"]),
)
def test_rounding_never_turns_a_range_around_or_makes_a_value_vanish(bounds, unit):
    shown = show(Interval(*bounds), unit, "fr")
    low, mid, high = (
        float(text.replace(NARROW, "").replace(",", "."))
        for text in (shown.low, shown.mid, shown.high)
    )
    assert 0 < low <= mid <= high or (low > 0 and mid > 0 and high >= mid * 0.99)
    assert "e" not in shown.low


@given(st.floats(min_value=1e-9, max_value=1e12))
def test_three_figures_stay_within_half_a_percent(value):
    assert round_significant(value) == pytest.approx(value, rel=0.0051)


def test_a_word_stands_between_negative_bounds():
    written = format_span(Interval(-5200, -3200, -1700), "", "fr")
    assert written.replace(NO_BREAK, " ").replace(NARROW, " ") == "−5 200 à −1 700"


@pytest.mark.parametrize(
    ("share", "lang", "text"),
    [
        (0.996, "fr", ">\u00a099\u202f%"),
        (0.995, "fr", ">\u00a099\u202f%"),
        (0.9961, "en", ">\u00a099%"),
        (1, "fr", "100\u202f%"),
        (0.001, "en", "<\u00a01%"),
        (0.994, "fr", "99\u202f%"),
    ],
)
def test_a_part_is_the_whole_only_when_nothing_is_missing(share, lang, text):
    assert format_part(share, lang) == text


@pytest.mark.parametrize(
    ("difference", "lang", "text"),
    [
        (0.07, "fr", "+7 points"),
        (-0.018, "fr", "-1,8 point"),
        (-0.018, "en", "-1.8 points"),
        (0.01, "en", "+1 point"),
        (0.0001, "fr", "0 point"),
    ],
)
def test_a_change_between_two_shares_is_in_points(difference, lang, text):
    assert plain(format_points(difference, lang)) == text


def test_a_sign_stands_only_before_what_is_not_zero():
    shown = [signed(format_number(each, "fr", 1)) for each in (2.5, -2.5, 0, 0.04, -0.04)]
    assert shown == ["+2,5", "−2,5", "0,0", "0,0", "0,0"]


@pytest.mark.parametrize(
    ("value", "lang", "text"),
    [(41_234.5, "fr", "41 200"), (0.05194, "en", "0.0519"), (0, "fr", "0"),
     (-1e-9, "fr", "-0,000000001"), (float("inf"), "fr", "—"), (999.6, "en", "1,000")],
)  # fmt: skip
def test_significant_figures_serve_small_and_large_numbers(value, lang, text):
    assert plain(format_significant(value, lang)) == text
