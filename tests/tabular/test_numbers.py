"""A number is read the same in every room, or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jalons.tabular.numbers import read_number


@pytest.mark.parametrize(("text", "number"), [
    ("12", "12"), ("1 234,5", "1234.5"), ("1\u202f234\u00a0567", "1234567"), ("1'234.5", "1234.5"),
    ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("1.234.567", "1234567"), ("1,234", "1.234"),
    ("-3", "-3"), ("− 3,5", "-3.5"), ("+2", "2"), (",5", "0.5"), ("5.", "5"), ("1e3", "1000"),
    ("12\u2009345 678,90", "12345678.90"), ("1  234", "1234"), ("3,141 592 65", "3.14159265"),
    ("1 234 ,5", "1234.5"), ("- 1 234", "-1234"),
])  # fmt: skip
def test_what_people_write_is_read(text, number):
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", [
    "", "12 %", "12 t", "1.234.5", "1,2,3", "1.23.456", "douze", "٣", "²", "1e9999", "--3", "1-2",
    "nan", "inf", "9" * 80, "1.2345,5", "12.345,678,9", "0.500,5", "0.123.456",
    "12 15", "5 000 10 000", "1 2345", "12\n15", "2 300 40", "1 234.567,8",
])  # fmt: skip
def test_what_is_no_number_is_not_guessed(text):
    assert read_number(text) is None


def test_one_group_of_three_parts_thousands_only_for_what_is_counted():
    assert (read_number("1.200"), read_number("1.200", grouped=True)) == (Decimal("1.2"), 1200)
    assert read_number("1,200,300", grouped=True) == 1_200_300
    assert read_number("1,25", grouped=True) == Decimal("1.25")
    assert read_number("0,500", grouped=True) == Decimal("0.5"), "no group starts with a zero"


def french(number):
    return f"{number:,}".replace(",", "\u202f").replace(".", ",")


def german(number):
    return f"{number:,}".replace(",", " ").replace(".", ",").replace(" ", ".")


@given(some.decimals(-(10**12), 10**12, places=2))
def test_any_amount_comes_back_from_each_way_to_write_it(number):
    for write in (str, french, german):
        assert read_number(write(number)) == number


@given(some.text(max_size=70))
def test_any_text_is_read_or_not_and_never_breaks(text):
    read_number(text)
