"""``jalons reuse``: the room from the command line, without Django."""

from __future__ import annotations

import click

from jalons.reuse.cli.devices import rate, route
from jalons.reuse.cli.lots import lot
from jalons.reuse.cli.wiping import wipe
from jalons.reuse.words.sentences import say


@click.group(name="reuse", help=say("help.commands"))
def commands() -> None:
    """The commands of the room."""


for command in (route, lot, rate, wipe):
    commands.add_command(command)
