"""What a result shows beside what was hoped for; who tried a service, without a small count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.kernel import Interval
from jalons.kernel.suppression import LEAST
from jalons.participation.engine.experiments.outcomes import Expectation, ExperimentOutcome, judge
from jalons.participation.engine.experiments.trials import share_tried, shown_people
from jalons.participation.words.experiments import outcome_words, result_words, value_words

numbers = st.floats(-1e6, 1e6).map(lambda each: round(each, 3))


@st.composite
def intervals(draw):
    return Interval(*sorted(draw(st.tuples(numbers, numbers, numbers))))


def test_each_outcome_has_its_case():
    up = Expectation(60, baseline=40)
    cases = {
        ExperimentOutcome.REACHED: Interval(61, 62, 70),
        ExperimentOutcome.UNSURE: Interval(55, 58, 61),
        ExperimentOutcome.BETTER: Interval(45, 50, 55),
        ExperimentOutcome.MISSED: Interval(35, 45, 55),
        ExperimentOutcome.SAME: Interval(30, 35, 40),
    }
    assert {judge(up, found): found for found in cases.values()} == cases


def test_without_a_value_before_nothing_is_said_better_than_before():
    assert judge(Expectation(60), Interval.exact(59)) is ExperimentOutcome.MISSED
    assert judge(Expectation(60), Interval.exact(60)) is ExperimentOutcome.REACHED


@given(numbers, st.none() | numbers, intervals())
def test_what_should_fall_is_judged_as_what_should_rise_upside_down(expected, baseline, found):
    rising = Expectation(expected, baseline)
    falling = Expectation(-expected, None if baseline is None else -baseline, upwards=False)
    assert judge(falling, found.scaled(-1)) is judge(rising, found)


@given(numbers, numbers, intervals())
def test_an_exact_value_is_always_decided(expected, baseline, found):
    exact = judge(Expectation(expected, baseline), Interval.exact(found.mid))
    assert exact is not ExperimentOutcome.UNSURE
    assert (exact is ExperimentOutcome.REACHED) == (found.mid >= expected)


def test_a_goal_worse_than_what_is_there_is_seen():
    assert Expectation(10, baseline=20).contradicts
    assert Expectation(20, baseline=10, upwards=False).contradicts
    assert not Expectation(10, baseline=20, upwards=False).contradicts
    assert not Expectation(10).contradicts


@given(st.integers(1, 60), st.lists(st.none() | st.integers(0, 60), min_size=1, max_size=5))
def test_no_small_count_of_people_is_shown_nor_its_complement(people, counts):
    profiles = {str(at): None if n is None else min(n, people) for at, n in enumerate(counts)}
    found = shown_people(people, profiles)
    assert set(found.profiles) == {name for name, n in profiles.items() if n is not None}
    assert found.people in {None, people}
    assert (found.people is None) == (people < LEAST)
    for name, shown in found.profiles.items():
        count = profiles[name]
        assert shown in {None, count}
        if shown:
            assert shown >= LEAST
            assert people - shown == 0 or people - shown >= LEAST


@given(st.lists(st.sampled_from([True, False, None])))
def test_the_share_tried_has_what_nobody_knows_in_its_interval(marks):
    found = share_tried(marks)
    if not marks:
        assert found is None
        return
    assert found.low * len(marks) == pytest.approx(sum(each is True for each in marks))
    known = [each for each in marks if each is not None]
    assert (found.width == 0) == (len(known) == len(marks))


def test_values_and_results_are_said_with_their_unit_and_bounds():
    assert value_words(1234.5, "%", "fr").endswith("1\u202f234,5\u202f%")
    assert value_words(12, "appels par semaine", "fr") == "12\u00a0appels par semaine"
    assert value_words(3, "", "fr") == "3"
    said = result_words(Interval(98, 104, 110), "kWh", "fr")
    assert said == "104\u00a0kWh (entre 98 et 110)"
    assert outcome_words(ExperimentOutcome.SAME, unmeasured=False, lang="fr") == (
        "Ce n’est pas mieux qu’avant."
    )
    assert outcome_words(None, unmeasured=True, lang="fr") == "Rien n’a pu être mesuré."
    assert outcome_words(None, unmeasured=False, lang="fr") == ""
