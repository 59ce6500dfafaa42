"""The command that prints what options cost over their lives."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jalons.kernel import JalonsError
from jalons.kernel.errors import language
from jalons.procurement.words.sentences import say

if TYPE_CHECKING:
    from jalons.procurement.engine.lifecycle.costs import LifeCycleCost, Option
    from jalons.procurement.engine.lifecycle.hypotheses import Assumptions
    from jalons.procurement.engine.lifecycle.sensitivity import Swing

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WIDE = 44


class _Number(click.ParamType):
    """A number, with a point or a comma."""

    name = "number"

    def convert(self, value: Any, param: Any, ctx: Any) -> Decimal:
        try:
            return Decimal(str(value).replace(",", "."))
        except InvalidOperation:
            self.fail(say("amount_unread", text=value), param, ctx)


NUMBER = _Number()


@click.command(help=say("help.lcc"))
@click.argument("file", type=FILE, required=False)
@click.option("--price", type=NUMBER, help=say("help.lcc_price"))
@click.option("--energy", type=NUMBER, help=say("help.lcc_energy"))
@click.option("--life", type=int, help=say("help.lcc_life"))
@click.option("--maintenance", type=NUMBER, default="0", help=say("help.lcc_maintenance"))
@click.option("--disposal", type=NUMBER, default="0", help=say("help.lcc_disposal"))
@click.option("--residual", type=NUMBER, default="0", help=say("help.lcc_residual"))
@click.option("--embodied", type=NUMBER, help=say("help.lcc_embodied"))
@click.option("--energy-price", type=NUMBER, help=say("help.lcc_energy_price"))
@click.option("--energy-rise", type=NUMBER, help=say("help.lcc_energy_rise"))
@click.option("--rate", type=NUMBER, help=say("help.lcc_rate"))
@click.option("--grid", type=NUMBER, help=say("help.lcc_grid"))
@click.option("--carbon-price", type=NUMBER, help=say("help.lcc_carbon_price"))
@click.option("--without-embodied", is_flag=True, help=say("help.lcc_without_embodied"))
@click.option("--json", "as_json", is_flag=True, help=say("help.lcc_json"))
def lcc(*, file: Path | None, as_json: bool, without_embodied: bool, **given: Any) -> None:
    """Print the parts of each cost, the cost by year of service, what turns the order."""
    from jalons.procurement.engine.lifecycle.costs import life_cycle_cost
    from jalons.procurement.engine.lifecycle.sensitivity import sensitivity

    try:
        assumed = _assumed(given, embodied=not without_embodied)
        options = _options(file, given)
        costs = [life_cycle_cost(each, assumed) for each in options]
        swings = sensitivity(options, assumed)
    except JalonsError as error:
        raise click.ClickException(str(error)) from error
    lines = [_json(costs, swings, assumed)] if as_json else _lines(costs, swings, assumed)
    for line in lines:
        click.echo(line)


def _assumed(given: dict[str, Any], *, embodied: bool) -> Assumptions:
    from jalons.procurement.engine.lifecycle.hypotheses import MOST, usual_assumptions

    chosen = {name: given[name] for name in MOST if given[name] is not None}
    return replace(usual_assumptions(), **chosen, embodied=embodied)


def _options(file: Path | None, given: dict[str, Any]) -> tuple[Option, ...]:
    from jalons.procurement.capture.lifecycle import read_options
    from jalons.procurement.engine.errors import ProcurementError
    from jalons.procurement.engine.lifecycle.costs import Option

    if file is not None:
        return read_options(file.read_bytes(), file.name)
    if any(given[name] is None for name in ("price", "energy", "life")):
        raise ProcurementError("options_none")
    names = ("price", "energy", "life", "maintenance", "disposal", "residual", "embodied")
    return (Option(say("lcc.new"), **{name: given[name] for name in names}),)


def _lines(
    costs: list[LifeCycleCost], swings: tuple[Swing, ...], assumed: Assumptions
) -> list[str]:
    from jalons.procurement.words import lifecycle as words

    lang = language()
    found = [words.sentence(costs, lang)]
    for cost in costs:
        found += ["", f"{cost.option.label} ({words.condition(cost.option.condition, lang)})"]
        found += [_row(*each) for each in words.part_rows(cost, lang)]
        found += [
            _row(say(f"lcc.{name}", lang), words.euros(getattr(cost, name), lang))
            for name in ("money", "carbon", "total", "yearly")
        ]
    found += ["", *words.break_even_sentences(costs, assumed, lang)]
    found += words.payback_sentences(costs, assumed, lang)
    if len(costs) > 1:
        found += ["", say("lcc.sensitivity", lang), f"  {words.sensitivity_sentence(swings, lang)}"]
    for swing in swings:
        pairs = zip(swing.at_low, swing.at_high, strict=True)
        ends = (
            f"{words.euros(low.yearly, lang)} – {words.euros(high.yearly, lang)}"
            for low, high in pairs
        )
        found.append(_row(words.swing_name(swing, lang), " ; ".join(ends)))
    found += ["", say("lcc.assumed", lang)]
    found += [
        _row(name, value) for _each, name, value, _note in words.hypothesis_rows(assumed, lang)
    ]
    return found


def _row(label: str, value: str) -> str:
    return f"  {label.ljust(WIDE)} {value}"


def _json(costs: list[LifeCycleCost], swings: tuple[Swing, ...], assumed: Assumptions) -> str:
    from jalons.procurement.words.lifecycle import PARTS

    def number(value: Decimal | None) -> float | None:
        return None if value is None else round(float(value), 4)

    return json.dumps(
        {
            "options": [
                {
                    "label": each.option.label,
                    "condition": each.option.condition.value,
                    "life": each.option.life,
                    **{name: number(getattr(each, name)) for name in PARTS},
                    **{
                        name: number(getattr(each, name))
                        for name in ("money", "carbon", "total", "yearly_money", "yearly")
                    },
                }
                for each in costs
            ],
            "sensitivity": [
                {
                    "name": each.name,
                    "low": number(each.low),
                    "high": number(each.high),
                    "yearly_at_low": [number(cost.yearly) for cost in each.at_low],
                    "yearly_at_high": [number(cost.yearly) for cost in each.at_high],
                    "turns": each.turns,
                }
                for each in swings
            ],
            "assumptions": {
                name: value if isinstance(value, bool) else number(value)
                for name in (
                    "energy_price",
                    "energy_rise",
                    "rate",
                    "grid",
                    "carbon_price",
                    "embodied",
                )
                if (value := getattr(assumed, name)) is not None
            },
        },
        ensure_ascii=False,
        indent=2,
    )


COMMANDS: tuple[click.Command, ...] = (lcc,)
