"""``jalons strategy tracks``: three authorities of three sizes, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import click

from jalons.kernel.errors import language
from jalons.strategy.cli.diagnosis import read_answers
from jalons.strategy.cli.law import basket
from jalons.strategy.cli.words import as_json, print_json, say
from jalons.strategy.engine.diagnosis.basket import Proposal
from jalons.strategy.engine.diagnosis.dues import Law
from jalons.strategy.engine.diagnosis.referential import Facts
from jalons.strategy.engine.diagnosis.scoring import Answer, Diagnosis, diagnose
from jalons.strategy.engine.diagnosis.tracks import Track, placed
from jalons.strategy.store import referential
from jalons.strategy.store import tracks as rules_of_tracks

SHOWN = 10  # actions of each authority


@dataclass(frozen=True, slots=True)
class Column:
    """An authority: its name, its diagnosis, what it is proposed."""

    name: str
    diagnosis: Diagnosis
    proposals: tuple[Proposal, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        return tuple(each.question.id for each in self.diagnosis.questions() if each.in_track)


@click.command(help=say("cli.tracks"))
@click.option(
    "--answers",
    "files",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help=say("cli.tracks_answers"),
)
@as_json
def tracks(files: Sequence[Path], *, as_json: bool) -> None:
    columns = [_of_file(file) for file in files] or _examples()
    if as_json:
        print_json([_record(column) for column in columns])
        return
    _row("", *(column.name for column in columns))
    _row(*["---"] * (len(columns) + 1))
    _row(say("cli.tracks_track"), *(_track(column.diagnosis.facts) for column in columns))
    _row(say("cli.tracks_asked"), *(str(len(column.questions)) for column in columns))
    _row(say("cli.tracks_proposed"), *(str(len(column.proposals)) for column in columns))
    shown = [[_cell(one, column) for one in column.proposals[:SHOWN]] for column in columns]
    for rank, cells in enumerate(zip_longest(*shown, fillvalue="—"), start=1):
        _row(str(rank), *cells)
    for column in columns:
        click.echo()
        click.echo(say("cli.tracks_questions", name=column.name))
        for score in column.diagnosis.questions():
            if score.in_track:
                click.echo(f"  {score.question.id}  {score.question.text.to(language())}")


def _examples() -> list[Column]:
    """A real authority of each track, where nothing is done yet."""
    rules = {rule.track: rule for rule in rules_of_tracks()}
    source = referential()
    nothing = {each.id: Answer.NOT_DONE for each in source.questions() if each.level == 1}
    columns = []
    for track in Track:
        rule = rules[track]
        facts = placed(rule.example, rules_of_tracks())
        diagnosis = diagnose(source, nothing, facts)
        columns.append(Column(rule.example_name, diagnosis, basket(diagnosis)))
    return columns


def _of_file(file: Path) -> Column:
    version, facts, answers = read_answers(file)
    diagnosis = diagnose(referential(version), answers, facts)
    return Column(file.stem, diagnosis, basket(diagnosis))


def _track(facts: Facts) -> str:
    names = {str(rule.track): rule.name.to(language()) for rule in rules_of_tracks()}
    return names.get(facts.track or "") or say("cli.tracks_unknown")


def _cell(proposal: Proposal, column: Column) -> str:
    action = proposal.action
    law = f", {say('cli.tracks_law')}" if proposal.law is Law.NOW else ""
    cost = column.diagnosis.referential.cost_bands[action.cost].to(language())
    effort = say(f"cli.tracks_effort_{action.effort}")
    return f"{action.id} {action.title.to(language())} ({effort}, {cost}{law})"


def _row(*cells: str) -> None:
    click.echo(f"| {' | '.join(cells)} |")


def _record(column: Column) -> dict[str, Any]:
    facts = replace(column.diagnosis.facts, competences=None)
    return {
        "name": column.name,
        "facts": asdict(facts),
        "questions": column.questions,
        "proposed": len(column.proposals),
        "actions": [
            {
                "id": proposal.action.id,
                "title": asdict(proposal.action.title),
                "effort": proposal.action.effort,
                "cost": proposal.action.cost,
                "law": proposal.law,
                "certain": proposal.certain,
            }
            for proposal in column.proposals[:SHOWN]
        ],
    }
