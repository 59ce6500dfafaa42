"""Shares of small areas, and poverty under secrecy: estimates with their intervals."""

import numpy as np
import pytest

from inclusion.index.rows import areas, column
from jalons.inclusion.engine.areas import Status
from jalons.inclusion.engine.index.estimates import beta_quantile, estimated_poverty, shrunk


@pytest.mark.parametrize(
    ("first", "second"), [(1, 1), (1.5, 4), (3, 30), (12, 5), (80, 240), (2, 900), (4000, 9000)]
)
def test_the_quantiles_of_a_beta_law_are_those_that_draws_give(first, second):
    drawn = np.random.default_rng(7).beta(first, second, 400_000)
    for side, part in ((-1, 0.05), (1, 0.95)):
        (found,) = beta_quantile(np.array([float(first)]), np.array([float(second)]), side)
        assert (drawn <= found).mean() == pytest.approx(part, abs=0.012)


def test_a_beta_law_with_a_parameter_under_one_has_an_interval_within_zero_and_one():
    low, high = (
        float(beta_quantile(np.array([0.2]), np.array([40.0]), side)[0]) for side in (-1, 1)
    )
    assert 0 <= low < high < 0.1


def test_a_small_area_is_drawn_to_its_epci_and_a_large_one_stays():
    share = [0.2, 0.21, 0.19, 0.22, 0.18, 0.9, 0.3]
    people = [5000, 4000, 6000, 3000, 5000, 10, 50_000]
    found = shrunk(column("old", share, people), areas(["e"] * 7))
    assert 0.2 < found.values[5] < 0.5, "ten people prove little"
    assert found.values[6] == pytest.approx(0.3, abs=0.005)
    width = found.high - found.low
    assert width[5] > 10 * width[6]
    assert np.all((found.low <= found.values) & (found.values <= found.high))
    assert set(found.status) == {Status.ESTIMATED}


def test_the_interval_of_a_posterior_covers_the_true_share_nine_times_in_ten():
    chance = np.random.default_rng(23)
    true = chance.beta(8, 24, 3000)
    people = chance.integers(20, 400, 3000)
    seen = chance.binomial(people, true) / people
    found = shrunk(column("old", seen, people), areas(["e"] * 3000))
    covered = ((found.low <= true) & (true <= found.high)).mean()
    assert covered == pytest.approx(0.9, abs=0.02)
    error = [np.mean((each - true) ** 2) for each in (found.values, seen)]
    assert error[0] < error[1], "nearer to the truth than what was counted"


def test_a_small_epci_leaves_the_prior_to_its_departement():
    epci = ["small"] * 2 + ["large"] * 6
    share = [0.5, 0.5, 0.1, 0.11, 0.09, 0.1, 0.12, 0.1]
    people = [20, 20, 900, 800, 1000, 900, 800, 900]
    by_departement = shrunk(column("old", share, people), areas(epci, ["01"] * 8))
    apart = shrunk(column("old", share, people), areas(epci, ["02", "02", *["01"] * 6]))
    assert by_departement.values[0] < 0.5
    assert not np.isnan(apart.values).any(), "the last resort is all areas"


def test_nothing_is_made_of_what_is_not_known():
    share, people = [0.2, np.nan, 0.3, 0.2, 0.2, 0.2], [100, 100, 0, 100, 100, 100]
    found = shrunk(column("old", share, people), areas(["e"] * 6))
    assert np.isnan(found.values[[1, 2]]).all()
    assert found.status[1] is Status.MISSING
    assert np.isnan(found.low[1])


def test_what_is_no_share_stays_as_it_is():
    wage = column("income", [1, 2, 3])
    assert shrunk(wage, areas(["e"] * 3)) is wage


def test_poverty_under_secrecy_is_estimated_from_income_and_marked():
    chance = np.random.default_rng(2)
    wage = chance.uniform(17_000, 30_000, 400)
    truth = 1 / (1 + np.exp(-(30 - 3.2 * np.log(wage) + chance.normal(0, 0.2, 400))))
    poverty = np.where(np.arange(400) % 4, np.nan, truth)
    found = estimated_poverty(column("poverty", poverty), column("income", wage))
    assert found.pairs == 100
    assert found.rho < -0.8
    made = np.array([each is Status.ESTIMATED for each in found.column.status])
    assert made.sum() == found.made > 290
    inside = (found.column.low <= truth) & (truth <= found.column.high)
    assert inside[made].mean() == pytest.approx(0.9, abs=0.06)
    assert np.array_equal(found.column.values[~np.isnan(poverty)], poverty[~np.isnan(poverty)])


def test_poverty_is_not_estimated_beyond_the_incomes_that_were_published_nor_from_a_few():
    wage = np.array([*np.linspace(20_000, 25_000, 40), 60_000, np.nan])
    poverty = np.array([*np.linspace(0.2, 0.1, 40), np.nan, np.nan])
    found = estimated_poverty(column("poverty", poverty), column("income", wage))
    assert found.made == 0
    assert np.isnan(found.column.values[-2:]).all()
    few = estimated_poverty(column("p", poverty[:20]), column("income", wage[:20]))
    assert (few.pairs, few.rho, few.made) == (20, None, 0)
