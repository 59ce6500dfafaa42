"""The command on the yearly rate, from a list of devices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jalons.kernel import JalonsError
from jalons.kernel.errors import language
from jalons.reuse.words.sentences import say

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(help=say("help.rate"))
@click.argument("file", type=FILE)
@click.option("--year", type=click.IntRange(2023, 2100), required=True, help=say("help.rate_year"))
@click.option("--stock", type=click.IntRange(0), help=say("help.rate_stock"))
@click.option("--ordinary", is_flag=True, help=say("help.rate_ordinary"))
@click.option("--small/--large", default=None, help=say("help.rate_small"))
def rate(file: Path, year: int, **stated: Any) -> None:
    """Print the rate of a year, by route, and what is missing."""
    from jalons.reuse.capture.retired import read_retired
    from jalons.reuse.engine.accounting.rate import YearStatement, year_rate
    from jalons.reuse.words import accounts as words

    lang = language()
    try:
        devices, departures, problems = read_retired(file.read_bytes(), file.name)
    except JalonsError as error:
        raise click.ClickException(str(error)) from error
    for number, why in problems:
        click.echo(say("cli.row", row=number, why=why), err=True)
    found = year_rate(year, devices, departures, YearStatement(**stated))
    click.echo(words.sentence(found, lang))
    if found.possible != found.reused:
        possible = words.rate_words(found.share(found.possible), lang)
        click.echo(say("accounts.chapter.possible", lang) + f" : {possible}")
    for gap in found.gaps:
        click.echo(f"  · {words.gap_words(gap, lang)}")
    if problems:  # a row left aside may change the rate
        raise click.ClickException(say("accounts.rows_left", lang, count=len(problems)))


COMMANDS: tuple[click.Command, ...] = (rate,)
