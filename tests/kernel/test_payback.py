"""Years until a new device pays back, and a year of service of each choice."""

import pytest

from jalons.kernel.payback import Service, payback_years, replacing_is_better

GRID = 0.0442


def test_the_years_the_german_agency_published_are_found_again():
    # UBA: a laptop that saves 10 % of its energy, with the least and the most of its manufacture.
    assert round(payback_years(91.5, 27.7, 24.93, 1.0), 1) == 33.0
    assert round(payback_years(241.5, 27.7, 24.93, 1.0), 1) == 87.2


def test_on_the_french_grid_energy_alone_takes_centuries():
    assert round(payback_years(250, 40, 30, GRID), 1) == 565.6


@pytest.mark.parametrize(("old", "new"), [(30, 30), (30, 40)])
def test_a_device_that_saves_nothing_never_pays_back(old, new):
    assert payback_years(250, old, new, GRID) is None


def test_a_year_of_each_choice():
    new, kept = Service(250, 4, 30 * GRID), Service(20, 2, 38 * GRID)
    assert (round(new.yearly, 2), round(kept.yearly, 2)) == (63.83, 11.68)
    assert not replacing_is_better(new, kept)


def test_a_carbon_heavy_grid_and_an_old_server_turn_the_answer():
    old, new = Service(50, 2, 4_000 * 0.5), Service(1_200, 5, 1_500 * 0.5)
    assert replacing_is_better(new, old)
