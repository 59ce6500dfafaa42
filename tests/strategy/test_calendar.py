"""The days the law speaks of, as the next day to come."""

from datetime import date

import pytest

from jalons.strategy.engine.statutory.calendar import next_day

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("on", "day"),
    [
        ("2027-12-02", date(2027, 12, 2)),
        ("2026-11-24", TODAY),
        ("2026-11-23", None),
        ("2027-08", date(2027, 8, 1)),
        ("2026-08", None),
        ("2030", date(2030, 1, 1)),
        ("2025", None),
        ("06-30", date(2027, 6, 30)),
        ("12-31", date(2026, 12, 31)),
        ("11-24", TODAY),
    ],
)
def test_the_next_day_is_today_or_later(on, day):
    assert next_day(on, TODAY) == day


@pytest.mark.parametrize("on", ["soon", "2027-13", "2027-02-30", ""])
def test_what_is_not_a_day_is_refused(on):
    with pytest.raises(ValueError, match=r".+"):
        next_day(on, TODAY)
