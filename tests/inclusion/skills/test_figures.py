"""Sums add up, hours follow what is hidden, gains are bounded and never guessed."""

from datetime import date
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from jalons.inclusion.engine.skills.figures import (
    OTHERS,
    ActivityFacts,
    breakdown,
    by_age,
    first_visits,
    merged,
    monday,
    month_of,
    tally,
)
from jalons.inclusion.engine.skills.training import LEVELS, completion, gained, progress
from jalons.inclusion.words.skills import codes, label, year_sentence
from jalons.kernel.suppression import LEAST_INCOME, TOTAL

APRIL = date(2026, 4, 8)


def activity(people=8, **more):
    return ActivityFacts(**{"week": APRIL, "kind": "collective", "minutes": 90} | more,
                         people=people)  # fmt: skip


def people_of(found):
    return {each.code: each.people for each in found.lines}


def test_a_week_belongs_to_the_month_of_its_thursday():
    assert monday(date(2026, 4, 5)) == date(2026, 3, 30)
    assert month_of(date(2026, 4, 1)) == "2026-04"
    assert month_of(date(2026, 1, 1)) == "2026-01"
    assert month_of(date(2027, 1, 1)) == "2026-12"


def test_sums_of_parts_are_the_sums_of_the_whole():
    made = [activity(at, themes=("email",), ages={"70": 1}) for at in range(1, 9)]
    assert merged([tally(made[:3]), tally(made[3:])]) == tally(made)


def test_a_total_that_no_activity_makes_up_is_zero_and_not_hidden():
    found = breakdown(tally([]), "month")
    assert (found.lines, found.total.people, found.hides) == ((), 0, False)
    assert year_sentence(found, 2026) == "Aucun accompagnement n’est enregistré en 2026."


def test_the_hours_and_the_number_of_what_is_hidden_are_hidden_too():
    made = [activity(20, place="venue"), activity(2, place="home"), activity(9, place="remote")]
    found = breakdown(tally(made), "place", codes("place"))
    assert people_of(found) == {"venue": 20, "home": None, "remote": None, "elsewhere": 0}
    home = next(each for each in found.lines if each.code == "home")
    assert (home.activities, home.hours) == (None, None)
    assert (found.total.people, found.total.hours) == (31, 4.5)


def test_a_small_place_is_never_named():
    made = [activity(20, commune="35360"), activity(2, commune="35001"), activity(9)]
    found = breakdown(tally(made), "commune", gathers=True)
    assert "35001" not in people_of(found)
    assert people_of(found) == {"": None, "35360": 20, OTHERS: None}


def test_a_theme_of_two_is_counted_in_both():
    found = breakdown(tally([activity(6, themes=("email", "bank"))]), "theme", codes("theme"))
    assert people_of(found)["email"] == people_of(found)["bank"] == 6


def test_what_tells_of_work_has_a_higher_threshold():
    made = [activity(10, statuses={"unemployed": 10}), activity(40, statuses={"working": 40})]
    found = breakdown(tally(made), "status", codes("status"), least=LEAST_INCOME)
    assert people_of(found)["unemployed"] is None
    assert people_of(found)["working"] is None


def test_ages_that_are_not_given_stand_apart():
    made = [activity(12, ages={"70": 6}), activity(9, kind="individual", ages={"70": 9})]
    found = by_age(tally(made), (*codes("age"), ""), codes("kind"))
    counts = people_of(found)
    assert (counts["70|collective"], counts["|collective"], counts["70|*"]) == (6, 6, 15)
    assert found.total.people == 21


def test_who_came_twice_is_counted_once_only_when_somebody_counted():
    assert first_visits(tally([activity(30)])) is None
    assert first_visits(tally([activity(30, newcomers=20), activity(5)])) == (20, 25)
    assert first_visits(tally([activity(4, newcomers=4)])) is None


def test_a_few_people_are_a_sentence_without_a_number():
    words = year_sentence(breakdown(tally([activity(3)]), "month"), 2026)
    assert "trop peu" in words
    assert "3" not in words.replace("2026", "")


def test_completion_counts_only_the_sessions_that_know_it():
    assert completion([(20, 14), (12, None)]) == (14, 20)
    assert completion([(12, None)]) is None
    assert completion([(20, 18)]) is None  # the two who left would be known


def test_gains_are_bounded_when_as_many_answered_twice():
    found = progress({"1": 10}, {"3": 10})
    assert (found.answered, found.gained) == (10, (10, 10))
    assert progress({"1": 10}, {"3": 9}).gained is None
    assert progress({"1": 9, "2": 1}, {"3": 10}).gained is None
    assert progress({"1": 10, "": 6}, {"3": 10}).gained == (10, 10)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=5), st.data())
def test_the_bounds_of_gains_are_those_of_every_way_to_pair(before, data):
    after = data.draw(st.lists(st.integers(1, 5), min_size=len(before), max_size=len(before)))
    ways = {sum(b > a for a, b in zip(before, order, strict=True)) for order in permutations(after)}
    sides = [[str(each) for each in side] for side in (before, after)]
    counts = [{level: side.count(level) for level in LEVELS} for side in sides]
    assert gained(*counts) == (min(ways), max(ways))


def test_every_code_has_its_words_in_both_languages():
    assert len(codes("theme")) == 30
    assert label("theme", "email", "en") == "E-mail"
    assert label("age", "", "fr") == "non précisé"
    assert label("commune", TOTAL) == "Total"
