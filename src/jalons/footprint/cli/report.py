"""The command that writes the yearly chapter of an inventory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from jalons.footprint.chapter import Material, yearly_chapter
from jalons.footprint.chapter.changes import PreviousYear
from jalons.footprint.cli.fleet import FACTORS, FACTORS_LICENCE, MAKERS
from jalons.footprint.cli.inputs import EXTRA_STATUSES, HOME, Request, pack_of, read, today
from jalons.footprint.cli.terminal import EXIT_USAGE, code_of, fail, write
from jalons.footprint.engine.analysis.decomposition import Decomposition, YearOfFleet, decompose
from jalons.footprint.engine.analysis.lever_values import FORMS
from jalons.footprint.engine.analysis.levers import parse_lever
from jalons.footprint.engine.analysis.scenarios import Scenario, study
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.engine.fleet.holdings import sum_up
from jalons.footprint.engine.inventory.line import FootprintError, Inventory
from jalons.footprint.words.figures import say
from jalons.foundation.documents.formats import FORMATS, written
from jalons.foundation.documents.tree import DocumentError
from jalons.kernel.errors import language


@click.command(help=say("help.report"))
@click.argument("file", metavar=say("help.file"), type=click.Path(exists=True, path_type=Path))
@click.option("--out", required=True, metavar="OUT", help=say("help.report_out"))
@click.option("--format", "kind", type=click.Choice(list(FORMATS)), help=say("help.report_format"))
@click.option("--authority", default="", help=say("help.report_authority"))
@click.option(
    "--before",
    metavar=say("help.file"),
    type=click.Path(exists=True, path_type=Path),
    help=say("help.report_before"),
)
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    help=say("help.report_scenario", known=", ".join(FORMS)),
)
@click.option("--count", multiple=True, type=click.Choice(EXTRA_STATUSES), help=say("help.count"))
@click.option("--staff", type=click.IntRange(min=1), help=say("help.staff"))
@click.option("--year", type=click.IntRange(1990, 2100), help=say("help.year"))
@HOME
@FACTORS
@FACTORS_LICENCE
@MAKERS
def report(
    *,
    out: str,
    kind: str | None,
    authority: str,
    before: Path | None,
    scenarios: tuple[str, ...],
    **chosen: Any,
) -> None:
    kind = kind or Path(out).suffix.removeprefix(".").lower()
    if kind not in FORMATS:
        problem = FootprintError("report_format", file=Path(out).name, known=", ".join(FORMATS))
        fail(problem, EXIT_USAGE)
    request = Request(**chosen)
    pack = pack_of(request)
    inventory = read(request)
    options = request.options(inventory.extracted_on)
    try:
        material = Material(
            authority=authority,
            inventory=request.file.name,
            day=today(),
            found=assess(inventory, pack=pack, options=options),
            pack=pack,
            notices=inventory.notices,
            before=_before(before, inventory, request, pack) if before else None,
            scenarios=tuple(
                (text, _scenario(text, inventory, options, pack)) for text in scenarios
            ),
        )
    except FootprintError as error:
        fail(error, code_of(error))
    try:
        write(out, written(yearly_chapter(material, language()), kind))
    except DocumentError as error:
        fail(error, 1)


def _scenario(text: str, inventory: Inventory, options: Options, pack: Pack) -> Scenario:
    levers = [parse_lever(each, pack) for each in text.split()]
    fleet = sum_up(inventory, pack, on=options.on or today())
    return study(fleet, pack=pack, options=options).run(levers)


def _before(path: Path, inventory: Inventory, request: Request, pack: Pack) -> PreviousYear:
    earlier = read(replace(request, file=path))
    outcome: Decomposition | FootprintError
    try:
        outcome = decompose(_year_of(earlier, request, pack), _year_of(inventory, request, pack))
    except FootprintError as error:
        outcome = error
    return PreviousYear(path.stem, request.file.stem, outcome)


def _year_of(inventory: Inventory, request: Request, pack: Pack) -> YearOfFleet:
    options = request.options(inventory.extracted_on)
    on = inventory.extracted_on or today()
    fleet = sum_up(inventory, pack, on=on)
    return YearOfFleet(fleet, pack, options)
