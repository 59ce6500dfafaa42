"""``jalons procurement``: the room from the command line, without Django."""

from __future__ import annotations

import click

from jalons.procurement.cli import agec, awards, contracts, lifecycle
from jalons.procurement.words.sentences import say


@click.group(name="procurement", help=say("help.commands"))
def commands() -> None:
    """The commands of the room."""


for topic in (awards, lifecycle, agec, contracts):
    for command in topic.COMMANDS:
        commands.add_command(command)
