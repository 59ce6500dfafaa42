"""``jalons federation``: sign what one shares, read what others share, without Django."""

from __future__ import annotations

import click

from jalons.federation.cli.exchange import harvest, publish, verify
from jalons.federation.cli.keys import keys
from jalons.federation.words.sentences import say


@click.group(name="federation", help=say("cli.group"))
def commands() -> None:
    """The commands of the room."""


for command in (keys, publish, harvest, verify):
    commands.add_command(command)
