"""Answers go to the next version of the referential, and each says what became of it."""

import json

import pytest
from click.testing import CliRunner

from jalons.strategy.cli import commands
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.diagnosis.scoring import Answer, diagnose
from jalons.strategy.engine.diagnosis.succession import Passing, succession
from jalons.strategy.store import newer_version, referential, referential_versions
from strategy.next_version import NEW, OLD, next_version

SAID = {
    "4.1.1": "done",
    "4.1.1.b": "done",
    "4.2.1.a": "planned",
    "4.3.1.c": "not_done",
    "1.1.1": "done",
}


@pytest.fixture
def newer(tmp_path):
    with next_version(tmp_path):
        yield


def passings(answers):
    said = {name: Answer(answer) for name, answer in answers.items()}
    return succession(said, old=referential(OLD), new=referential(NEW))


def test_only_what_is_shipped_exists_outside_a_trial_of_the_next_version(tmp_path):
    with next_version(tmp_path):
        assert referential().version == NEW
        assert newer_version(OLD) == NEW
    assert referential_versions()[-1] != NEW
    assert newer_version(referential().version) is None


def test_each_question_says_what_becomes_of_it(newer):
    found = passings(SAID)
    told = {each.question: each.passing for each in found.passages}
    assert told == {
        "4.1.1": Passing.CARRIED,
        "4.2.1.a": Passing.SAME,
        "1.1.1": Passing.SAME,
        "4.3.1.c": Passing.GONE,
        "4.3.1.d": Passing.NEW,
    }
    assert [each.question for each in found.passages if each.reworded] == ["4.2.1.a"]
    assert found.answers == {
        "4.1.1": Answer.DONE,
        "4.2.1.a": Answer.PLANNED,
        "1.1.1": Answer.DONE,
    }


@pytest.mark.parametrize("other", [{"4.1.1.b": "not_done"}, {"4.1.1.b": None}])
def test_what_does_not_agree_or_is_half_answered_goes_to_a_person(newer, other):
    answers = {name: said for name, said in (SAID | other).items() if said}
    first = passings(answers).passages[0]
    assert (first.question, first.passing, first.answer) == ("4.1.1", Passing.AGAIN, None)
    assert first.said[0] == ("4.1.1", Answer.DONE, 3.0)


def test_an_answer_whose_question_is_taken_over_is_not_gone(newer):
    gone = passings({"4.1.1": "done", "4.1.1.b": "not_done"}).those(Passing.GONE)
    assert gone == ()


def test_what_holds_afterwards_can_be_evaluated_under_the_new_version(newer):
    found = passings(SAID)
    assert diagnose(found.new, found.answers).referential.version == NEW
    with pytest.raises(StrategyError):
        diagnose(found.new, {name: Answer(said) for name, said in SAID.items()})


@pytest.fixture
def file(tmp_path):
    written = tmp_path / "reponses.json"
    written.write_text(json.dumps({"referential": OLD, "answers": SAID}), encoding="utf-8")
    return written


def run(*arguments):
    return CliRunner().invoke(commands, ["diagnose", "--answers", *map(str, arguments)])


def test_the_command_says_that_answers_are_of_an_earlier_version(newer, file):
    result = run(file, "--json")
    assert result.exit_code == 0
    assert f"la version {NEW} existe" in result.stderr
    assert json.loads(result.stdout)["referential"] == f"jalons/{OLD}"


def test_the_command_carries_them_when_asked(newer, file):
    result = run(file, "--json", "--carry")
    record = json.loads(result.stdout)
    assert record["referential"] == f"jalons/{NEW}"
    assert record["answers"] == {"4.1.1": "done", "4.2.1.a": "planned", "1.1.1": "done"}
    assert record["succession"]["from"] == f"jalons/{OLD}"
    assert "Plus demandée\u202f: 4.3.1.c" in result.stderr
    carried = {"referential": NEW, "answers": record["answers"]}
    file.write_text(json.dumps(carried), encoding="utf-8")
    assert run(file).stderr == ""


def test_nothing_is_said_of_versions_when_there_is_one(file):
    result = run(file, "--carry")
    assert result.exit_code == 0
    assert result.stderr == ""


def test_an_answer_on_a_clause_or_a_criterion_does_not_stand_for_both():
    """The law asks for both since 22 August 2026: version 1.1.0 asks again."""
    old, new = referential("1.0.0"), referential("1.1.0")
    answers = {"5.2.1": Answer.DONE, "5.2.1.a": Answer.DONE, "5.2.1.b": Answer.NOT_DONE}
    found = succession(answers, old=old, new=new)
    assert "5.2.2" not in found.answers
    assert found.answers == {"5.2.2.a": Answer.DONE, "5.2.2.b": Answer.NOT_DONE}
    assert {each.question: each.passing for each in found.passages}["5.2.1"] is Passing.GONE
