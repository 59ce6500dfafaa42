"""``jalons ai``: the room from the command line, without Django."""

from __future__ import annotations

import click

from jalons.ailibrary.cli.search import search
from jalons.ailibrary.words.sentences import say


@click.group(name="ai", help=say("cli.group"))
def commands() -> None:
    """The commands of the room."""


commands.add_command(search)
