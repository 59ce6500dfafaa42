"""``jalons webaudit``: the room from the command line, without Django."""

from __future__ import annotations

import click

from jalons.webaudit.cli.measures import har, run
from jalons.webaudit.cli.visits import page, self_audit
from jalons.webaudit.words.sentences import say


@click.group(name="webaudit", help=say("cli.group"))
def commands() -> None:
    """The commands of the room."""


for command in (page, run, har, self_audit):
    commands.add_command(command)
