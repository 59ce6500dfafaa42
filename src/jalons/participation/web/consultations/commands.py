"""Codes of a consultation from the command line: in one file, nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

import click
from django.core.exceptions import ValidationError

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.outcomes import refusal_words
from jalons.foundation.register.writer import write
from jalons.kernel import JalonsError
from jalons.participation.web.consultations import actions, queries
from jalons.participation.web.consultations.models import CodeBatch
from jalons.participation.words.sentences import say


@click.command(help=say("cli.codes"))
@click.argument("consultation", metavar="CONSULTATION")
@click.argument("number", metavar=say("cli.codes_number"), type=click.IntRange(1, 50_000))
@click.option("--authority", "slug", required=True, help=say("cli.codes_authority"))
@click.option("--label", required=True, help=say("cli.codes_label"))
@click.option("--site", required=True, help=say("cli.codes_site"))
@click.option("--out", type=click.Path(path_type=Path), required=True, help=say("cli.codes_out"))
def codes(  # noqa: PLR0913, PLR0917  (each an option)
    consultation: str, number: int, slug: str, label: str, site: str, out: Path
) -> None:
    """Make a batch of codes and write them."""
    owner = Authority.objects.filter(slug=slug).first()
    rows = queries.consultations(owner).filter(title=consultation) if owner else None
    found = rows.first() if rows else None
    if owner is None or found is None:
        raise click.ClickException(say("cli.codes_unknown", title=consultation, authority=slug))
    batch = CodeBatch(authority=owner)
    try:
        file = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.ClickException(f"{error.strerror}: {out}") from error
    try:
        with os.fdopen(file, "wb") as stream:
            write(owner, None, [(batch, {"consultation": found, "label": label, "count": number})])
            stream.write(actions.listed(batch, actions.renew(batch), site, "fr"))
    except (ValidationError, JalonsError) as error:
        out.unlink()
        raise click.ClickException(refusal_words(error)) from error
    click.echo(say("cli.codes_done", count=number, path=str(out)))
