"""``jalons inclusion``: the room from the command line, without Django."""

from __future__ import annotations

import click

from jalons.inclusion.cli import access, hours, locate
from jalons.inclusion.cli.places import places
from jalons.inclusion.cli import official
from jalons.inclusion.cli import diagnose
from jalons.inclusion.words.sentences import say


@click.group(name="inclusion", help=say("help.commands"))
def commands() -> None:
    """The commands of the room."""


for topic in (access, hours, locate):
    for command in topic.COMMANDS:
        commands.add_command(command)
commands.add_command(places)
commands.add_command(official.data)
for topic in (diagnose,):
    for command in topic.COMMANDS:
        commands.add_command(command)
