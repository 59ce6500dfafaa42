"""``jalons strategy``: the catalogue, the diagnosis, from the command line, without Django."""

import click

from jalons.strategy.cli.catalogue import commitments, indicators
from jalons.strategy.cli.diagnosis import diagnose
from jalons.strategy.cli.referential import referential
from jalons.strategy.cli.sources import sources
from jalons.strategy.cli.tracks import tracks
from jalons.strategy.cli.words import say


@click.group(name="strategy", help=say("cli.group"))
def commands() -> None:
    """The sub-commands of the room."""


for command in (indicators, commitments, diagnose, referential, sources, tracks):
    commands.add_command(command)
