from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.footprint.engine.reading.vocabulary.cells import (
    read_date,
    read_energy,
    read_number,
    read_quantity,
)
from jalons.footprint.engine.reading.vocabulary.numbers import numbers_in
from jalons.tabular.folding import fold

DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))


@pytest.mark.parametrize(
    ("text", "day", "precise"),
    [
        ("2020-07-08", date(2020, 7, 8), True),
        ("2020-07-08 00:00:00", date(2020, 7, 8), True),
        ("2020-07-08T12:30:00+02:00", date(2020, 7, 8), True),
        ("08/07/2020", date(2020, 7, 8), True),
        ("08/07/2020 14:05", date(2020, 7, 8), True),
        ("8.7.20", date(2020, 7, 8), True),
        ("20200708", date(2020, 7, 8), True),
        ("43831", date(2020, 1, 1), True),
        ("12 juin 2021", date(2021, 6, 12), True),
        ("1er mars 2020", date(2020, 3, 1), True),
        ("Jun 5, 2021", date(2021, 6, 5), True),
        ("sept-19", date(2019, 9, 15), False),
        ("déc. 2018", date(2018, 12, 15), False),
        ("juin 2021", date(2021, 6, 15), False),
        ("06/2021", date(2021, 6, 15), False),
        ("2019", date(2019, 7, 1), False),
        ("2019.0", date(2019, 7, 1), False),
    ],
)
def test_dates_are_read_as_people_write_them(text, day, precise):
    found = read_date(text)
    assert (found.day, found.precise) == (day, precise)


@pytest.mark.parametrize("text", ["", "n/a", "31/02/2020", "00/00/0000", "12", "1e5", "²020-01-01"])
def test_what_is_no_date_is_none(text):
    assert read_date(text) is None


@given(DAYS)
def test_a_written_day_is_read_back(day):
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%d/%m/%y", "%Y-%m-%d %H:%M:%S"):
        assert read_date(day.strftime(form)).day == day
    assert read_date(day.strftime("%m/%d/%Y"), month_first=True).day == day
    serial = (day - date(1899, 12, 30)).days
    assert read_date(str(serial)).day == date(1899, 12, 30) + timedelta(days=serial)


@given(st.text(max_size=30))
def test_no_text_breaks_a_cell_reader(text):
    read_date(text)
    read_number(text)
    read_energy(text)
    numbers_in(text)
    quantity = read_quantity(text)
    assert quantity is None or 0 < quantity <= 1_000_000
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("", 1.0), ("3", 3.0), ("3,0", 3.0), ("3.0", 3.0), ("1 200", 1200.0),
        ("1\u00a0200", 1200.0), ("1\u202f200", 1200.0), ("1.200", 1200.0), ("2 unités", 2.0),
        ("x4", 4.0), ("12 pcs", 12.0), ("-3", None), ("0", None), ("1000000000", None),
        ("1e9", None), ("beaucoup", None), ("=2+3", None), ("3/4", None),
        ("12 15", None), ("3\n4", None), ("x 12", 12.0), ("1'200 u", 1200.0), ("4 x", 4.0),
    ],
)  # fmt: skip
def test_quantities_are_read_or_absurd(text, quantity):
    assert read_quantity(text) == quantity


@given(st.integers(1, 999_999))
def test_a_written_quantity_is_read_back(number):
    for form in (f"{number}", f"{number:,}".replace(",", "\u202f"), f"{number},0", f"{number} u"):
        assert read_quantity(form) == number


@pytest.mark.parametrize(
    ("text", "kwh", "converted"),
    [
        ("120", 120.0, False), ("120 kWh/an", 120.0, False), ("1 200 kWh", 1200.0, False),
        ("0,3 kWh/j", 109.575, True), ("300 Wh/jour", 109.575, True), ("10 kWh/mois", 120.0, True),
        ("1,2 MWh/an", 1200.0, True),
    ],
)  # fmt: skip
def test_energy_is_brought_to_kwh_per_year(text, kwh, converted):
    found = read_energy(text)
    assert found.kwh == pytest.approx(kwh)
    assert found.converted is converted


@pytest.mark.parametrize("text", ["", "35 W", "A+", "-5", "2 kWh/h", "10 M", "999999999"])
def test_what_is_no_energy_is_none(text):
    assert read_energy(text) is None
