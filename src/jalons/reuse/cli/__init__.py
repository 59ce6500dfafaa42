"""``jalons reuse``: the room from the command line, without Django."""

from __future__ import annotations

import click

from jalons.reuse.cli import lots, rate, routes, wiping
from jalons.reuse.words.sentences import say


@click.group(name="reuse", help=say("help.commands"))
def commands() -> None:
    """The commands of the room."""


for topic in (routes, lots, rate, wiping):
    for command in topic.COMMANDS:
        commands.add_command(command)
