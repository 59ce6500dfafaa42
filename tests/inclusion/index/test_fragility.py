"""The score: scales, direction, reference, missing values, means, the formula of the DERI."""

import numpy as np
import pytest

from inclusion.index.rows import column
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.engine.index.fragility import Choice, fragility
from jalons.inclusion.engine.index.values import Indicator, Means, Scale

OLD, INCOME = Indicator("old", "skills"), Indicator("income", "means", more_is_fragile=False)


def score(columns, choice):
    return fragility({each.id: each for each in columns}, choice).score


def test_a_percentile_is_the_share_of_areas_below_the_equal_ones_in_the_middle():
    found = score([column("old", [1, 2, 2, 4, 9])], Choice((OLD,)))
    assert found == pytest.approx([10, 40, 40, 70, 90])


def test_the_direction_turns_a_score_around():
    found = score([column("income", [10, 20, 30, 40, 50])], Choice((INCOME,)))
    assert found == pytest.approx([90, 70, 50, 30, 10])


def test_a_range_is_cut_at_the_quantiles_of_the_reference():
    values = [*range(100), 10_000]
    found = score([column("old", values)], Choice((OLD,), scale=Scale.RANGE))
    assert (found[0], found[-1]) == (0, 100)
    assert found[50] == pytest.approx(50), "the extreme value crushes nobody"


def test_an_indicator_that_is_the_same_everywhere_says_fifty():
    for scale in Scale:
        assert score([column("old", [7] * 6)], Choice((OLD,), scale=scale)) == pytest.approx(50)


def test_values_are_compared_with_the_reference_area_only():
    choice = Choice((OLD,), reference=np.arange(5))
    found = score([column("old", [1, 2, 3, 4, 5, 0, 9])], choice)
    assert found[5:] == pytest.approx([0, 100])
    assert found[2] == pytest.approx(50)


def test_a_missing_value_leaves_no_score_unless_the_choice_says_how_much_must_be_known():
    columns = {"old": column("old", [1, 2, 3, 4, 5, 6]),
               "income": column("income", [5, 4, np.nan, 2, 1, 0])}  # fmt: skip
    strict = fragility(columns, Choice((OLD, INCOME)))
    assert np.isnan(strict.score[2])
    lenient = fragility(columns, Choice((OLD, INCOME), known=0.5))
    assert lenient.score[2] == pytest.approx(lenient.scores[2, 0])
    assert lenient.known[2] == pytest.approx(0.5)
    too_strict = fragility(columns, Choice((OLD, INCOME), known=0.51))
    assert np.isnan(too_strict.score[2])


def test_an_unknown_value_is_never_zero():
    nothing = {"old": column("old", [1, 2, 3, 4, 5, np.nan])}
    assert np.isnan(fragility(nothing, Choice((OLD,), known=0.1)).score[5])


def test_a_low_score_makes_up_less_for_a_high_one_in_a_geometric_mean():
    columns = [column("old", [1, 2, 3, 4, 5]), column("income", [1, 2, 3, 4, 5])]
    choice = (OLD, INCOME)
    plain = score(columns, Choice(choice))
    geometric = score(columns, Choice(choice, means=Means.GEOMETRIC))
    assert plain == pytest.approx(50)
    assert geometric[2] == pytest.approx(50)
    assert geometric[0] < 40
    assert np.all((geometric >= 0) & (geometric <= 100))


def test_weights_are_relative_within_a_pillar_and_pillars_weigh_alike():
    indicators = (Indicator("a", "x", 3), Indicator("b", "x"), Indicator("c", "y"))
    assert Choice(indicators).shares() == pytest.approx([0.375, 0.125, 0.5])


def test_the_gaps_sum_to_the_distance_from_the_middle():
    columns = {"old": column("old", [1, 5, 3, 2, 4]), "income": column("income", [5, 3, 1, 4, 2])}
    found = fragility(columns, Choice((OLD, INCOME)))
    rows = np.arange(5)
    middle = found.middle @ found.choice.shares()
    assert found.gaps(rows).sum(axis=1) == pytest.approx(found.score - middle)


def test_the_mean_counts_people_and_leaves_unknown_areas_out():
    found = fragility({"old": column("old", [1, 2, 3, 4, 5, np.nan])}, Choice((OLD,)))
    people = np.array([100.0, 0, 0, 0, 300, 9999])
    assert found.mean(people, np.arange(6)) == pytest.approx((10 * 100 + 90 * 300) / 400)
    assert np.isnan(found.mean(people, np.array([5])))


@pytest.mark.parametrize(
    ("code", "made"),
    [
        ("index_empty", lambda: Choice(())),
        ("index_weight", lambda: Choice((Indicator("old", weight=0),))),
        ("index_known", lambda: Choice((OLD,), known=0)),
        ("index_unknown", lambda: fragility({}, Choice((OLD,)))),
        ("index_few", lambda: fragility({"old": column("old", [1, 2, np.nan, 4, 5])},
                                        Choice((OLD,)))),
    ],
)  # fmt: skip
def test_a_choice_that_cannot_be_is_refused_with_a_way_out(code, made):
    with pytest.raises(InclusionError) as caught:
        made()
    assert caught.value.code == code
    assert caught.value.hint("fr")


def test_the_formula_of_the_deri_gives_its_hand_worked_example():
    """10·(x−min)/(max−min), speed inverted; weights 5-5, 3-3-3, 4-2-2-2; components 3-3-3."""
    values = {
        # five areas; the second is worked by hand below
        "65+": [10, 20, 30, 40, 50], "75+": [4, 6, 8, 10, 12],
        "no 30": [0, 0.5, 0.1, 0.2, 1], "under 10": [0, 0.1, 0.2, 0.3, 0.4],
        "speed": [100, 60, 40, 30, 20],
        "no diploma": [5, 15, 25, 35, 45], "pension credit": [2, 4, 6, 8, 12],
        "unemployed": [1, 3, 5, 7, 9], "IMD": [10, 30, 50, 70, 90],
    }  # fmt: skip
    weights = [("age", 5), ("age", 5), ("net", 3), ("net", 3), ("net", 3),
               ("who", 4), ("who", 2), ("who", 2), ("who", 2)]  # fmt: skip
    indicators = tuple(
        Indicator(name, pillar, weight, more_is_fragile=name != "speed")
        for name, (pillar, weight) in zip(values, weights, strict=True)
    )
    choice = Choice(indicators, scale=Scale.RANGE, clip=0)
    found = score([column(*each) for each in values.items()], choice) / 10
    age = (5 * 2.5 + 5 * 2.5) / 10
    net = (3 * 5 + 3 * 2.5 + 3 * 5) / 9  # speed: 10 − 10·(60−20)/(100−20) = 5
    who = (4 * 2.5 + 2 * 2 + 2 * 2.5 + 2 * 2.5) / 10
    assert found[1] == pytest.approx((3 * age + 3 * net + 3 * who) / 9)
    assert found[0] == pytest.approx(0)
    assert found[4] == pytest.approx(10)
