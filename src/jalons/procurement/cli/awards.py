"""``jalons procurement simulate``: the bids of a file under each price formula."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from json import dumps
from pathlib import Path
from typing import Any

import click

from jalons.kernel import JalonsError
from jalons.kernel.errors import language
from jalons.procurement.capture.awards import ReadBids, read_tender
from jalons.procurement.engine.awards import flips
from jalons.procurement.engine.awards.alerts import Alert
from jalons.procurement.engine.awards.formulas import formulas
from jalons.procurement.engine.awards.ranking import rounded
from jalons.procurement.engine.awards.simulation import Simulation
from jalons.procurement.engine.awards.simulation import simulate as simulated
from jalons.procurement.words import awards as words
from jalons.procurement.words.sentences import say
from jalons.wording import colon, join_words

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(help=say("help.simulate"))
@click.argument("file", type=FILE)
@click.option("--formula", default="", help=say("help.formula"))
@click.option("--n", "times", type=float, default=None, help=say("help.n"))
@click.option("--amounts", type=click.Choice(["ht", "ttc"]), default=None, help=say("help.amounts"))
@click.option("--json", is_flag=True, help=say("help.json"))
def simulate(
    *, file: Path, formula: str, times: float | None, amounts: str | None, json: bool
) -> None:
    """Print the ranking under each formula, what changes the winner, and the legal alerts."""
    value = None if times is None else Decimal(str(times))
    values = {} if value is None else {e.id: value for e in formulas() if e.parameter == "n"}
    try:
        tender, read = read_tender(file, amounts=amounts or "")
        found = simulated(tender, values)
        chosen = formula or found.rankings[0].rule.formula.id
        found.ranking(chosen)
    except JalonsError as error:
        raise click.ClickException(str(error)) from error
    if json:
        click.echo(as_json(found, chosen))
    else:
        for line in _lines(found, chosen, language()):
            click.echo(line)
    for line in _remarks(found, read, language()):
        click.echo(line, err=True)


def as_json(found: Simulation, chosen: str) -> str:
    """A simulation with its trace, and what changes the winner under the formula ``chosen``.

    Amounts are in euros; marks, points and weights are texts with at most four decimals.
    """
    ranking = found.ranking(chosen)
    names = [each.rule.formula.id for each in found.rankings]
    values = {
        "tender": found.tender,
        "rounding": say("awards.rounding", "en"),
        "rankings": found.rankings,
        "winners": [{"bids": k, "formulas": v} for k, v in found.winners.items()],
        "may_be_proposed": [name for name in names if found.may_propose(name)],
        "left_out": found.left_out,
        "alerts": found.alerts,
        "formula": chosen,
        "weights": flips.weight_flips(found.tender, ranking),
        "prices": flips.price_flips(found.tender, ranking),
        "dummy_bids": flips.dummy_bids(found.tender, ranking),
        "effective_weights": flips.effective_weights(found.tender, ranking),
    }
    return dumps(values, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    return str(rounded(value) if isinstance(value, Fraction) else value)


def _lines(found: Simulation, chosen: str, lang: str) -> list[str]:
    ranking, scale = found.ranking(chosen), words.plain(found.tender.scale, lang)
    lines = [words.sentence(found, chosen, lang), "", words.amounts(found.tender, lang), ""]
    lines.append(f"{say('cli.formula', lang):<48}  {say('cli.ranking', lang, scale=scale)}")
    lines += [f"{words.formula(e.rule, lang):<48}  {words.order(e, lang)}" for e in found.rankings]
    lines += ["", say("cli.flips", lang, formula=words.formula(ranking.rule, lang))]
    lines += [f"- {words.weight_flip(e, lang)}" for e in flips.weight_flips(found.tender, ranking)]
    lines += [f"- {words.price_flip(e, lang)}" for e in flips.price_flips(found.tender, ranking)]
    lines += [f"- {words.dummy(e, lang)}" for e in flips.dummy_bids(found.tender, ranking)]
    weights = flips.effective_weights(found.tender, ranking)
    lines += [f"- {words.effective(each, lang)}" for each in weights]
    if found.alerts:
        lines += ["", say("cli.alerts", lang)]
    lines += [_alert_line(each, found, lang) for each in found.alerts]
    return [*lines, "", say("awards.rounding", lang)]


def _alert_line(alert: Alert, found: Simulation, lang: str) -> str:
    about = f" [{words.formula(found.ranking(alert.formula).rule, lang)}]" if alert.formula else ""
    cases = join_words([reference for reference, *_rest in words.holdings(alert, lang)], lang)
    level = say(f"cli.{alert.level}", lang) + about + colon(lang)
    return f"- {level}{words.alert(alert, lang)}{f' ({cases})' if cases else ''}"


def _remarks(found: Simulation, read: ReadBids, lang: str) -> list[str]:
    lines = [words.left_out(found, lang)] if found.left_out else []
    for each in read.inferred:
        kind = say(f"awards.kind.{each.kind}", lang)
        lines.append(say("awards.inferred", lang, name=each.name, kind=kind))
    if read.unread:
        lines.append(say("awards.unread", lang, names=", ".join(read.unread)))
    return lines + [say("awards.total_row", lang, row=row) for row in read.totals]


COMMANDS: tuple[click.Command, ...] = (simulate,)
