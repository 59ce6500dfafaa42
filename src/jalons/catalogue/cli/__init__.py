"""``jalons catalogue``: the room from the command line, without Django."""

from __future__ import annotations

import click

from jalons.catalogue.cli.checks import check
from jalons.catalogue.cli.exchange import dcat, harvest
from jalons.catalogue.words.sentences import say


@click.group(name="catalogue", help=say("cli.group"))
def commands() -> None:
    """The commands of the room."""


commands.add_command(check)
for command in (harvest, dcat):
    commands.add_command(command)
