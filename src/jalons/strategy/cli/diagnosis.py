"""``jalons strategy diagnose``: from a file of answers to the scores and their reasons."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import click

from jalons.kernel import Where
from jalons.kernel.errors import language
from jalons.strategy.cli.law import basket
from jalons.strategy.cli.words import as_json, print_json, say
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.diagnosis.referential import FACT_NAMES, Facts
from jalons.strategy.engine.diagnosis.scoring import (
    Answer,
    CommitmentScore,
    Diagnosis,
    QuestionScore,
)
from jalons.strategy.engine.diagnosis.scoring import diagnose as diagnosed
from jalons.strategy.engine.diagnosis.succession import Passing, Succession, succession
from jalons.strategy.engine.diagnosis.tracks import Track, placed
from jalons.strategy.store import manifesto, newer_version, referential, tracks
from jalons.wording import format_percent

_KEYS = frozenset({"referential", "facts", "answers"})
_NUMBERS = frozenset({"population", "staff"})


@click.command(help=say("cli.diagnose"))
@click.option(
    "--answers",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help=say("cli.answers"),
)
@click.option("--carry", is_flag=True, help=say("cli.carry"))
@as_json
def diagnose(file: Path, *, carry: bool, as_json: bool) -> None:
    version, facts, answers = read_answers(file)
    diagnosis = diagnosed(referential(version), answers, facts)
    carried = None
    newer = newer_version(diagnosis.referential.version)
    if newer and carry:
        carried = succession(answers, old=diagnosis.referential, new=referential(newer))
        diagnosis = diagnosed(carried.new, carried.answers, facts)
        _say_carried(carried)
    elif newer:
        old = diagnosis.referential.version
        click.echo(say("cli.newer_version", old=old, new=newer), err=True)
    if as_json:
        print_json(diagnosis_record(diagnosis) | (succession_record(carried) if carried else {}))
        return
    for score in diagnosis.commitments:
        click.echo(_line(score))
    click.echo(say("cli.completeness", known=format_percent(diagnosis.completeness, language())))
    for proposal in basket(diagnosis)[:10]:
        click.echo(f"  {proposal.action.id}  {proposal.action.title.to(language())}")


def _say_carried(found: Succession) -> None:
    """Print what became of the answers on the error output, apart from the scores."""
    summary = say(
        "cli.carried",
        old=found.old.version,
        new=found.new.version,
        same=len(found.those(Passing.SAME)),
        carried=len(found.those(Passing.CARRIED)),
        again=len(found.those(Passing.AGAIN)),
        gone=len(found.those(Passing.GONE)),
        new_ones=len(found.those(Passing.NEW)),
    )
    click.echo(summary, err=True)
    for passing in (Passing.AGAIN, Passing.GONE):
        for each in found.those(passing):
            said = ", ".join(f"{name} {answer}" for name, answer, _weight in each.said)
            words = say(f"cli.passing_{passing}", question=each.question, said=said)
            click.echo(f"  {words}", err=True)


def succession_record(found: Succession) -> dict[str, Any]:
    """What became of answers as JSON values, and the answers under the new version."""
    return {
        "answers": found.answers,
        "succession": {
            "from": found.old.reference,
            "to": found.new.reference,
            "questions": [
                {
                    "id": passage.question,
                    "passing": passage.passing,
                    "answer": passage.answer,
                    "reworded": passage.reworded,
                    "said": [
                        {"question": name, "answer": answer, "weight": weight}
                        for name, answer, weight in passage.said
                    ],
                }
                for passage in found.passages
            ],
        },
    }


def read_answers(file: Path) -> tuple[str | None, Facts, dict[str, Answer]]:
    """The version, the facts and the answers of a JSON or TOML file.

    ``{"referential": "1.0.0", "facts": {"kind": "commune", …}, "answers": {"4.1.1": "done", …}}``;
    the first two are optional. Raises ``StrategyError`` with the file and the key.
    """
    content = _read(file)
    for key in content:
        if key not in _KEYS:
            _refuse(file, key, "answers_key", known=", ".join(sorted(_KEYS)))
    answers = _table(file, content, "answers")
    version = content.get("referential")
    if version is not None and not isinstance(version, str):
        _refuse(file, "referential", "answers_value", value=version)
    said = {name: _answer(file, name, value) for name, value in answers.items()}
    return version, _facts(file, _table(file, content, "facts")), said


def _read(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        content = tomllib.loads(text) if file.suffix == ".toml" else json.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise StrategyError(
            "answers_unreadable", where=Where(file=file.name), file=file.name, detail=error
        ) from error
    if not isinstance(content, dict):
        _refuse(file, "", "answers_table")
    return dict(content)


def _table(file: Path, content: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = content.get(key, {})
    if not isinstance(value, dict):
        _refuse(file, key, "answers_table")
    return dict(value)


def _answer(file: Path, name: str, value: object) -> Answer:
    if value not in tuple(Answer):
        known = ", ".join(Answer)
        _refuse(file, f"answers.{name}", "answers_said", value=value, known=known)
    return Answer(str(value))


def _facts(file: Path, table: Mapping[str, Any]) -> Facts:
    facts: dict[str, Any] = {}
    for name, value in table.items():
        if name not in FACT_NAMES:
            _refuse(file, f"facts.{name}", "answers_key", known=", ".join(sorted(FACT_NAMES)))
        if value is None:
            continue
        if not _fits(name, value):
            _refuse(file, f"facts.{name}", "answers_value", value=value)
        facts[name] = frozenset(value) if name == "competences" else value
    return placed(Facts(**facts), tracks())


def _fits(name: str, value: object) -> bool:
    if name in _NUMBERS:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if name == "competences":
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if name == "track":
        return value in tuple(Track)
    return isinstance(value, bool if name == "overseas" else str)


def _refuse(file: Path, key: str, code: str, **params: object) -> NoReturn:
    where = Where(file=file.name, column=key)
    raise StrategyError(code, where=where, file=file.name, entry=key, **params)


def _line(score: CommitmentScore) -> str:
    title = manifesto().commitment(score.path.number).short.to(language())
    if score.shares is None:
        return f"{score.path.number}  {title:<42} {say('cli.not_concerned')}"
    shares = score.shares
    shares_text = say(
        "cli.score",
        done=format_percent(shares.done, language()),
        planned=format_percent(shares.planned, language()),
        unknown=format_percent(shares.unknown, language()),
    )
    return f"{score.path.number}  {title:<42} {shares_text}"


def diagnosis_record(diagnosis: Diagnosis) -> dict[str, Any]:
    """A diagnosis as JSON values: shares from 0 to 1, points out of 100 per commitment."""
    facts = asdict(diagnosis.facts)
    competences = diagnosis.facts.competences
    return {
        "referential": diagnosis.referential.reference,
        "scoring": diagnosis.scoring,
        "facts": facts | {"competences": None if competences is None else sorted(competences)},
        "completeness": diagnosis.completeness,
        "shares": asdict(diagnosis.shares),
        "commitments": [
            {
                "number": score.path.number,
                "shares": asdict(score.shares) if score.shares else None,
                "milestones": [
                    {
                        "id": milestone.milestone.id,
                        "title": asdict(milestone.milestone.title),
                        "progress": milestone.progress,
                        "rests_on": [part.question.id for part in milestone.claims],
                    }
                    for milestone in score.milestones
                ],
                "questions": [_question_record(question) for question in score.questions],
            }
            for score in diagnosis.commitments
        ],
        "actions": [
            {
                "id": each.action.id,
                "title": asdict(each.action.title),
                "gain": each.gain,
                "because": [score.question.id for score in each.because],
                "certain": each.certain,
            }
            for each in basket(diagnosis)
        ],
    }


def _question_record(score: QuestionScore) -> dict[str, Any]:
    return {
        "id": score.question.id,
        "answer": score.answer,
        "concerned": score.concerned,
        "weight": score.weight,
        "points": score.points,
        "received": score.received,
        "shares": asdict(score.shares),
        "rules": [asdict(rule.because) for rule in score.fired],
        "undecided": [asdict(rule.because) for rule in score.undecided],
        "details": [_question_record(detail) for detail in score.details],
    }
