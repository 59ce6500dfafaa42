"""``jalons strategy actors``: the register of an authority to a file, and a list from a file."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils import translation

from jalons.kernel.errors import language
from jalons.strategy.web.actors import exchange
from jalons.strategy.web.authorities import find_authority, say
from jalons.strategy.web.roadmap.commands import one_authority


@click.group(help=say("cli.actors"))
def actors() -> None:
    """The sub-commands."""


@actors.command("export", help=say("cli.actors_export"))
@one_authority
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True,
              help=say("cli.out"))  # fmt: skip
def export(*, siren: str, out: Path) -> None:
    """Write the register as XLSX, or as CSV when the name ends so."""
    is_csv = out.suffix.lower() == ".csv"
    written = exchange.register_csv if is_csv else exchange.register_workbook
    out.write_bytes(written(find_authority(siren), with_contact=True))
    click.echo(say("cli.actors_written", file=out))


@actors.command("import", help=say("cli.actors_import"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@one_authority
@click.option("--dry-run", is_flag=True, help=say("cli.actors_dry_run"))
@click.option("--organisations", is_flag=True, help=say("cli.actors_organisations"))
def import_(*, file: Path, siren: str, dry_run: bool, organisations: bool) -> None:
    """Put a list of partners in the register, or say what it would do."""
    authority = find_authority(siren)
    with translation.override(language()):
        register = exchange.read(file.read_bytes(), file.name)
        found = exchange.settle(authority, register)
        if not dry_run:
            exchange.bring(authority=authority, user=None, register=register, name=file.name,
                           persons=organisations)  # fmt: skip
    for problem in register.problems:
        click.echo(problem.message())
    doubtful = [each for each in found if each.new and each.told.persons]
    for each in doubtful:
        click.echo(say("cli.actors_person", line=each.told.line, name=each.told.name))
    kinds = [each.kind for each in found if organisations or each not in doubtful]
    new, changed, same = (kinds.count(kind) for kind in ("new", "changed", "same"))
    key = "cli.actors_dry" if dry_run else "cli.actors_done"
    click.echo(say(key, new=new, changed=changed, same=same))
