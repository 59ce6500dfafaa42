"""The command that prints what options cost over their lives."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from jalons.kernel import JalonsError
from jalons.kernel.errors import language
from jalons.procurement.capture.lifecycle import read_options
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.lifecycle.costs import LifeCycleCost, Option, life_cycle_cost
from jalons.procurement.engine.lifecycle.hypotheses import Assumptions, usual_assumptions
from jalons.procurement.engine.lifecycle.sensitivity import Swing, sensitivity
from jalons.procurement.words import lifecycle as words
from jalons.procurement.words.sentences import say

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WIDE = 44


class _Number(click.ParamType[Decimal]):
    """A number, with a point or a comma."""

    name = "number"

    def convert(self, value: Any, param: Any, ctx: Any) -> Decimal:
        try:
            return Decimal(str(value).replace(",", "."))
        except InvalidOperation:
            self.fail(say("amount_unread", text=value), param, ctx)


NUMBER = _Number()
OF_OPTION = ("price", "energy", "life", "maintenance", "disposal", "residual", "embodied")
OF_ASSUMPTIONS = ("energy_price", "energy_rise", "rate", "grid", "carbon_price")


def _numbers(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the command that are numbers."""
    for name in reversed((*OF_OPTION, *OF_ASSUMPTIONS)):
        kind = int if name == "life" else NUMBER
        option = click.option(
            f"--{name.replace('_', '-')}", type=kind, help=say(f"help.lcc_{name}")
        )
        command = option(command)
    return command


@click.command(help=say("help.lcc"))
@click.argument("file", type=FILE, required=False)
@_numbers
@click.option("--without-embodied", is_flag=True, help=say("help.lcc_without_embodied"))
@click.option("--json", "as_json", is_flag=True, help=say("help.lcc_json"))
def lcc(*, file: Path | None, as_json: bool, without_embodied: bool, **sent: Any) -> None:
    """Print the parts of each cost, the cost by year of service, what turns the order."""
    try:
        assumed = _assumed(sent, embodied=not without_embodied)
        options = _options(file, sent)
        costs = [life_cycle_cost(each, assumed) for each in options]
        swings = sensitivity(options, assumed)
    except JalonsError as error:
        raise click.ClickException(str(error)) from error
    lines = [_json(costs, swings, assumed)] if as_json else _lines(costs, swings, assumed)
    for line in lines:
        click.echo(line)


def _assumed(sent: dict[str, Any], *, embodied: bool) -> Assumptions:
    chosen = {name: sent[name] for name in OF_ASSUMPTIONS if sent[name] is not None}
    return replace(usual_assumptions(), **chosen, embodied=embodied)


def _options(file: Path | None, sent: dict[str, Any]) -> tuple[Option, ...]:
    if file is not None:
        return read_options(file.read_bytes(), file.name)
    if any(sent[name] is None for name in ("price", "energy", "life")):
        raise ProcurementError("options_none")
    values = {name: sent[name] for name in OF_OPTION if sent[name] is not None}
    return (Option(say("lcc.new"), **values),)


def _lines(
    costs: list[LifeCycleCost], swings: tuple[Swing, ...], assumed: Assumptions
) -> list[str]:
    lang = language()
    found = [words.sentence(costs, lang)]
    for cost in costs:
        found += ["", f"{cost.option.label} ({words.condition(cost.option.condition, lang)})"]
        found += [
            _row(say(f"lcc.{prefix}{name}", lang), words.part(cost, name, lang))
            for prefix, names in (("part_", words.PARTS), ("", words.SUMS))
            for name in names
            if getattr(cost, name) != 0
        ]
    found += ["", *words.break_even_sentences(costs, assumed, lang)]
    found += words.payback_sentences(costs, assumed, lang)
    found += ["", say("lcc.sensitivity", lang)]
    if len(costs) > 1:
        found.append(f"  {words.sensitivity_sentence(swings, lang)}")
    found += [_row(name, " ; ".join(ends)) for name, *ends in words.swing_rows(swings, lang)]
    found += ["", say("lcc.assumed", lang)]
    rows = words.hypothesis_rows(assumed, lang)
    found += [_row(name, value) for _each, name, value, _note in rows]
    return found


def _row(label: str, value: str) -> str:
    return f"  {label.ljust(WIDE)} {value}"


def _json(costs: list[LifeCycleCost], swings: tuple[Swing, ...], assumed: Assumptions) -> str:
    """Amounts are numbers to the ten thousandth; an option goes with its cost."""
    sums = ("money", "carbon", "total", "yearly_money", "yearly")
    found = {
        "options": [asdict(each) | {name: getattr(each, name) for name in sums} for each in costs],
        "sensitivity": [
            {
                "name": each.name,
                "low": each.low,
                "high": each.high,
                "yearly_at_low": [cost.yearly for cost in each.at_low],
                "yearly_at_high": [cost.yearly for cost in each.at_high],
                "turns": each.turns,
            }
            for each in swings
        ],
        "assumptions": asdict(assumed),
    }
    return json.dumps(
        found, ensure_ascii=False, indent=2, default=lambda each: round(float(each), 4)
    )


COMMANDS: tuple[click.Command, ...] = (lcc,)
