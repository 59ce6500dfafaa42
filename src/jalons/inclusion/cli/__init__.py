"""``jalons inclusion``: the room from the command line, without Django."""

from __future__ import annotations

import click

from jalons.inclusion.cli import access, diagnose, hours, locate, official
from jalons.inclusion.cli.places import places
from jalons.inclusion.words.sentences import say


@click.group(name="inclusion", help=say("help.commands"))
def commands() -> None:
    """The commands of the room."""


for topic in (diagnose, access, locate, hours):
    for command in topic.COMMANDS:
        commands.add_command(command)
commands.add_command(places)
commands.add_command(official.data)
