"""The command that compares two inventories on their common perimeter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from jalons.footprint.cli.fleet import FACTORS, FACTORS_LICENCE, MAKERS
from jalons.footprint.cli.inputs import EXTRA_STATUSES, HOME, Request, pack_of, read, today
from jalons.footprint.cli.terminal import (
    EXIT_INPUT,
    EXIT_NOTHING,
    EXIT_USAGE,
    fail,
    json_to,
    print_home,
)
from jalons.footprint.engine.analysis.decomposition import YearOfFleet, decompose
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.engine.fleet.holdings import sum_up
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.store import load_pack
from jalons.footprint.words.decomposition import as_lines, summarise_decomposition
from jalons.footprint.words.figures import say

FILE = click.Path(exists=True, path_type=Path)
YEAR = click.IntRange(1990, 2100)
MIXES = load_pack().datasets()


@click.command(help=say("help.compare"))
@click.argument("before", metavar=say("help.before"), type=FILE)
@click.argument("after", metavar=say("help.after"), type=FILE)
@click.option("--year", "years", nargs=2, type=YEAR, help=say("help.years"))
@click.option(
    "--criterion", help=say("help.criterion", known=", ".join(load_pack().known_criteria()))
)
@click.option(
    "--lifetime",
    type=click.Choice([rule.value for rule in LifetimeRule]),
    default=LifetimeRule.EXPECTED.value,
    show_default=True,
    help=say("help.lifetime"),
)
@click.option("--mix", "mixes", nargs=2, help=say("help.mixes", known=", ".join(MIXES)))
@click.option("--pue", "pues", nargs=2, type=float, help=say("help.pues"))
@click.option("--count", multiple=True, type=click.Choice(EXTRA_STATUSES), help=say("help.count"))
@HOME
@FACTORS
@FACTORS_LICENCE
@MAKERS
@click.option("--json", "json_out", metavar="OUT", help=say("help.json"))
def compare(  # noqa: PLR0913 - one argument per option of the command line
    *,
    before: Path,
    after: Path,
    years: tuple[int, int] | None,
    mixes: tuple[str, str] | None,
    pues: tuple[float, float] | None,
    criterion: str | None,
    json_out: str | None,
    **chosen: Any,
) -> None:
    if years and years[0] > years[1]:
        fail(FootprintError("comparison_years", before=years[0], after=years[1]), EXIT_USAGE)
    neither = (None, None)
    sides = zip((before, after), years or neither, mixes or neither, pues or neither, strict=True)
    requests = [
        Request(file=file, year=year, mix=mix, pue=pue, **chosen) for file, year, mix, pue in sides
    ]
    pack = pack_of(requests[0])
    pair = [_year(request, pack) for request in requests]
    try:
        found = decompose(pair[0], pair[1], criterion=criterion)
    except FootprintError as error:
        fail(error, EXIT_INPUT if error.code == "perimeter_empty" else EXIT_USAGE)
    if json_out != "-":
        for line in as_lines(summarise_decomposition(found, pack)):
            click.echo(line)
        print_home(pair[1].fleet, pair[1].options, pack)
    if json_out:
        json_to(json_out, found.as_json())


def _year(request: Request, pack: Pack) -> YearOfFleet:
    """The fleet of a file on its day: its own, else the end of the requested year, else today."""
    inventory = read(request, about=request.file.name)
    on = inventory.extracted_on or _end_of(request.year)
    try:
        options = replace(request.options(on), on=on)
    except FootprintError as error:
        fail(error, EXIT_USAGE)
    fleet = sum_up(inventory, pack, on=on)
    if not fleet.holdings:
        problem = FootprintError("compared_nothing_counted", file=request.file.name)
        fail(problem, EXIT_NOTHING)
    return YearOfFleet(fleet, pack, options)


def _end_of(year: int | None) -> date:
    return min(today(), date(year, 12, 31)) if year else today()
