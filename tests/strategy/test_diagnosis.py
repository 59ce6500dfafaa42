"""Scores say what the answers say, done, planned, not done and unknown apart, with reasons."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.diagnosis.basket import propose, schedule
from jalons.strategy.engine.diagnosis.referential import Facts
from jalons.strategy.engine.diagnosis.scoring import Answer, diagnose
from jalons.strategy.engine.diagnosis.succession import carry_over
from jalons.strategy.store import catalogue, manifesto, read_referential, referential

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "cases/small.toml").read_text(encoding="utf-8"))["case"]
TOWN = Facts(kind="commune", population=80_000, staff=900)
QUESTIONS = ("4.1.1", "4.1.1.a", "4.1.1.b", "4.1.2", "4.2.1")


def small(version="1.0.0"):
    return read_referential(HERE / "referentials" / version, manifesto(), catalogue())


def said(answers):
    return {question: Answer(answer) for question, answer in answers.items()}


@pytest.mark.parametrize("case", CASES, ids=[case["sentence"] for case in CASES])
def test_as_the_sentence_says(case):
    found = diagnose(small(), said(case["answers"]), Facts(**case["authority"])).commitment(4)
    if "expected" in case:
        points = {name: 100 * getattr(found.shares, name) for name in case["expected"]}
        assert points == pytest.approx(case["expected"])
    else:
        assert found.shares is None
    questions = {each.question.id: each for each in found.questions}
    for question, received in case.get("received", {}).items():
        assert questions[question].received == pytest.approx(received)
    assert [name for name, each in questions.items() if each.undecided] == case.get("undecided", [])
    progress = {each.milestone.id: each.progress for each in found.milestones}
    assert progress == progress | case.get("milestones", {})


def test_the_points_of_a_commitment_always_make_a_hundred():
    for case in CASES:
        found = diagnose(small(), said(case["answers"]), Facts(**case["authority"])).commitment(4)
        if found.shares:
            assert sum(each.points for each in found.questions) == pytest.approx(100)


@given(
    st.dictionaries(st.sampled_from(QUESTIONS), st.sampled_from(list(Answer))),
    st.sampled_from(["commune", "epci", "region", None]),
    st.one_of(st.none(), st.integers(0, 10_000_000)),
)
def test_whatever_is_answered_the_shares_make_a_whole_and_no_answer_hurts(answers, kind, people):
    facts = Facts(kind=kind, population=people)
    found = diagnose(small(), answers, facts).commitment(4)
    if found.shares is None:
        return
    whole = found.shares
    assert whole.done + whole.planned + whole.not_done + whole.unknown == pytest.approx(1)
    if answers.get("4.1.1") is Answer.NOT_DONE:
        better = diagnose(small(), answers | {"4.1.1": Answer.DONE}, facts).commitment(4)
        assert better.shares.done >= whole.done


def test_an_answer_to_no_question_of_the_version_is_refused():
    with pytest.raises(StrategyError) as refused:
        diagnose(small(), {"9.9.9": Answer.DONE})
    assert refused.value.code == "question_unknown"
    assert "9.9.9" in str(refused.value)


def test_a_fired_rule_tells_its_reason():
    found = diagnose(small(), {}, Facts(kind="commune", population=12_000)).commitment(4)
    review = next(each for each in found.questions if each.question.id == "4.1.2")
    assert not review.concerned
    assert [rule.because.fr for rule in review.fired] == [
        "La loi ne le demande qu’au-dessus de 50 000 habitants."
    ]


def test_actions_are_proposed_for_what_is_not_done_the_strongest_and_lightest_first():
    basket = propose(diagnose(small(), said({"4.2.1": "not_done"}), TOWN))
    assert [each.action.id for each in basket] == ["4-02", "4-01", "4-03"]
    assert basket[0].gain == pytest.approx(50)
    assert basket[1].because[0].question.id == "4.1.1"


def test_an_action_is_not_proposed_when_its_questions_are_done_or_it_does_not_fit():
    small_town = Facts(kind="commune", population=12_000, staff=90)
    basket = propose(diagnose(small(), said({"4.2.1": "done"}), small_town))
    assert [each.action.id for each in basket] == ["4-01"]


def test_an_action_that_may_not_fit_is_proposed_as_uncertain():
    basket = propose(diagnose(small(), {}, Facts(kind="commune")))
    assert {each.action.id: each.certain for each in basket}["4-03"] is False


def test_the_draft_runs_three_actions_at_once_from_the_month_after():
    first = small().actions[0]
    drafts = schedule([first] * 4, start=date(2026, 11, 24))
    assert [(each.start, each.end) for each in drafts] == [
        *[(date(2026, 12, 1), date(2027, 2, 28))] * 3,
        (date(2027, 3, 1), date(2027, 5, 31)),
    ]


def test_answers_pass_to_the_next_version_only_when_all_that_is_replaced_agrees():
    agreed = carry_over(said({"4.1.1": "done", "4.2.1": "done"}), small("2.0.0"))
    assert [(each.question, each.answer) for each in agreed] == [("4.1.1", Answer.DONE)]
    split = carry_over(said({"4.1.1": "done", "4.2.1": "not_done"}), small("2.0.0"))
    assert split[0].answer is None
    assert split[0].said == (("4.1.1", Answer.DONE, 3.0), ("4.2.1", Answer.NOT_DONE, 1.0))
    half = carry_over(said({"4.1.1": "done", "4.1.2": "planned"}), small("2.0.0"))
    assert [(each.question, each.answer) for each in half] == [
        ("4.1.1", None),
        ("4.1.2", Answer.PLANNED),
    ]


def test_earlier_answers_can_still_be_evaluated_under_their_own_version():
    answers = said({"4.1.1": "done", "4.2.1": "not_done"})
    assert diagnose(small("1.0.0"), answers, TOWN).referential.reference == "small/1.0.0"
    with pytest.raises(StrategyError):
        diagnose(small("2.0.0"), answers, TOWN)


def test_the_shipped_referential_can_be_answered_whole():
    shipped = referential()
    every = {question.id: Answer.DONE for question in shipped.questions()}
    found = diagnose(shipped, every, TOWN)
    assert found.shares.done == pytest.approx(1)
    assert propose(found) == ()
