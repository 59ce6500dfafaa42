"""Printing: differences of readings, never a counter itself; days not covered never guessed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.fleets import inventory
from jalons.footprint.engine.analysis.indicators import CLIMATE, _values
from jalons.footprint.engine.analysis.levers import parse_lever
from jalons.footprint.engine.analysis.scenarios import study
from jalons.footprint.engine.assessment.impacts import assess, drawn, modeller_of
from jalons.footprint.engine.assessment.monte_carlo import interval
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.errors import FootprintError
from jalons.footprint.engine.factors.pack import Spread, Stage
from jalons.footprint.engine.fleet.holdings import sum_up
from jalons.footprint.engine.inventory.printing import PrintCount, printed, spans_of
from jalons.footprint.engine.inventory.services import Services, with_services
from jalons.footprint.store import load_pack
from jalons.footprint.words.explain import explain
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


def test_between_two_readings_the_counters_decide_and_pages_that_differ_are_refused():
    first, end = read(START, 100, 10), date(2025, 12, 31)
    (half,) = spans_of([first, read(end, 400, 60, since=START, mono=300)])
    assert half.pages[:2] == (300, 50)  # the colour nobody wrote is counted too
    (lone,) = spans_of([read(START, 100), read(end, 400, since=START, mono=280, colour=20)])
    assert lone.pages[:2] == (300, 0)  # the only counter counts both
    (idle,) = spans_of([read(START, 100), read(end, 100, since=START, mono=0)])
    assert idle.pages[:2] == (0, 0)
    (late,) = spans_of([first, read(end, 400, 60, since=date(2025, 6, 30), mono=90, colour=9)])
    assert (late.days, *late.pages[:2]) == (365, 300, 50)
    for wrong in ({"mono": 290}, {"mono": 300, "colour": 49}, {"colour": 51}):
        with pytest.raises(FootprintError) as error:
            spans_of([first, read(end, 400, 60, since=START, **wrong)])
        assert error.value.code == "counter_pages"
    assert "le relevé du 31/12/2025 donne 51 pages, ses compteurs 50." in error.value.message("fr")


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


def paper(**declared):
    return assess(
        with_services(inventory(), Services(**declared)), pack=PACK, options=Options(staff=10)
    )


def test_a_total_that_counts_paper_of_unknown_sides_carries_that_doubt_as_the_paper_alone_does():
    exact, wide = paper(paper_reams=150), paper(paper_reams=150, paper_doubt=50)
    one, other = (each.impact(CLIMATE).value for each in (exact, wide))
    assert other.low < one.low < one.high < other.high
    assert other.mid == pytest.approx(one.mid, rel=0.05)
    alone = drawn(with_services(inventory(), Services(paper_reams=150, paper_doubt=50)), CLIMATE,
                  modeller_of(PACK, Options()))  # fmt: skip
    assert interval(alone) == other
    assert {each.kind for each in exact.tornado} == {"factor"}
    several = with_services(inventory(), Services(traffic_fixed=9, paper_reams=3, paper_doubt=1))
    assert several.lines["quantity_doubt"].to_list() == [None, 1]
    assert {(each.kind, each.subject) for each in wide.tornado} == {
        ("factor", "office_paper"), ("quantity", "office_paper"),
    }  # fmt: skip


def test_with_an_exact_factor_the_doubt_of_the_sides_is_all_there_is():
    """A hundred reams, 25 more or less, of exactly 2 kg: nine chances in ten from 155 to 245."""
    ream = replace(PACK.factors["office_paper", "manufacturing", CLIMATE], spread=Spread.exact(2.0))
    pack = replace(PACK, factors=PACK.factors | {("office_paper", "manufacturing", CLIMATE): ream})
    draw = drawn(with_services(inventory(), Services(paper_reams=100, paper_doubt=25)), CLIMATE,
                 modeller_of(pack, Options()))  # fmt: skip
    assert (draw.min() >= 150, draw.max() <= 250) == (True, True)
    found = interval(draw)
    assert (found.low, found.mid, found.high) == pytest.approx((155, 200, 245), rel=0.05)


def test_the_doubt_is_in_the_formula_the_indicator_and_the_half_of_it_in_half_the_paper():
    found = paper(paper_reams=1500, paper_doubt=500)
    trace = found.trace("office_paper", Stage.MANUFACTURING, CLIMATE)
    formula = explain(trace, "fr").formula.replace("\u202f", " ").replace("\xa0", " ")
    assert "1 500 ramettes (entre 1 000 et 2 000 ramettes) × 2,5" in formula
    (each,) = (value for name, value, _ in _values(found) if name == "paper_per_staff")
    assert (each.low, each.mid, each.high) == pytest.approx((105, 150, 195))
    ready = study(sum_up(with_services(inventory(), Services(paper_reams=100, paper_doubt=50)),
                         PACK, on=None), pack=PACK)  # fmt: skip
    halved = ready.run([parse_lever("print:0.5", PACK)]).change(CLIMATE)
    assert halved.after.low == pytest.approx(halved.before.low / 2)
    assert halved.after.high == pytest.approx(halved.before.high / 2)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({"counter": 900}, {"counter": 800}, "le compteur descend, de 900"),
        ({"counter": 1, "colour_counter": 9}, {"counter": 2, "colour_counter": 8},
         "le compteur couleur descend, de 9"),
        ({"counter": 9, "colour_counter": 9}, {"counter": 2, "colour_counter": 10},
         "le compteur noir et blanc descend, de 9"),
        ({"counter": 1, "colour_counter": 9}, {"counter": 2}, "le compteur couleur est connu le"),
    ],
)  # fmt: skip
def test_a_refusal_names_its_counter(before, after, words):
    with pytest.raises(FootprintError) as error:
        spans_of([read(START, **before), read(date(2025, 12, 31), **after)])
    assert words in error.value.message("fr")
