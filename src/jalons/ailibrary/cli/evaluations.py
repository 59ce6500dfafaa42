"""``jalons ai list|evaluate``: the recipes, and what the protocol measures of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import click
import msgspec

from jalons.ailibrary.documents.boamps import boamps_report
from jalons.ailibrary.engine.evaluation.gate import Reason
from jalons.ailibrary.recipes.contract import Check
from jalons.ailibrary.recipes.evaluating import Evaluation, Result
from jalons.ailibrary.recipes.measuring import evaluate_apart
from jalons.ailibrary.recipes.registry import card, recipe_keys
from jalons.ailibrary.words import cards as words
from jalons.ailibrary.words.sentences import say
from jalons.kernel import JalonsError
from jalons.kernel.errors import language
from jalons.wording import colon, format_number, format_significant

SECONDS = 7_200  # the longest measure of a recipe takes minutes
_HEADS = ("candidate", "kind", "score", "gain", "noise", "cpu", "energy", "memory")


@click.command("list", help=say("cli.list"))
def list_recipes() -> None:
    """Print the key, the name and the summary of each recipe."""
    lang = language()
    for key in recipe_keys():
        declared = card(key)
        click.echo(f"{key}\n  {declared.name[lang]}{colon(lang)}{declared.summary[lang]}")


@click.command(help=say("cli.evaluate"))
@click.argument("recipe")
@click.option("--seeds", type=click.IntRange(1, 20), default=3, help=say("cli.seeds"))
@click.option("--json", "as_json", is_flag=True, help=say("cli.json"))
@click.option("--boamps", is_flag=True, help=say("cli.boamps"))
def evaluate(recipe: str, seeds: int, *, as_json: bool, boamps: bool) -> None:
    """Print the table of the candidates, what the gate chose and why; or its energy."""
    try:
        found = evaluate_apart(recipe, seeds=seeds, seconds=SECONDS)
    except JalonsError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
        return
    if boamps:
        report = boamps_report(found, card(recipe), datetime.now(tz=UTC))
        click.echo(msgspec.json.format(msgspec.json.encode(report), indent=1).decode())
        return
    for line in lines(found, language()):
        click.echo(line)


def lines(found: Evaluation, lang: str) -> Iterator[str]:
    """An evaluation as people read it."""
    yield say("cli.about", lang, name=card(found.recipe).name[lang], version=found.version,
              items=format_number(found.items, lang), seeds=len(found.seeds),
              processor=found.processor)  # fmt: skip
    yield ""
    heads = [say(f"cli.head.{head}", lang, missing="") for head in _HEADS]
    heads[2] = words.metric_label(found.metric, lang)
    yield from _columns([heads, *(_row(found, each, lang) for each in found.results)])
    yield ""
    winner = found.result(found.winner)
    for metric, score in winner.scores.items():
        unit = found.unit if metric == found.metric else words.SHARE
        yield words.score_sentence(metric, unit, score, lang)
    yield ""
    gain = found.gains.get(found.winner)
    yield words.gate_sentence(found.reason, found.winner, found.rule, found.unit, gain, lang)
    for each in found.refused:
        yield words.refused_sentence(each.name, each.reason, found.unit, each.gain, lang)
    if found.reason is Reason.MODEL and winner.noise:
        yield say("cli.noise", lang, points=_loss(found, winner, lang))
    yield ""
    yield from (_check(each, lang) for each in found.checks)
    yield say("cli.estimate", lang)


def _row(found: Evaluation, result: Result, lang: str) -> list[str]:
    score = result.scores[found.metric]
    gain = found.gains.get(result.name)
    return [
        words.candidate_label(result.name, lang), say(f"card.kind.{result.kind}", lang),
        words.score_figure(found.unit, score, lang),
        words.gain_words(found.unit, gain.value, lang) if gain else "–",
        _loss(found, result, lang) if found.metric in result.noise else "–",
        format_significant(result.cost.cpu_seconds, lang, 2),
        words.energy(result.cost.cpu_seconds, lang), format_number(result.cost.memory, lang, 0),
    ]  # fmt: skip


def _loss(found: Evaluation, result: Result, lang: str) -> str:
    """How much the score moves on spoiled items."""
    moved = result.noise[found.metric] - result.scores[found.metric].value
    return words.gain_words(found.unit, moved, lang)


def _check(check: Check, lang: str) -> str:
    state = say(f"card.check.{'met' if check.passed else 'unmet'}", lang)
    bound = say(f"card.check.{'least' if check.at_least else 'most'}", lang,
                value=format_significant(check.wanted, lang))  # fmt: skip
    value = format_significant(check.value, lang)
    return f"{state}{colon(lang)}{words.check_label(check.name, lang)} {value} ({bound})"


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
