"""``jalons inclusion``: the room from the command line, without Django."""

from __future__ import annotations

import click

from jalons.inclusion.cli.places import places
from jalons.inclusion.cli import hours
from jalons.inclusion.words.sentences import say


@click.group(name="inclusion", help=say("help.commands"))
def commands() -> None:
    """The commands of the room."""


commands.add_command(places)
for topic in (hours,):
    for command in topic.COMMANDS:
        commands.add_command(command)
