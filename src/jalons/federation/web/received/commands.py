"""``jalons federation read``: the territories that an authority trusts, from the command line."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils import timezone

from jalons.federation.web.received.actions import QUIET, read_now
from jalons.federation.web.sources import queries
from jalons.federation.words.sentences import say
from jalons.foundation.accounts.models import Authority


@click.command("read", help=say("cli.read"))
@click.option("--authority", "slug", required=True, help=say("cli.authority"))
@click.option("--siren", default="", help=say("cli.read_siren"))
@click.option("--folder", type=click.Path(file_okay=False, exists=True, path_type=Path),
              help=say("cli.read_folder"))  # fmt: skip
@click.option("--private", "allow_private", is_flag=True, help=say("cli.private"))
def read(slug: str, siren: str, folder: Path | None, *, allow_private: bool) -> None:
    """Read one territory, or those whose day has come; says how each reading went."""
    authority = Authority.objects.filter(slug=slug).first()
    if authority is None:
        raise click.ClickException(say("cli.authority_unknown", authority=slug))
    if folder and not siren:
        raise click.UsageError(say("cli.read_which"))
    one, due = queries.trusted(authority).filter(siren=siren), timezone.localdate()
    found = list(one if siren else queries.due(authority, due))
    if siren and not found:
        raise click.ClickException(say("cli.read_unknown", siren=siren))
    wrong = False
    for each in found:
        read_now(each, allow_private=allow_private, folder=str(folder.resolve()) if folder else "")
        each.refresh_from_db()
        why = f" {queries.reason_words(each.reason)}" if each.reason else ""
        click.echo(say(f"status.{each.status}", name=each.name) + why)
        wrong = wrong or each.status not in QUIET
    click.echo(say("cli.read_done", count=len(found)))
    raise SystemExit(1 if wrong else 0)
