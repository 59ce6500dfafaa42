"""``jalons footprint``: the footprint of an inventory, from the command line, without Django."""

import click

from jalons.footprint.cli.comparison import compare
from jalons.footprint.cli.factors import export_numecoeval, lint_factors, numecoeval
from jalons.footprint.cli.fleet import glpi, run, scenario
from jalons.footprint.cli.report import report
from jalons.footprint.words.figures import say


@click.group(name="footprint", help=say("help.commands"))
def commands() -> None:
    """The sub-commands of the room."""


for command in (run, scenario, compare, report, glpi, numecoeval, export_numecoeval, lint_factors):
    commands.add_command(command)
