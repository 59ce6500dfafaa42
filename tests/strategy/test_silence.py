"""Silence never pays: no answer gives fewer points done than none, under any version and facts.

Also what a milestone rests on, and what is measured beside the answers.
"""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit, Urn
from jalons.strategy.engine.diagnosis.basket import propose
from jalons.strategy.engine.diagnosis.latest_values import LatestValue, latest_values
from jalons.strategy.engine.diagnosis.path import moved
from jalons.strategy.engine.diagnosis.referential import Facts
from jalons.strategy.engine.diagnosis.scoring import (
    Answer,
    Progress,
    Scoring,
    diagnose,
    facts_as_values,
)
from jalons.strategy.store import catalogue, referential, referential_versions

VERSIONS = referential_versions()
LATEST = referential()
TOWN = Facts(kind="commune", population=80_000, staff=900, competences=frozenset({"waste"}))
SAID = (Answer.DONE, Answer.PLANNED, Answer.NOT_DONE, Answer.UNKNOWN)
FACTS = st.builds(
    Facts,
    kind=st.sampled_from(["commune", "epci", "ept", "departement", "region", None]),
    population=st.one_of(st.none(), st.sampled_from([300, 3_500, 9_000, 20_001, 50_001])),
    staff=st.one_of(st.none(), st.sampled_from([3, 20, 50, 51, 900])),
    competences=st.one_of(st.none(), st.sampled_from([frozenset(), frozenset({"waste"})])),
)


def ids(version):
    return [question.id for question in referential(version).questions()]


@st.composite
def answered(draw):
    """A version, some answers, and others given where nothing was answered."""
    version = draw(st.sampled_from(VERSIONS))
    names = ids(version)
    first = draw(st.dictionaries(st.sampled_from(names), st.sampled_from(list(Answer))))
    number = draw(st.sampled_from("123456789"))  # many answers in one commitment
    near = [name for name in names if name.startswith(number)]
    first |= draw(st.dictionaries(st.sampled_from(near), st.sampled_from(list(Answer))))
    silent = [name for name in near if name not in first]
    more = {}
    if silent:
        more = draw(st.dictionaries(st.sampled_from(silent), st.sampled_from(SAID)))
    return version, first, more


def reached(found):
    return {
        milestone.milestone.id
        for commitment in found.commitments
        for milestone in commitment.milestones
        if milestone.progress is Progress.REACHED
    }


@settings(max_examples=300, deadline=None)
@given(answered(), FACTS)
def test_an_answer_never_gives_less_than_silence(case, facts):
    version, first, more = case
    before = diagnose(referential(version), first, facts)
    after = diagnose(referential(version), first | more, facts)
    for one, two in zip(before.commitments, after.commitments, strict=True):
        if one.shares is None:
            assert two.shares is None
            continue
        assert two.shares.done >= one.shares.done - 1e-9
        assert two.shares.planned >= one.shares.planned - 1e-9
        assert two.shares.known >= one.shares.known - 1e-9
    assert reached(before) <= reached(after)
    only = {name: said for name, said in more.items() if said is Answer.DONE}
    done = diagnose(referential(version), first | only, facts)
    assert done.shares.done == pytest.approx(after.shares.done)  # only what is done adds to done


@settings(max_examples=200, deadline=None)
@given(answered(), FACTS)
def test_a_detail_that_does_not_concern_the_authority_takes_nothing_away(case, facts):
    version, first, more = case
    details = {name: Answer.NOT_CONCERNED for name in more if name.count(".") == 3}
    before = diagnose(referential(version), first, facts)
    after = diagnose(referential(version), first | details, facts)
    assert after.shares.done >= before.shares.done - 1e-9
    assert after.shares.known >= before.shares.known - 1e-9
    assert reached(before) <= reached(after)


@settings(max_examples=200, deadline=None)
@given(answered(), FACTS)
def test_the_four_shares_make_a_whole_and_what_is_done_is_known(case, facts):
    version, first, more = case
    found = diagnose(referential(version), first | more, facts)
    for each in (found, *found.commitments):
        if each.shares:
            whole = each.shares
            assert whole.done + whole.planned + whole.not_done + whole.unknown == pytest.approx(1)
            assert whole.done <= whole.known + 1e-9
    for commitment in found.commitments:
        for each in commitment.questions:
            parts = each.own_points + sum(detail.points for detail in each.details)
            assert parts == pytest.approx(each.points)


def test_four_answers_without_details_no_longer_give_everything():
    bare = dict.fromkeys(("5.1.1", "5.2.2", "5.3.1", "5.4.1"), Answer.DONE)
    found = diagnose(LATEST, bare, TOWN).commitment(5)
    assert found.shares.done == pytest.approx(0.5)
    assert found.shares.unknown == pytest.approx(0.5)
    honest = diagnose(LATEST, bare | {"5.1.1.b": Answer.NOT_DONE}, TOWN).commitment(5)
    assert honest.shares.done == pytest.approx(found.shares.done)
    assert honest.shares.known > found.shares.known


def test_the_former_rule_let_silence_pay_and_is_kept_for_what_was_stored_under_it():
    bare = dict.fromkeys(("5.1.1", "5.2.2", "5.3.1", "5.4.1"), Answer.DONE)
    former = Scoring.SILENCE_AS_QUESTION
    found = diagnose(LATEST, bare, TOWN, scoring=former).commitment(5)
    assert found.shares.done == pytest.approx(1)
    honest = diagnose(LATEST, bare | {"5.1.1.b": Answer.NOT_DONE}, TOWN, scoring=former)
    assert honest.commitment(5).shares.done < 1


def test_a_detail_left_silent_is_proposed_an_action_and_what_is_done_is_not():
    bare = dict.fromkeys(("5.1.1", "5.2.2", "5.3.1", "5.4.1"), Answer.DONE)
    found = [each for each in propose(diagnose(LATEST, bare, TOWN)) if each.commitment == 5]
    because = {part.question.id for each in found for part in each.because}
    assert because
    assert not because & set(bare)
    for each in found:
        assert each.gain == pytest.approx(sum(part.points for part in each.because))


def test_what_is_known_not_to_be_done_comes_before_what_is_only_unknown():
    said = {"5.1.1": Answer.DONE, "5.1.1.b": Answer.NOT_DONE, "4.3.1.b": Answer.PLANNED}
    found = propose(diagnose(LATEST, said, TOWN))
    known = [each.known for each in found]
    assert known == sorted(known, reverse=True)
    first = {part.question.id for each in found if each.known for part in each.because}
    assert {"5.1.1.b", "4.3.1.b"} <= first


@pytest.mark.parametrize(("staff", "concerned"), [(49, False), (50, False), (51, True)])
def test_open_data_and_the_rules_of_algorithms_read_one_threshold_of_staff(staff, concerned):
    facts = Facts(kind="commune", population=4_000, staff=staff)
    every = [
        part
        for each in diagnose(LATEST, {}, facts).questions()
        for part in (each, *each.details)
        if part.question.id in {"9.2.1", "9.3.1.a"}
    ]
    assert [not part.fired for part in every] == [concerned, concerned]
    assert LATEST.action("9-06").when.evaluate(facts_as_values(facts)) is concerned


# Milestones ---------------------------------------------------------------------------------------


def progress(found, milestone):
    return next(
        each.progress
        for commitment in found.commitments
        for each in commitment.milestones
        if each.milestone.id == milestone
    )


@pytest.mark.parametrize(
    ("milestone", "answers", "missing"),
    [
        ("5.1", ("5.1.1", "5.1.1.a"), "5.1.1.b"),  # “and declared”
        ("1.3", ("1.3.1",), "1.3.1.a"),  # “and a plan is published”
        ("4.1", ("4.1.1", "4.1.1.b"), "4.1.1.a"),  # “every site”
        ("6.2", ("6.2.1", "6.2.1.a"), "6.2.1.c"),  # “who proves its reuse”
        ("8.4", ("8.4.1",), "8.4.1.a"),  # “and made public”
    ],
)
def test_a_milestone_waits_for_each_detail_its_title_rests_on(milestone, answers, missing):
    said = dict.fromkeys(answers, Answer.DONE)
    assert progress(diagnose(LATEST, said, TOWN), milestone) is Progress.UNDER_WAY
    for answer in (Answer.UNKNOWN, Answer.NOT_DONE, Answer.PLANNED):
        found = diagnose(LATEST, said | {missing: answer}, TOWN)
        assert progress(found, milestone) is Progress.UNDER_WAY
    done = diagnose(LATEST, said | {missing: Answer.DONE}, TOWN)
    assert progress(done, milestone) is Progress.REACHED


def test_a_detail_a_title_does_not_rest_on_does_not_hold_the_milestone_back():
    said = {"5.3.1": Answer.DONE, "5.3.1.a": Answer.NOT_DONE}
    assert progress(diagnose(LATEST, said, TOWN), "5.3") is Progress.REACHED


def test_a_version_that_does_not_say_what_its_titles_rest_on_asks_for_every_detail():
    said = {"5.3.1": Answer.DONE}
    old = referential("1.0.0")
    assert progress(diagnose(old, said, TOWN), "5.3") is Progress.UNDER_WAY
    assert progress(diagnose(old, said | {"5.3.1.a": Answer.DONE}, TOWN), "5.3") is Progress.REACHED


def test_every_milestone_of_the_latest_version_says_what_its_title_rests_on():
    for path in LATEST.commitments:
        for milestone in path.milestones:
            assert milestone.requires is not None, milestone.id


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_title_speaks_of_a_result_where_only_an_effort_is_asked_about(lang):
    """Words of results read in former titles; each question asks about a document or a rule."""
    words = {
        "fr": ("sont accessibles", "sont formés", "progressent", "pratiques changent", "pèsent"),
        "en": ("are accessible", "are trained", "gain skills", "practices change", "weigh on"),
    }
    for path in LATEST.commitments:
        for milestone in path.milestones:
            told = f"{milestone.title.to(lang)} {milestone.reached_when.to(lang)}".casefold()
            assert not [word for word in words[lang] if word in told], milestone.id


# What is measured ---------------------------------------------------------------------------------


def measured(indicator, low, mid=None, high=None, year=2026):
    value = Interval(low, low if mid is None else mid, low if high is None else high)
    return {indicator: LatestValue(indicator, value, Period.year(year), Status.MEASURED)}


STATED = {"1.3.1": Answer.DONE, "1.3.1.a": Answer.DONE}


def test_a_milestone_a_measure_contradicts_is_not_reached():
    found = diagnose(LATEST, STATED, TOWN, values=measured("webaudit.valid_statements", 57))
    assert progress(found, "1.3") is Progress.CONTRADICTED
    assert found.reached() == 0
    assert found.against() == 1
    assert [each.question.id for each in found.contradictions()] == ["1.3.1"]
    assert found.commitment(1).milestone.milestone.id == "1.1"
    agreed = diagnose(LATEST, STATED, TOWN, values=measured("webaudit.valid_statements", 100))
    assert progress(agreed, "1.3") is Progress.REACHED
    assert agreed.contradictions() == ()


def test_what_is_measured_changes_no_point():
    found = diagnose(LATEST, STATED, TOWN, values=measured("webaudit.valid_statements", 57))
    assert found.shares == diagnose(LATEST, STATED, TOWN).shares


def test_an_interval_that_leaves_both_possible_contradicts_nobody():
    wide = measured("webaudit.valid_statements", 90, 97, 100)
    found = diagnose(LATEST, STATED, TOWN, values=wide)
    assert progress(found, "1.3") is Progress.REACHED
    assert next(e for e in found.questions() if e.question.id == "1.3.1").says_done is None


@pytest.mark.parametrize(
    ("answer", "value", "against"),
    [
        (Answer.DONE, 57, True),
        (Answer.DONE, 100, False),
        (Answer.NOT_DONE, 100, True),
        (Answer.PLANNED, 100, True),
        (Answer.NOT_DONE, 57, False),
        (Answer.PLANNED, 57, False),
        (Answer.UNKNOWN, 57, False),
        (Answer.UNKNOWN, 100, False),
        (Answer.NOT_CONCERNED, 57, False),
        (None, 57, False),
    ],
)
def test_a_measure_contradicts_what_is_said_not_what_is_not(answer, value, against):
    said = {"1.3.1": answer} if answer else {}
    found = diagnose(LATEST, said, TOWN, values=measured("webaudit.valid_statements", value))
    assert bool(found.contradictions()) is against


def test_a_detail_is_contradicted_too():
    said = {"5.2.2": Answer.DONE, "5.2.2.a": Answer.DONE, "5.2.2.b": Answer.DONE}
    found = diagnose(LATEST, said, TOWN, values=measured("procurement.index_used", 40))
    assert [each.question.id for each in found.contradictions()] == ["5.2.2.a"]
    assert progress(found, "5.2") is Progress.REACHED  # its title does not rest on it


def test_a_value_is_read_in_the_unit_of_its_indicator():
    fleet = Observation(
        indicator="footprint.share_assessed",
        value=Interval(0.958, 0.958, 0.958),
        unit=Unit.parse("1"),
        period=Period.year(2026),
        perimeter=Perimeter(Urn("authority", "agglo"), ("fleet",), ()),
        sources=(Source("Inventaire", "Agglo", date(2026, 1, 1), "interne"),),
        method="footprint-1",
        status=Status.MEASURED,
        origin=Urn("inventory", "1"),
    )
    told = latest_values({fleet.indicator: fleet}, catalogue())
    assert told[fleet.indicator].value.mid == pytest.approx(95.8)
    found = diagnose(LATEST, {"4.1.1": Answer.NOT_DONE}, TOWN, values=told)
    assert [each.question.id for each in found.contradictions()] == ["4.1.1"]


# Two dates ----------------------------------------------------------------------------------------


def test_two_dates_are_compared_under_one_rule_and_one_version_only():
    then = diagnose(LATEST, {"5.1.1": Answer.PLANNED}, TOWN)
    now = diagnose(LATEST, {"5.1.1": Answer.DONE}, TOWN)
    each = moved(then, now)[4]
    assert (each.number, each.alike) == (5, True)
    assert each.now.done > each.then.done
    former = diagnose(LATEST, {}, TOWN, scoring=Scoring.SILENCE_AS_QUESTION)
    assert moved(former, now) == ()
    assert moved(diagnose(referential("1.0.0"), {}, TOWN), now) == ()


def test_a_commitment_whose_points_are_shared_otherwise_is_not_compared():
    small = replace(TOWN, population=3_000)
    pairs = moved(diagnose(LATEST, {}, TOWN), diagnose(LATEST, {}, small))
    assert {each.number for each in pairs if not each.alike} >= {5, 9}
    assert [each.alike for each in pairs if each.number == 2] == [True]
