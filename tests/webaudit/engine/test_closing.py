"""Twelve known months, then what closing spares: nothing is guessed."""

from datetime import date

import pytest

from jalons.webaudit.engine.closing import MonthTraffic, gain, year_of

TODAY = date(2026, 11, 28)


def months(*counts, end=(2026, 10), views=()):
    """Months that end with ``end``, the oldest first."""
    last = end[0] * 12 + end[1] - 1
    ranks = range(last - len(counts) + 1, last + 1)
    seen = [*views, *[None] * (len(counts) - len(views))]
    return [MonthTraffic(date(rank // 12, rank % 12 + 1, 1), count, view)
            for rank, count, view in zip(ranks, counts, seen, strict=True)]  # fmt: skip


def test_twelve_known_months_are_added_up_to_the_last_full_one():
    year = year_of(months(*range(1, 15)), TODAY)
    assert (year.last, year.missing, year.visits) == (date(2026, 10, 1), 0, sum(range(3, 15)))


def test_one_unknown_month_makes_the_year_unknown_not_smaller():
    known = [each for each in months(*[5] * 12) if each.month != date(2026, 4, 1)]
    year = year_of(known, TODAY)
    assert (year.missing, year.visits, year.views) == (1, None, None)


@pytest.mark.parametrize(("end", "missing"), [((2026, 7), 0), ((2026, 6), 4), ((2025, 1), 12)])
def test_figures_three_months_late_count_and_older_ones_do_not(end, missing):
    assert year_of(months(*[5] * 12, end=end), TODAY).missing == missing


def test_the_month_that_is_not_over_is_not_counted():
    year = year_of(months(*[5] * 12, end=(2026, 11)), TODAY)
    assert (year.last, year.missing) == (date(2026, 10, 1), 1)


def test_views_are_known_only_when_each_month_has_them():
    whole = year_of(months(*[5] * 12, views=[20] * 12), TODAY)
    partly = year_of(months(*[5] * 12, views=[20] * 11), TODAY)
    assert (whole.views, partly.views, partly.visits) == (240, None, 60)


def test_the_gain_is_views_by_the_grams_of_measured_pages():
    year = year_of(months(*[50] * 12, views=[100] * 12), TODAY)
    found = gain(year, [0.1, 0.5])
    assert (found.low, found.mid, found.high) == pytest.approx((0.12, 0.36, 0.6))


def test_pages_that_weigh_the_same_have_no_range():
    found = gain(year_of(months(*[50] * 12), TODAY), [0.1] * 3)
    assert found.low == found.mid == found.high


def test_without_views_a_visit_is_one_view_at_least():
    found = gain(year_of(months(*[50] * 12), TODAY), [0.5])
    assert found.mid == pytest.approx(0.3)


def test_without_measure_or_without_visits_there_is_no_gain():
    assert gain(year_of(months(*[50] * 12), TODAY), []) is None
    assert gain(year_of([], TODAY), [0.5]) is None
