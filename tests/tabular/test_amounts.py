"""An amount is a number and a unit that was declared, or it is not read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jalons.tabular.amounts import DAYS, EUROS, read_amount, split_number


@pytest.mark.parametrize(("text", "euros"), [
    ("12 k€", 12_000), ("12k€", 12_000), ("1,5 M€", 1_500_000), ("1 200,50 €", "1200.50"),
    ("12.500 €", 12_500), ("1.250 k€", 1_250), ("2 millions d’euros", 2_000_000),
    ("15 kEUR", 15_000),    ("env. 3 000 € HT", 3_000), ("~ 5 k€ TTC.", 5_000), ("45 000", 45_000),
    ("1\u202f000 euros", 1_000),    ("-300 €", -300),
])  # fmt: skip
def test_euros_are_read_as_budgets_write_them(text, euros):
    assert read_amount(text, EUROS) == Decimal(euros)


@pytest.mark.parametrize("text", [
    "", "à définir", "€", "12 h", "10-15 k€", "12 k€/an", "2 ETP", "3 environ", "1.2.3 €",
    "5 jours", "12\n15", "12 € 15 €", "1 200 k€ + 300 k€", "k€ 12",
])  # fmt: skip
def test_what_is_no_amount_of_euros_is_not_guessed(text):
    assert read_amount(text, EUROS) is None


def test_days_are_another_unit():
    assert read_amount("3,5 jours", DAYS) == Decimal("3.5")
    assert read_amount("3,5 k€", DAYS) is None


def test_a_number_is_cut_from_what_follows_it():
    assert split_number(" 48\u202f% ") == ("48", "%")
    assert split_number("1e3 kWh") == ("1e3", "kWh")
    assert split_number("10 euros") == ("10", "euros")
    assert split_number("−3,5 °C") == ("−3,5", "°C")
    assert split_number("≈ 3") is None
    assert split_number("9" * 200) is None


@given(
    some.decimals(0, 10**6, places=2), some.sampled_from(["", " "]),
    some.sampled_from(["€", "k€", "M€", "euros", "kEUR"]),
)  # fmt: skip
def test_any_amount_written_in_french_is_read_back(number, space, unit):
    times = {"k": 1_000, "M": 1_000_000}.get(unit[0], 1)
    written = f"{number:,.2f}".replace(",", "\u202f").replace(".", ",")
    assert read_amount(f"{written}{space}{unit}", EUROS) == number * times


@given(some.text(max_size=40))
def test_any_text_is_read_or_refused_without_breaking(text):
    found = read_amount(text, EUROS)
    assert found is None or any(character.isdecimal() for character in text)
