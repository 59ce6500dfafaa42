"""``jalons strategy referential``: check a version, take it to a spreadsheet and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jalons.strategy.cli.words import as_json, print_json, say
from jalons.strategy.engine.diagnosis.referential import Referential
from jalons.strategy.store import (
    catalogue,
    manifesto,
    read_referential,
    read_workbook,
    shipped_folder,
    write_workbook,
)

folder = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=say("cli.referential_folder"),
)


@click.group(help=say("cli.referential"))
def referential() -> None:
    """The sub-commands."""


@referential.command(help=say("cli.referential_check"))
@folder
@as_json
def check(folder: Path | None, *, as_json: bool) -> None:
    found = read_referential(folder or shipped_folder(), manifesto(), catalogue())
    if as_json:
        print_json(_counts(found))
        return
    click.echo(say("cli.referential_holds", **_counts(found)))


@referential.command(help=say("cli.referential_export"))
@folder
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help=say("cli.out")
)
def export(folder: Path | None, out: Path) -> None:
    source = folder or shipped_folder()
    read_referential(source, manifesto(), catalogue())
    out.write_bytes(write_workbook(source))


@referential.command("import", help=say("cli.referential_import"))
@click.argument("workbook", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help=say("cli.out")
)
def import_(workbook: Path, out: Path) -> None:
    found, files = read_workbook(workbook.read_bytes(), workbook.name, manifesto(), catalogue())
    out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (out / name).write_text(text, encoding="utf-8")
    click.echo(say("cli.referential_holds", **_counts(found)))


def _counts(found: Referential) -> dict[str, Any]:
    every = list(found.questions())
    return {
        "reference": found.reference,
        "questions": sum(each.level == 1 for each in every),
        "details": sum(each.level == 2 for each in every),
        "milestones": sum(len(path.milestones) for path in found.commitments),
        "actions": len(found.actions),
    }
