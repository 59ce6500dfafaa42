"""A day, a month, a quarter or a year is read the same in every room, or not at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jalons.tabular.days import EPOCH, MONTHS, day_of_serial, day_order, read_span, read_spelt


def told(text, **options):
    span = read_span(text, **options)
    return span and (span.start.isoformat(), span.end.isoformat())


@pytest.mark.parametrize(("text", "start", "end"), [
    ("2026-07-08", "2026-07-08", "2026-07-08"), ("08/07/2026 14:30", "2026-07-08", "2026-07-08"),
    ("8.7.26", "2026-07-08", "2026-07-08"), ("20260708", "2026-07-08", "2026-07-08"),
    ("08072026", "2026-07-08", "2026-07-08"), ("lundi 6 juillet 2020", "2020-07-06", "2020-07-06"),
    ("1er février 2026", "2026-02-01", "2026-02-01"),
    ("March 12, 2020", "2020-03-12", "2020-03-12"),
    ("sept-19", "2019-09-01", "2019-09-30"), ("sept. 2019", "2019-09-01", "2019-09-30"),
    ("02/2024", "2024-02-01", "2024-02-29"), ("2026", "2026-01-01", "2026-12-31"),
    ("2026,0", "2026-01-01", "2026-12-31"), ("T3 2026", "2026-07-01", "2026-09-30"),
    ("1er trimestre 2026", "2026-01-01", "2026-03-31"), ("2026 S2", "2026-07-01", "2026-12-31"),
    ("fin 2027", "2027-10-01", "2027-12-31"), ("rentrée 2026", "2026-09-01", "2026-09-30"),
])  # fmt: skip
def test_what_people_write_is_read(text, start, end):
    assert told(text) == (start, end)


@pytest.mark.parametrize("text", [
    "", "5", "10 ans", "mardi", "demain", "mars", "31/02/2026", "13/13/2026", "2026-13-01",
    "²020-01-01", "1969-12-31", "T5 2026", "vers 2020", "à définir", "x" * 90, "99999999",
])  # fmt: skip
def test_what_says_no_day_is_not_guessed(text):
    assert read_span(text) is None


def test_a_month_comes_first_only_when_it_is_said():
    assert told("07/08/2020") == ("2020-08-07", "2020-08-07")
    assert told("07/08/2020", month_first=True) == ("2020-07-08", "2020-07-08")
    assert (day_order("25/12/2020"), day_order("12/25/2020"), day_order("x")) == (1, -1, 0)


def test_a_word_says_the_day_or_nothing_does():
    assert read_spelt("08/07/2026") is None
    assert read_spelt("8 juillet 2026").start == date(2026, 7, 8)


@given(some.dates(date(1970, 1, 1), date(2100, 12, 31)))
def test_any_day_comes_back_from_each_way_to_write_it(day):
    months = {number: name for name, number in reversed(MONTHS.items())}
    ways = [day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%Y%m%d}", str((day - EPOCH).days),
            f"{day.day} {months[day.month]} {day.year}"]  # fmt: skip
    for text in ways:
        if len(text) == 5 and day_of_serial(int(text)) is None:
            continue
        span = read_span(text)
        assert span, text
        assert (span.start, span.is_day) == (day, True), text


@given(some.text(max_size=90))
def test_any_text_is_read_or_not_and_never_breaks(text):
    span = read_span(text)
    assert span is None or span.start <= span.end
