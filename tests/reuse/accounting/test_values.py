"""What reuse avoids elsewhere, and what a device is still worth in the books."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.kernel import Interval
from jalons.kernel.contracts import DeviceImpact
from jalons.reuse.engine.accounting.avoided import avoided_impact
from jalons.reuse.engine.accounting.depreciation import exit_result, net_value
from jalons.reuse.engine.errors import ReuseError

LAPTOP = DeviceImpact(
    "laptop", Interval(180.0, 250.0, 320.0), Interval.exact(30.0), 5.0, 0.0442,
    of_the_model=False, sources=(),
)  # fmt: skip


def test_avoided_is_substitution_times_manufacture_times_years_given_over_years_of_new():
    found = avoided_impact([(LAPTOP, 10)], 0.5, 3)
    assert found.kg == Interval(540.0, 750.0, 960.0)
    assert (found.counted, found.unknown) == (10, 0)


def test_a_device_without_impact_is_not_assessed_rather_than_zero():
    found = avoided_impact([(None, 4), (LAPTOP, 1)], 1, 5)
    assert (found.kg.mid, found.counted, found.unknown) == (250.0, 1, 4)
    assert avoided_impact([(None, 4)], 1, 5).kg is None


@pytest.mark.parametrize(("share", "years"), [(1.01, 3), (-0.1, 3), (0.5, 0)])
def test_a_share_over_one_or_no_year_is_refused(share, years):
    with pytest.raises(ReuseError):
        avoided_impact([(LAPTOP, 1)], share, years)


def test_net_value_is_a_straight_line_by_days():
    found = net_value(Decimal(1000), date(2021, 1, 1), 5, date(2024, 1, 1))
    assert found.amount == Decimal("400.33")  # 731 of 1,826 days left
    assert found.ends_on == date(2026, 1, 1)
    assert not found.is_over


def test_a_device_is_fully_depreciated_on_its_day_and_worth_its_price_before_it_is_bought():
    bought = date(2020, 2, 29)
    assert net_value(Decimal(900), bought, 1, date(2021, 3, 1)).is_over
    assert net_value(Decimal(900), bought, 1, date(2021, 2, 28)).amount > 0
    assert net_value(Decimal(900), bought, 3, bought - timedelta(days=9)).amount == 900
    with pytest.raises(ReuseError):
        net_value(Decimal(900), bought, 0, bought)


def test_the_exit_gains_or_costs():
    assert exit_result(Decimal(0), Decimal("400.33")) == Decimal("-400.33")
    assert exit_result(Decimal(500), Decimal("400.33")) == Decimal("99.67")


@given(st.decimals(0, 10**6, places=2), st.integers(1, 15), st.integers(0, 6000))
def test_net_value_never_grows_and_stays_between_zero_and_the_price(price, years, days):
    bought = date(2015, 6, 1)
    now, later = (net_value(price, bought, years, bought + timedelta(n)) for n in (days, days + 1))
    assert 0 <= later.amount <= now.amount <= price
    assert now.is_over == (now.ends_on <= bought + timedelta(days))
