"""The commands that assess a fleet: run, scenario, glpi."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from jalons.footprint.capture.glpi import read_glpi
from jalons.footprint.capture.glpi_session import GlpiAccess
from jalons.footprint.capture.tables import is_streamed
from jalons.footprint.cli.inputs import (
    EXTRA_STATUSES,
    HOME,
    Request,
    pack_of,
    pack_with,
    read,
    secret,
    today,
)
from jalons.footprint.cli.streamed import read_streamed, write_sample
from jalons.footprint.cli.terminal import (
    EXIT_INPUT,
    code_of,
    counted,
    fail,
    json_to,
    print_home,
    print_hosting,
    print_summary,
    write,
    write_json,
    write_lines,
    write_pcrsi,
)
from jalons.footprint.engine.analysis.hosting import Hosting, share_out
from jalons.footprint.engine.analysis.lever_values import FORMS
from jalons.footprint.engine.analysis.levers import parse_lever
from jalons.footprint.engine.analysis.scenarios import study
from jalons.footprint.engine.assessment.impacts import assess, assess_fleet
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.engine.fleet.holdings import Fleet, sum_up
from jalons.footprint.engine.inventory.line import FootprintError, Inventory, Notice
from jalons.footprint.engine.inventory.virtual_machines import has_guests
from jalons.footprint.engine.reading import (
    read_inventory,
)
from jalons.footprint.store import load_pack
from jalons.footprint.words.export import as_csv
from jalons.footprint.words.figures import say
from jalons.footprint.words.report import as_html
from jalons.footprint.words.scenario import as_lines, summarise_scenario
from jalons.footprint.words.summary import summarise

FACTORS = click.option(
    "--factors",
    metavar="FACTORS.csv",
    type=click.Path(exists=True, path_type=Path),
    help=say("help.factors"),
)
FACTORS_LICENCE = click.option(
    "--factors-licence", default="", metavar="LICENCE", help=say("help.factors_licence")
)
MAKERS = click.option("--makers", is_flag=True, help=say("help.makers"))
COLUMN = click.option("--column", multiple=True, metavar="FIELD=HEADING", help=say("help.column"))
CHOICES = (
    COLUMN,
    click.option("--count-consumables", is_flag=True, help=say("help.count_consumables")),
    click.option("--exclude-absurd-dates", is_flag=True, help=say("help.exclude_absurd_dates")),
)
# What a person declares besides the file, and the unit of each.
SERVICES = tuple(
    click.option(f"--{name}", metavar=unit, type=float, help=say(f"help.{name.replace('-', '_')}"))
    for name, unit in (
        ("traffic-fixed", "GB"),
        ("traffic-mobile", "GB"),
        ("emails", "N"),
        ("email-recipients", "N"),
        ("email-volume", "GB"),
        ("paper-reams", "N"),
        ("room-area", "M2"),
    )
)
HELP_LEVER = say("help.lever", known=", ".join(FORMS))


@dataclass(frozen=True, slots=True)
class _ReadFile:
    """A file read whole or batch by batch; ``write_rows`` writes its rows and reasons."""

    fleet: Fleet
    notices: tuple[Notice, ...]
    extracted_on: date | None
    write_rows: Callable[[str], None]
    inventory: Inventory | None = None

    def hosting(self, pack: Pack, options: Options) -> Hosting | None:
        """The allocation of its hosts; None without virtual lines or in a streamed file."""
        if self.inventory is None or not has_guests(self.inventory.lines):
            return None
        return share_out(self.inventory, pack=pack, options=options)


def declared(command: Callable[..., Any]) -> Callable[..., Any]:
    """A command with the options for what to count besides devices in use."""
    for option in reversed((*CHOICES, *SERVICES)):
        command = option(command)
    return command


def _read_file(request: Request, pack: Pack) -> _ReadFile:
    if is_streamed(request.file):
        if request.services() or request.count_consumables or request.exclude_absurd_dates:
            fail(FootprintError("option_long_file", file=request.file.name), EXIT_INPUT)
        streamed = read_streamed(request, pack)
        return _ReadFile(
            streamed.fleet,
            streamed.notices,
            streamed.extracted_on,
            lambda out: write_sample(out, streamed, pack),
        )
    inventory = read(request)
    fleet = sum_up(inventory, pack, on=inventory.extracted_on or today())
    return _ReadFile(
        fleet,
        inventory.notices,
        inventory.extracted_on,
        lambda out: write_lines(out, inventory, pack),
        inventory,
    )


@click.command(help=say("help.run"))
@click.argument("file", metavar=say("help.file"), type=click.Path(exists=True, path_type=Path))
@click.option("--json", "json_out", metavar="OUT", help=say("help.json"))
@click.option("--html", "html_out", metavar="OUT", help=say("help.html"))
@click.option("--csv", "csv_out", metavar="OUT", help=say("help.csv"))
@click.option("--pcrsi", "pcrsi_out", metavar="OUT", help=say("help.pcrsi"))
@click.option(
    "--lifetime",
    type=click.Choice([rule.value for rule in LifetimeRule]),
    default=LifetimeRule.EXPECTED.value,
    show_default=True,
    help=say("help.lifetime"),
)
@click.option("--count", multiple=True, type=click.Choice(EXTRA_STATUSES), help=say("help.count"))
@click.option("--staff", type=click.IntRange(min=1), help=say("help.staff"))
@click.option("--year", type=click.IntRange(1990, 2100), help=say("help.year"))
@click.option("--mix", help=say("help.mix", known=", ".join(load_pack().datasets())))
@click.option("--pue", type=float, help=say("help.pue"))
@click.option("--seed", type=int, default=Options().seed, show_default=True, help=say("help.seed"))
@HOME
@FACTORS
@FACTORS_LICENCE
@MAKERS
@declared
def run(**chosen: Any) -> None:
    request = Request(**chosen)
    pack = pack_of(request)
    found = _read_file(request, pack)
    try:
        options = request.options(found.extracted_on)
        assessment = assess_fleet(found.fleet, pack=pack, options=options)
    except FootprintError as error:
        if request.csv_out and error.code == "nothing_counted":
            found.write_rows(request.csv_out)
        fail(error, code_of(error))
    hosting = found.hosting(pack, options)
    doubts = hosting.notices if hosting else ()
    assessment = replace(assessment, notices=(*found.notices, *doubts, *assessment.notices))
    summary = summarise(assessment, pack)
    if request.json_out != "-":
        print_summary(summary)
        print_hosting(hosting, pack)
    if request.json_out:
        write_json(request.json_out, assessment, hosting)
    if request.html_out:
        write(request.html_out, as_html(summary, title=request.file.name).encode())
    if request.csv_out:
        found.write_rows(request.csv_out)
    if request.pcrsi_out:
        write_pcrsi(request.pcrsi_out, assessment, pack, request.file)


@click.command(help=say("help.scenario"))
@click.argument("file", metavar=say("help.file"), type=click.Path(exists=True, path_type=Path))
@click.option("--lever", "levers", multiple=True, required=True, help=HELP_LEVER)
@click.option("--count", multiple=True, type=click.Choice(EXTRA_STATUSES), help=say("help.count"))
@click.option("--target-year", type=click.IntRange(1990, 2100), help=say("help.target_year"))
@click.option("--objective", type=float, help=say("help.objective"))
@click.option("--json", "json_out", metavar="OUT", help=say("help.json"))
@HOME
@FACTORS
@FACTORS_LICENCE
@MAKERS
@declared
def scenario(
    *, levers: tuple[str, ...], target_year: int | None, objective: float | None, **chosen: Any
) -> None:
    """Read, apply the levers on the same draws, print what would change."""
    request = Request(**chosen)
    pack = pack_of(request)
    read_file = _read_file(request, pack)
    on = read_file.extracted_on or today()
    try:
        parsed = [parse_lever(text, pack) for text in levers]
        ready = study(read_file.fleet, pack=pack, options=request.options(on))
        found = ready.run(parsed)
        way = ready.way(parsed, start=on.year, target=target_year, change=objective)
    except FootprintError as error:
        fail(error, code_of(error))
    if request.json_out != "-":
        for line in as_lines(summarise_scenario(found, pack, way=way)):
            click.echo(line)
        print_home(read_file.fleet, ready.options, pack)
    if request.json_out:
        json_to(request.json_out, found.as_json() | {"way": way.as_json() if way else None})


@click.command(help=say("help.glpi"))
@click.argument("url")
@click.option("--csv", "csv_out", metavar="OUT", help=say("help.glpi_csv"))
@click.option("--run", "run_it", is_flag=True, help=say("help.glpi_run"))
@click.option("--plain-http", is_flag=True, help=say("help.glpi_http"))
@HOME
@FACTORS
@FACTORS_LICENCE
@MAKERS
def glpi(
    url: str,
    csv_out: str | None,
    *,
    run_it: bool,
    plain_http: bool,
    home: str | None,
    **chosen: Any,
) -> None:
    user = secret("GLPI_USER_TOKEN", "help.glpi_user_prompt", needed=True)
    app = secret("GLPI_APP_TOKEN", "help.glpi_app_prompt", needed=False)
    try:
        access = GlpiAccess(url, user, app, plain_http=plain_http)
        sheets = read_glpi(access, progress=counted)
        inventory = read_inventory(sheets, today=today())
    except FootprintError as error:
        fail(error, EXIT_INPUT)
    if csv_out:
        headings, *rows = sheets[0].cells.rows()
        write(csv_out, as_csv(headings, rows))
        click.echo(say("glpi_written", rows=len(rows), file=csv_out))
    if run_it or not csv_out:
        pack = pack_with(**chosen)
        try:
            assessment = assess(inventory, pack=pack, options=Options(on=today(), home=home))
        except FootprintError as error:
            fail(error, code_of(error))
        print_summary(summarise(assessment, pack, notices=inventory.notices))
