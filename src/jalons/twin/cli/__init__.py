"""The commands of the twin: those of its broker, and the heat of server rooms; without Django."""

from __future__ import annotations

import click

from jalons.broker.cli import COMMANDS
from jalons.kernel import Messages

from .heat import heat


@click.group(help=Messages.of("jalons.twin").text("cli.group"))
def commands() -> None:
    """Everything is in the sub-commands."""


for command in (*COMMANDS, heat):
    commands.add_command(command)
