"""The command that moves an instance from SQLite to PostgreSQL, and back."""

from __future__ import annotations

import json
import sys
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from jalons.kernel import Messages
from jalons.site.cli import load_django

if TYPE_CHECKING:
    from jalons.site.storage.moving.move import Moved

say = Messages.of("jalons.site").text


@click.command(help=say("move.help"))
@click.option("--to", required=True, metavar="ADDRESS", help=say("move.to"))
@click.option("--twin-to", default="", metavar="ADDRESS", help=say("move.twin_to"))
@click.option("--replace", is_flag=True, help=say("move.replace"))
@click.option("--json", "as_json", is_flag=True, help=say("json.help"))
def move(*, to: str, twin_to: str, replace: bool, as_json: bool) -> None:
    """Copy the base into one of the other kind, compare, and mark the folder."""
    load_django()
    from django.conf import settings

    from jalons.site.backups.interrupted_restore import restoring_alone, undo_interrupted_restore
    from jalons.site.storage.moving.move import move as moved

    if undo_interrupted_restore():
        click.secho(say("restore.undone"), fg="yellow", err=True)
    with (
        restoring_alone(refusal="move_in_use"),
        click.progressbar(length=1, label=say("move.progress"), file=sys.stderr) as bar,
    ):
        begin = partial(setattr, bar, "length")
        done = moved(to, twin_to, replace=replace, progress=(begin, bar.update))
    if as_json:
        click.echo(json.dumps(_values(done)))
        return
    click.echo(say("move.done", tables=done.tables, rows=done.rows))
    if done.twin is not None:
        click.echo(say("move.done_twin", entities=done.twin.entities, rows=done.twin.rows))
    elif not twin_to:
        click.echo(say("move.twin_stays"))
    if done.jobs:
        click.echo(say("move.jobs", count=done.jobs))
    if done.left:
        click.secho(say("move.left", names=", ".join(done.left)), fg="yellow")
    if done.aside:
        click.echo(say("move.aside", folder=done.aside))
    click.echo(say("move.next"))
    for name, address in (("DATABASE_URL", to), ("TWIN_STORE", twin_to)):
        if address:
            click.echo(f"  JALONS_{name}={_without_password(address)}")
    click.echo(say("move.former", folder=settings.DATA_DIR))


def _values(done: Moved) -> dict[str, Any]:
    twin = done.twin and {"entities": done.twin.entities, "rows": done.twin.rows}
    aside = str(done.aside) if done.aside else None
    counts = {"tables": done.tables, "rows": done.rows, "jobs": done.jobs}
    return counts | {"left": list(done.left), "twin": twin, "aside": aside}


def _without_password(address: str) -> str:
    """An address as it is set, its password hidden; nothing for the file of the data folder."""
    if address == "sqlite":
        return ""
    password = urlsplit(address).password
    return address.replace(f":{password}@", ":…@", 1) if password else address
