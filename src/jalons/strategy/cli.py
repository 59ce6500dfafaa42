"""The commands of the strategy room: what the catalogue and the manifesto hold."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

import click

from jalons.kernel import Messages
from jalons.kernel.errors import language
from jalons.strategy.engine.catalogue import Commitment, Indicator
from jalons.strategy.store import catalogue, manifesto

say = Messages.of("jalons.strategy").text
as_json = click.option("--json", "as_json", is_flag=True, help=say("cli.json"))


@click.group(help=say("cli.group"))
def commands() -> None:
    """Everything is in the sub-commands."""


@commands.command(help=say("cli.indicators"))
@as_json
def indicators(*, as_json: bool) -> None:
    """Print the indicators, by commitment."""
    sheets = catalogue().indicators.values()
    if as_json:
        _print([indicator_record(sheet) for sheet in sheets])
        return
    for sheet in sheets:
        click.echo(
            f"{sheet.commitment}  {sheet.id:<36} {sheet.unit.symbol:<22} "
            f"{sheet.name.to(language())}"
        )


@commands.command(help=say("cli.commitments"))
@as_json
def commitments(*, as_json: bool) -> None:
    """Print the nine commitments."""
    if as_json:
        _print([commitment_record(commitment) for commitment in manifesto().commitments])
        return
    for commitment in manifesto().commitments:
        click.echo(f"{commitment.number}  {commitment.title.to(language())}")


def indicator_record(sheet: Indicator) -> dict[str, Any]:
    """The sheet of an indicator as JSON values; dates are ISO 8601, units are kernel symbols."""
    return asdict(sheet) | {
        "unit": sheet.unit.symbol,
        "source": asdict(sheet.source) | {"published": _iso(sheet.source.published)},
    }


def commitment_record(commitment: Commitment) -> dict[str, Any]:
    """A commitment as JSON values, with what was found of its content and who says so."""
    return {
        "number": commitment.number,
        "ambition": asdict(commitment.ambition),
        "title": asdict(commitment.title),
        "short": asdict(commitment.short),
        "content": [
            asdict(content.text) | {"source": content.source.cite(), "verified": content.verified}
            for content in commitment.content
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _print(records: list[dict[str, Any]]) -> None:
    click.echo(json.dumps(records, ensure_ascii=False, indent=2))
