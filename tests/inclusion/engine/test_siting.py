"""Where to open places: against every choice tried one by one, and by hand."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.inclusion.engine.access import Nearest, Pairs, Way
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.engine.siting import Minimum, Model, Outcome, Problem, reasons, solve, weigh

pytestmark = pytest.mark.extras  # HiGHS
WAY = Way("km", 1.3)


def all_pairs(km, way=WAY):
    areas, places = np.indices(km.shape)
    return Pairs(areas.ravel(), places.ravel(), km.ravel(), way, np.ones(len(km), dtype=bool))


def problem(model, seed=0, size=9, new=2, **more):
    draw = np.random.default_rng(seed)
    here = draw.uniform(0, 40, (size, 2))
    km = np.round(np.linalg.norm(here[:, None] - here, axis=2), 3)
    people = draw.integers(1, 900, size).astype(float)
    settings = {"radius": 10.0} if model is Model.COVERAGE else {}
    return Problem(model, new, people, people, all_pairs(km), size, **settings | more)


def value(stated, chosen):
    """The objective of a choice, by its definition."""
    km = np.full((len(stated.people), stated.candidates), np.inf)
    km[stated.pairs.areas, stated.pairs.places] = stated.pairs.km
    now = km[:, list(chosen)].min(axis=1)
    if stated.existing is not None:
        now = np.fmin(now, stated.existing.km)
    if stated.model is Model.COVERAGE:
        return -stated.weights[now <= stated.radius].sum()
    return (stated.weights * now).sum() if stated.model is Model.P_MEDIAN else now.max()


def best(stated, allowed=lambda _: True):
    choices = combinations(range(stated.candidates), stated.new)
    return min(value(stated, chosen) for chosen in choices if allowed(chosen))


@pytest.mark.parametrize("model", Model)
@given(seed=st.integers(0, 10_000), new=st.integers(1, 4), fixed=st.booleans())
def test_no_other_choice_is_better_and_the_bound_says_so(model, seed, new, fixed):
    stated = problem(model, seed, new=new)
    if fixed:
        km = np.random.default_rng(seed + 1).uniform(2, 40, len(stated.people))
        stated = replace(stated, existing=Nearest(np.zeros(len(km), dtype=int), km, WAY))
    answer = solve(stated, seconds=20)
    sign = -1 if model is Model.COVERAGE else 1
    assert answer.outcome is Outcome.OPTIMAL
    assert sign * answer.objective == pytest.approx(best(stated), rel=1e-9)
    assert sign * answer.bound <= sign * answer.objective + 1e-6 * abs(answer.objective)
    assert value(stated, answer.chosen or (0,)) >= best(stated) - 1e-9 or not answer.chosen
    assert all(each.loss >= -1e-6 for each in answer.alternatives)


@given(seed=st.integers(0, 10_000))
def test_one_more_place_never_covers_fewer_people(seed):
    objectives = [
        solve(problem(Model.COVERAGE, seed, new=new), seconds=20).objective for new in (1, 2, 3)
    ]
    assert objectives == sorted(objectives)


@given(seed=st.integers(0, 10_000), model=st.sampled_from([Model.COVERAGE, Model.P_MEDIAN]))
def test_a_group_gets_its_minimum_and_the_best_choice_that_gives_it(seed, model):
    rule = Minimum("200000001", np.array([0, 1, 2]), 1)
    stated = replace(problem(model, seed), minimums=(rule,))
    answer = solve(stated, seconds=20)
    sign = -1 if model is Model.COVERAGE else 1
    expected = best(stated, lambda chosen: set(chosen) & {0, 1, 2})
    assert set(answer.chosen) & {0, 1, 2}
    assert sign * answer.objective == pytest.approx(expected, rel=1e-9)


def test_a_line_of_towns_by_hand():
    km = np.abs(np.subtract.outer([0.0, 4, 8, 30], [0.0, 4, 8, 30]))
    people = np.array([100.0, 10, 100, 50])
    stated = Problem(Model.COVERAGE, 1, people, people, all_pairs(km), 4, radius=5.0)
    answer = solve(stated, seconds=20)
    assert (answer.chosen, answer.objective, answer.gained, answer.before) == ((1,), 210, 210, 0)
    (other,) = answer.alternatives
    assert other.objective == 110
    assert other.loss == 100
    (why,) = reasons(replace(stated, hours=np.array([1.0, 12, 3, 4])), answer)
    assert (why.newly, why.nearer, why.hours) == (210, 260, 12)
    assert why.after == pytest.approx((400 + 400 + 26 * 50) / 260)


def test_seats_limit_who_is_served():
    km = np.array([[1.0, 50], [1, 50], [50, 1]])
    people = np.array([100.0, 80, 90])
    stated = Problem(
        Model.COVERAGE, 1, people, people, all_pairs(km), 2, radius=5.0,
        capacity=np.array([60.0, 100]),
    )  # fmt: skip
    answer = solve(stated, seconds=20)
    assert (answer.chosen, answer.objective, answer.outcome) == ((1,), 90, Outcome.OPTIMAL)
    wide = solve(replace(stated, capacity=np.array([np.nan, 100])), seconds=20)
    assert (wide.chosen, wide.objective) == ((0,), 180)


@given(seed=st.integers(0, 10_000), new=st.integers(1, 4))
def test_the_next_best_of_the_longest_distance_is_the_best_single_replacement(seed, new):
    stated = problem(Model.P_CENTER, seed, new=new)
    answer = solve(stated, seconds=20)
    assert answer.unsought == ()
    for row in set(answer.chosen) - {each.without for each in answer.alternatives}:
        stay = set(answer.chosen) - {row}  # nothing that could replace it brings anything
        assert all(value(stated, stay | {one}) == value(stated, stay) for one in range(9)
                   if one != row and stay)  # fmt: skip
    for each in answer.alternatives:
        stay, free = set(answer.chosen) - {each.without}, set(range(9)) - set(answer.chosen)
        assert each.objective == pytest.approx(min(value(stated, stay | {one}) for one in free))
        assert each.objective == pytest.approx(value(stated, stay | {each.instead}))
        assert each.loss == pytest.approx(each.objective - answer.objective)


def test_seats_have_a_next_best_too_and_without_time_it_is_said_not_sought():
    km = np.array([[1.0, 50, 2], [1, 50, 2], [50, 1, 50]])
    people = np.array([100.0, 80, 90])
    stated = Problem(
        Model.COVERAGE, 2, people, people, all_pairs(km), 3, radius=5.0,
        capacity=np.array([150.0, 100, 60]),
    )  # fmt: skip
    answer = solve(stated, seconds=20)
    assert (answer.chosen, answer.objective) == ((0, 1), 240)
    assert [(each.without, each.instead, each.loss) for each in answer.alternatives] == [
        (0, 2, pytest.approx(90)), (1, 2, pytest.approx(60)),
    ]  # fmt: skip
    hurried = solve(replace(stated, model=Model.P_CENTER, capacity=None, radius=None), seconds=0)
    assert hurried.alternatives == ()
    assert hurried.unsought == hurried.chosen


def test_without_time_the_answer_comes_with_its_real_gap():
    draw = np.random.default_rng(3)
    here = draw.uniform(0, 90, (400, 2))
    km = np.linalg.norm(here[:, None] - here, axis=2)
    people = draw.integers(1, 900, 400).astype(float)
    stated = Problem(Model.P_MEDIAN, 12, people, people, all_pairs(km), 400)
    answer = solve(stated, seconds=0)
    assert len(answer.chosen) == 12
    assert answer.outcome is Outcome.WITHIN_GAP
    assert answer.gap > 0
    proven = solve(stated, seconds=60)
    assert proven.outcome is Outcome.OPTIMAL
    assert answer.bound <= proven.objective <= answer.objective


def test_what_cannot_be_chosen_is_said():
    far = np.full((3, 3), 60.0)
    people = np.ones(3)
    rule = Minimum("g", np.array([0, 1, 2]), 3)
    stated = Problem(Model.COVERAGE, 2, people, people, all_pairs(far), 3, radius=70.0)
    assert solve(replace(stated, minimums=(rule,)), seconds=9).outcome is Outcome.IMPOSSIBLE
    alone = Pairs(np.arange(3), np.arange(3), np.ones(3), WAY, np.ones(3, dtype=bool))
    for model in (Model.P_MEDIAN, Model.P_CENTER):
        lost = solve(Problem(model, 2, people, people, alone, 3), seconds=9)
        assert (lost.outcome, lost.chosen) == (Outcome.IMPOSSIBLE, ())
    assert solve(Problem(Model.P_MEDIAN, 3, people, people, alone, 3), seconds=9).objective == 3


def test_what_cannot_be_stated_is_refused():
    stated = problem(Model.COVERAGE)
    by_road = Nearest(np.zeros(9, dtype=int), np.ones(9), Way("min", None, "road.csv"))
    for wrong, code in (
        ({"new": 0}, "siting_new"),
        ({"radius": None}, "siting_radius"),
        ({"existing": by_road}, "ways_mixed"),
        ({"weights": np.full(9, np.nan)}, "siting_empty"),
        ({"model": Model.P_MEDIAN, "capacity": np.ones(9)}, "siting_capacity"),
        ({"pairs": replace(stated.pairs, within=5.0)}, "siting_far"),
    ):
        with pytest.raises(InclusionError) as refused:
            solve(replace(stated, **wrong), seconds=5)
        assert refused.value.code == code
    with pytest.raises(InclusionError):
        weigh(np.ones(2), np.ones(2), ("over_65", "distance_place"))
    assert weigh(np.array([10.0, 20]), np.array([0.5, np.nan]), ("over_65",))[0] == 5
