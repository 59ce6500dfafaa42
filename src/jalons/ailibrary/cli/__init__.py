"""``jalons ai``: the room from the command line, without Django."""

from __future__ import annotations

import click

from jalons.ailibrary.cli.columns import check_columns, find_duplicates
from jalons.ailibrary.words.sentences import say


@click.group(name="ai", help=say("cli.group"))
def commands() -> None:
    """The commands of the room."""


for command in (check_columns, find_duplicates):
    commands.add_command(command)
