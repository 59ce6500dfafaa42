"""The authorities of an instance, as the commands of the room name and list them."""

from __future__ import annotations

import json

import click

from jalons.foundation.accounts.models import Authority, publishing
from jalons.kernel import Messages
from jalons.strategy.engine.catalogue import StrategyError

say = Messages.of("jalons.strategy").text
as_json = click.option("--json", "as_json", is_flag=True, help=say("cli.json"))


@click.command(help=say("cli.authorities"))
@as_json
def authorities(*, as_json: bool) -> None:
    """Print the authorities of this instance, trials left out."""
    found = Authority.objects.exclude(kind=Authority.Kind.TRIAL).select_related("territory")
    records = [
        {
            "siren": each.territory.siren if each.territory else "",
            "name": each.name,
            "slug": each.slug,
            "kind": each.kind,
        }
        for each in found
    ]
    if as_json:
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
        return
    for record in records:
        click.echo(f"{record['siren'] or '—':<10} {record['slug']:<32} {record['name']}")


def find_authority(siren: str) -> Authority:
    """The authority of that SIREN, or of that slug; ``StrategyError`` (``authority_unknown``)."""
    real = Authority.objects.exclude(kind=Authority.Kind.TRIAL).select_related("territory")
    approved = real.filter(publishing(), territory__siren=siren) if siren else real.none()
    found = real.filter(slug=siren).first() or approved.first()
    if found is None:
        raise StrategyError("authority_unknown", authority=siren)
    return found
