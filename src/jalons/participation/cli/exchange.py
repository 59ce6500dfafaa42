"""``read``: what a file of answers has, from the command line; nothing is stored."""

from __future__ import annotations

from pathlib import Path

import click

from jalons.kernel.errors import language
from jalons.participation.capture.answers import file_bytes, read_answers
from jalons.participation.engine.exchange.planning import proposals_of
from jalons.participation.words.exchange import report_lines
from jalons.participation.words.sentences import say


@click.command("read", help=say("cli.read"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def read(file: Path) -> None:
    """Print the format, the questions and the personal columns of a file."""
    table = read_answers(file_bytes(file), file.name)
    found, _decisions = proposals_of(table)
    for line in report_lines(table, found, language()):
        click.echo(line)
