"""A file of answers is diagnosed from the command line, without database nor Django."""

import json

import pytest
from click.testing import CliRunner

from jalons.strategy.cli import commands
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.store import referential


def run(*arguments):
    return CliRunner().invoke(commands, ["diagnose", "--answers", *map(str, arguments)])


@pytest.fixture
def answers(tmp_path):
    def write(content, name="answers.json"):
        file = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content)
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_scores_are_printed_in_words(answers):
    first = next(referential().questions()).id
    result = run(answers({"answers": {first: "done"}}))
    assert result.exit_code == 0
    assert "fait" in result.output
    assert "inconnu" in result.output


def test_scores_come_as_json_with_points_rules_and_actions(answers):
    path = referential().commitments[0]
    content = {
        "referential": referential().version,
        "facts": {"kind": "commune", "population": 80000, "competences": ["waste"]},
        "answers": {path.questions[0].id: "done"},
    }
    result = run(answers(content), "--json")
    record = json.loads(result.output)
    assert record["referential"] == referential().reference
    assert record["facts"]["competences"] == ["waste"]
    questions = record["commitments"][0]["questions"]
    assert sum(each["points"] for each in questions) == pytest.approx(100)
    assert record["actions"]


def test_toml_does_as_well(answers):
    first = next(referential().questions()).id
    file = answers(f'[answers]\n"{first}" = "planned"\n', "answers.toml")
    assert run(file).exit_code == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "answers_unreadable"),
        ("[1, 2]", "answers_table"),
        ({"answers": {"4.1.1": "yes"}}, "answers_said"),
        ({"answers": {"4.1.1": ["done"]}}, "answers_said"),
        ({"answers": ["done"]}, "answers_table"),
        ({"replies": {}}, "answers_key"),
        ({"facts": {"inhabitants": 3}}, "answers_key"),
        ({"facts": {"population": -3}}, "answers_value"),
        ({"facts": {"population": "many"}}, "answers_value"),
        ({"facts": {"competences": "waste"}}, "answers_value"),
        ({"referential": 1}, "answers_value"),
        ({"referential": "0.0.1"}, "referential_unknown"),
        ({"answers": {"99.9.9": "done"}}, "question_unknown"),
        ("[" * 100_000, "answers_unreadable"),
    ],
)
def test_a_file_that_cannot_be_followed_is_explained(answers, content, code):
    result = run(answers(content))
    assert isinstance(result.exception, StrategyError)
    assert result.exception.code == code
    assert str(result.exception)
