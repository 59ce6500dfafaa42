"""``jalons strategy actors``: the register of an authority to a file, and a list from a file."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils import translation

from jalons.foundation.imports.actions import bring
from jalons.foundation.imports.columns import EVERY
from jalons.foundation.listing.export import export as file_of
from jalons.foundation.register.pages import sheets
from jalons.kernel.errors import language
from jalons.strategy.web.actors.register import actors as register
from jalons.strategy.web.actors.register import actors_file
from jalons.strategy.web.authorities import find_authority, say
from jalons.strategy.web.roadmap.plan_exchange.commands import one_authority


@click.group(help=say("cli.actors"))
def actors() -> None:
    """The sub-commands."""


@actors.command("export", help=say("cli.actors_export"))
@one_authority
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True,
              help=say("cli.out"))  # fmt: skip
def export(*, siren: str, out: Path) -> None:
    """Write the register as XLSX, or as CSV when the name ends so."""
    kind = "csv" if out.suffix.lower() == ".csv" else "xlsx"
    with translation.override(language()):
        authority = find_authority(siren)
        found = sheets(register, authority, register.of(authority))
        out.write_bytes(b"".join(file_of(kind, register.name, *found)))
    click.echo(say("cli.actors_written", file=out))


@actors.command("import", help=say("cli.actors_import"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@one_authority
@click.option("--dry-run", is_flag=True, help=say("cli.actors_dry_run"))
@click.option("--organisations", is_flag=True, help=say("cli.actors_organisations"))
def import_(*, file: Path, siren: str, dry_run: bool, organisations: bool) -> None:
    """Put a list of partners in the register, or say what it would do."""
    with translation.override(language()):
        done = bring(
            actors_file,
            find_authority(siren),
            name=file.name,
            content=file.read_bytes(),
            columns={"organisation": EVERY} if organisations else {},
            rehearsal=dry_run,
        )
    for line, name, why in done["refused"]:
        click.echo(say("cli.actors_left", line=line or "–", name=name, why=why))
    key = "cli.actors_dry" if dry_run else "cli.actors_done"
    changed = done["stored"] - done["created"]
    click.echo(say(key, new=done["created"], changed=changed, same=done["same"]))
