"""Parcels from the command line: written out, received."""

from __future__ import annotations

from pathlib import Path

import click

from jalons.ailibrary.web.exchange import actions
from jalons.ailibrary.web.recipes.queries import use_of
from jalons.ailibrary.words.sentences import say
from jalons.foundation.accounts.models import Authority
from jalons.kernel import signing

_authority = click.option("--authority", "slug", required=True, help=say("cli.authority"))


def _named(slug: str) -> Authority:
    found = Authority.objects.filter(slug=slug).first()
    if found is None:
        raise click.ClickException(say("queue.cli.unknown", authority=slug))
    return found


@click.command("export", help=say("cli.export"))
@_authority
@click.argument("recipe")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def export(slug: str, recipe: str, out: Path) -> None:
    """Write the parcel of a recipe."""
    use = use_of(_named(slug), recipe)
    if use is None:
        raise click.ClickException(say("cli.no_use", authority=slug, recipe=recipe))
    out.write_bytes(actions.parcel_of(use))
    click.echo(say("cli.exported", file=str(out)))


@click.command("import", help=say("cli.import"))
@_authority
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(slug: str, file: Path) -> None:
    """Receive a parcel; nothing of it is used."""
    found = actions.receive(None, _named(slug), file.read_bytes())
    digits = signing.fingerprint(found.public_key)
    click.echo(say("cli.imported", publisher=found.publisher, recipe=found.key, digits=digits))
