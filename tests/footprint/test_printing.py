"""Printing: differences of readings, never a counter itself; days not covered never guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.fleets import inventory
from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.paper import paper_impact
from jalons.footprint.engine.errors import FootprintError
from jalons.footprint.engine.inventory.printing import PrintCount, printed, spans_of
from jalons.footprint.engine.inventory.services import Services, with_services
from jalons.footprint.store import load_pack
from jalons.kernel import Interval

PACK = load_pack()
START = date(2024, 12, 31)


def read(day, counter=None, colour_counter=None, **values):
    return PrintCount(printer=values.pop("printer", "MFP"), day=day, counter_mono=counter,
                      counter_colour=colour_counter, **values)  # fmt: skip


def period(since, day, mono, **values):
    return PrintCount(printer="MFP", since=since, day=day, mono=mono, **values)


def test_two_readings_make_their_difference_over_the_days_between_and_one_alone_nothing():
    counts = [read(START, 1_000_000, 500), read(date(2025, 12, 31), 1_036_500, 4_150)]
    (whole,) = printed(counts).of(2025)
    assert (whole.days, *whole.pages[:2]) == (365, 36_500, 3_650)
    assert whole.pages[2:] == (40_150 / 2, 40_150)
    alone = printed(counts[:1])
    assert (alone.spans, alone.alone, alone.years()) == ([], ["MFP"], [])


def test_a_year_takes_its_days_of_a_span_and_is_never_filled_up():
    counts = [read(date(2024, 7, 4), 0), read(date(2025, 6, 30), 36_100)]  # 361 days
    found = printed(counts)
    (year,) = found.of(2025)
    assert year.days == 181
    assert year.pages.mono == pytest.approx(100 * 181)
    assert found.years() == [2025, 2024]
    assert (found.of(2026), found.reams(2026)) == ([], Interval.exact(0.0))


def test_the_two_sided_share_decides_and_else_all_is_possible():
    later = date(2025, 12, 31)
    (span,) = spans_of([read(START, 0), read(later, 1000, two_sided=0.6)])
    assert span.pages[2:] == (700, 700)
    found = printed([read(START, 0), read(later, 1000)])
    assert found.reams(2025) == Interval(1.0, 1.5, 2.0)


def test_a_statement_with_counters_and_volumes_counts_the_pages_once():
    march, june = date(2025, 3, 31), date(2025, 6, 30)
    counts = [
        read(START, 100),
        read(march, 400, since=START, mono=300),
        read(june, 900, since=march, mono=500),
    ]
    spans = spans_of(counts)
    assert [each.pages.mono for each in spans] == [300, 500]
    assert [each.start for each in spans] == [date(2025, 1, 1), date(2025, 4, 1)]
    bare = spans_of([period(date(2025, 1, 1), march, 300), period(march, june, 500)])
    assert [each.days for each in bare] == [90, 91]


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ([(START, 100), (date(2025, 6, 1), 99)], "counter_down"),
        ([(START, 100, 5), (date(2025, 6, 1), 200)], "counter_missing"),
        ([(START, 100), (START, 200)], "print_overlap"),
    ],
)
def test_readings_that_disagree_refuse_the_printer_and_leave_the_others(counts, code):
    others = [read(START, 0, printer="B"), read(date(2025, 12, 31), 10, printer="b ")]
    found = printed([*others, *(read(*each) for each in counts)])
    (error,) = found.refused
    assert error.code == code
    assert "MFP" in error.message("fr")
    assert [each.pages.mono for each in found.of(2025)] == [10]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "print_nothing"),
        ({"mono": 10}, "print_period"),
        ({"mono": 10, "since": date(2025, 2, 1)}, "print_period"),
    ],
)
def test_what_cannot_be_is_refused(values, code):
    with pytest.raises(FootprintError) as error:
        PrintCount(printer="MFP", day=date(2025, 1, 1), **values)
    assert error.value.code == code


def test_the_same_days_are_never_counted_twice():
    with pytest.raises(FootprintError) as error:
        spans_of(
            [period(START, date(2025, 6, 30), 10), period(date(2025, 6, 1), date(2025, 9, 1), 5)]
        )
    assert error.value.code == "print_overlap"
    readings = [read(START, 0), read(date(2025, 12, 31), 900)]
    with pytest.raises(FootprintError):
        spans_of([*readings, period(date(2025, 3, 1), date(2025, 3, 31), 80)])


@given(
    st.lists(st.tuples(st.integers(1, 400), st.integers(0, 10**6)), min_size=1, max_size=8),
    st.integers(0, 10**8),
    st.randoms(),
)
def test_the_pages_of_all_years_are_the_last_counter_less_the_first(steps, first, shuffled):
    counts = [read(START, first)]
    for days, pages in steps:
        counts.append(read(counts[-1].day + timedelta(days), counts[-1].counter_mono + pages))
    shuffled.shuffle(counts)
    found = printed(counts)
    years = [year for each in found.years() for year in found.of(each)]
    ordered = sorted(counts, key=lambda each: each.day)
    assert sum(each.pages.mono for each in years) == pytest.approx(ordered[-1].counter_mono - first)
    assert sum(each.days for each in years) == (ordered[-1].day - START).days
    assert all(each.pages.least_sheets * 2 == pytest.approx(each.pages.mono) for each in years)
    assert max((each.days for each in years), default=0) <= 366


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_counter_that_goes_down_is_refused_whatever_its_size(first, less):
    with pytest.raises(FootprintError) as error:
        spans_of([read(START, first + less), read(date(2025, 5, 5), first)])
    assert error.value.code == "counter_down"


def test_the_paper_weighs_as_declared_reams_and_wider_when_the_sides_are_unknown():
    declared = assess(with_services(inventory(), Services(paper_reams=100)), pack=PACK)
    exact = paper_impact(Interval.exact(100.0), PACK, Options())
    assert exact.mid == pytest.approx(declared.impact(CLIMATE).value.mid, rel=1e-6)
    wide = paper_impact(Interval(66.0, 100.0, 134.0), PACK, Options())
    assert wide.low < exact.low < exact.mid < exact.high < wide.high
