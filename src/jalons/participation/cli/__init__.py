"""``jalons participation``: the room from the command line, without Django."""

from __future__ import annotations

import click

from jalons.participation.cli.exchange import read
from jalons.participation.cli.positions import verify
from jalons.participation.words.sentences import say


@click.group(name="participation", help=say("cli.group"))
def commands() -> None:
    """The commands of the room."""


commands.add_command(verify)
commands.add_command(read)
