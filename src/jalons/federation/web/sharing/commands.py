"""``jalons federation carry``: what an authority of this instance shares, on a USB stick."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
from django.utils import timezone

from jalons.federation.web.sharing import queries
from jalons.federation.words.sentences import say
from jalons.foundation.accounts.models import Authority


@click.command("carry", help=say("cli.carry"))
@click.option("--authority", "slug", required=True, help=say("cli.authority"))
@click.option("--stick", type=click.Path(file_okay=False, path_type=Path), help=say("cli.stick"))
def carry(slug: str, stick: Path | None) -> None:
    """Publish what changed, then copy the signed folder; says the digits to compare."""
    from jalons.federation.web.sharing import signed_folder

    authority = Authority.objects.filter(slug=slug).first()
    found = queries.repository_of(authority) if authority else None
    if found is None or not found.active:
        raise click.ClickException(say("cli.carry_unknown", authority=slug))
    signed_folder.publish(found, timezone.now())
    found.refresh_from_db()
    if stick is not None:
        with signed_folder.opened(found.authority) as both:
            for name in reversed(queries.PUBLIC):  # the lists last: they name what is there already
                shutil.copytree(both.repository.folder / name, stick / name, dirs_exist_ok=True,
                                ignore=shutil.ignore_patterns("*.part"))  # fmt: skip
    click.echo(say("cli.carried", name=found.name, count=found.files, digits=found.digits))
