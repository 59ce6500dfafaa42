"""The indicators of the catalogue, the commitments of the manifesto."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

import click

from jalons.kernel.errors import language
from jalons.strategy.cli.words import as_json, print_json, say
from jalons.strategy.engine.catalogue import Commitment, Indicator
from jalons.strategy.store import catalogue, manifesto


@click.command(help=say("cli.indicators"))
@as_json
def indicators(*, as_json: bool) -> None:
    sheets = catalogue().indicators.values()
    if as_json:
        print_json([indicator_record(sheet) for sheet in sheets])
        return
    for sheet in sheets:
        click.echo(
            f"{sheet.commitment}  {sheet.id:<36} {sheet.unit.symbol:<22} "
            f"{sheet.name.to(language())}"
        )


@click.command(help=say("cli.commitments"))
@as_json
def commitments(*, as_json: bool) -> None:
    if as_json:
        print_json([commitment_record(commitment) for commitment in manifesto().commitments])
        return
    for commitment in manifesto().commitments:
        click.echo(f"{commitment.number}  {commitment.title.to(language())}")


def indicator_record(sheet: Indicator) -> dict[str, Any]:
    """The sheet of an indicator as JSON values; dates are ISO 8601, units are kernel symbols."""
    source, basis = sheet.source, sheet.legal_basis
    return asdict(sheet) | {
        "unit": sheet.unit.symbol,
        "source": asdict(source)
        | {"published": _iso(source.published), "opened": _iso(source.opened)},
        "legal_basis": asdict(basis) | {"opened": _iso(basis.opened)} if basis else None,
        "verified": sheet.verified,
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
