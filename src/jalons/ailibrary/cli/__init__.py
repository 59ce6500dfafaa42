"""``jalons ai``: the room from the command line, without Django."""

from __future__ import annotations

import click

from jalons.ailibrary.cli.cards import card
from jalons.ailibrary.cli.columns import check_columns, find_duplicates
from jalons.ailibrary.cli.evaluations import evaluate, list_recipes
from jalons.ailibrary.cli.meters import meters
from jalons.ailibrary.cli.orientation import orientation
from jalons.ailibrary.cli.search import search
from jalons.ailibrary.words.sentences import say


@click.group(name="ai", help=say("cli.group"))
def commands() -> None:
    """The commands of the room."""


@commands.group(help=say("cli.run"))
def run() -> None:
    """Runs a recipe."""


for command in (card, evaluate, list_recipes, search):
    commands.add_command(command)
for command in (orientation, meters, check_columns, find_duplicates):
    run.add_command(command)
