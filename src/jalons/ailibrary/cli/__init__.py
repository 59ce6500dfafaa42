"""``jalons ai``: the room from the command line, without Django."""

from __future__ import annotations

import click

from jalons.ailibrary.cli.meters import meters
from jalons.ailibrary.words.sentences import say


@click.group(name="ai", help=say("cli.group"))
def commands() -> None:
    """The commands of the room."""


@commands.group(help=say("meters.cli.run"))
def run() -> None:
    """Runs a recipe on a file."""


run.add_command(meters)
