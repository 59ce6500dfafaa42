"""The estimated footprint of a territory from the command line."""

from __future__ import annotations

import json

import click
import msgspec

from jalons.foundation.territories.models import Territory
from jalons.kernel import Messages
from jalons.kernel.errors import language
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.web.authorities import as_json
from jalons.strategy.web.territory import queries
from jalons.strategy.web.territory.api import record_of
from jalons.wording import format_central, format_span

say = Messages.of("jalons.strategy").text


@click.command(help=say("cli.territory"))
@click.argument("code")
@click.option(
    "--kind", type=click.Choice(Territory.Kind.values), default=None, help=say("cli.territory_kind")
)
@as_json
def territory(*, code: str, kind: str | None, as_json: bool) -> None:
    """Print the estimated digital footprint of a territory, from national averages."""
    place = _found(code, kind)
    estimate = queries.public_estimate(place)
    if estimate is None:
        raise StrategyError("territory_unknown")
    if as_json:
        head = {"kind": place.kind, "code": place.code, "name": place.name}
        record = msgspec.to_builtins(record_of(estimate, place.name))
        click.echo(json.dumps(head | record, ensure_ascii=False, indent=2))
        return
    lang = language()
    click.echo(say("cli.territory_lead", lang, name=place.name))
    for part in estimate.parts:
        unit, name = part.figure.unit, part.figure.name.to(lang)
        click.echo(f"  {name:<24} {format_central(part.value, unit, lang):>18}   "
                   f"{format_span(part.value, unit, lang)}")  # fmt: skip
    click.echo(f"  {say('cli.territory_total', lang):<24} "
               f"{format_central(estimate.total, 't CO2 eq', lang):>18}   "
               f"{format_span(estimate.total, 't CO2 eq', lang)}")  # fmt: skip


def _found(code: str, kind: str | None) -> Territory:
    """The territory of a code or SIREN; ``StrategyError`` when there is none, or several."""
    rows = Territory.objects.filter(code=code) | Territory.objects.filter(siren=code)
    found = list(rows.filter(kind=kind) if kind else rows)
    if not found:
        raise StrategyError("territory_code_unknown", value=code)
    if len(found) > 1:
        kinds = ", ".join(f"{each.kind} ({each.name})" for each in found)
        raise StrategyError("territory_code_shared", value=code, kinds=kinds)
    return found[0]
