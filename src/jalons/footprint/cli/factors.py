"""The commands for the tables of other tools, and the one that checks factors."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from jalons.footprint.capture.folder import files_of, write_files
from jalons.footprint.cli.inputs import BIG_FILE, HOME, progress, today
from jalons.footprint.cli.terminal import EXIT_INPUT, EXIT_NOTHING, fail, stream
from jalons.footprint.engine.factor_files.tables import lines_of_tables
from jalons.footprint.engine.factors.linting import lines_of_pack, lint, refused
from jalons.footprint.engine.factors.pack import FRANCE
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.engine.numecoeval import (
    LifetimeMethod,
    as_tables,
    consumed_lines,
    csv_names,
    evaluate,
    evaluation_csv,
    evaluation_json,
    homeless_lines,
    read_tables,
)
from jalons.footprint.engine.reading import (
    read_inventory,
    read_sheets,
)
from jalons.footprint.store import load_pack
from jalons.footprint.words.figures import count, named, say
from jalons.footprint.words.findings import finding_json, finding_lines
from jalons.footprint.words.numecoeval import evaluation_lines, issue_json
from jalons.kernel import JalonsError


@click.command(help=say("help.numecoeval"))
@click.argument("source", metavar="DOSSIER", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "json_out", metavar="OUT", help=say("help.numecoeval_json"))
@click.option("--csv", "csv_out", metavar="OUT", help=say("help.numecoeval_csv"))
@click.option(
    "--lifetime",
    type=click.Choice([way.value.lower() for way in LifetimeMethod]),
    help=say("help.numecoeval_lifetime"),
)
@click.option(
    "--date",
    "on",
    metavar="AAAA-MM-JJ",
    type=click.DateTime(["%Y-%m-%d"]),
    help=say("help.numecoeval_date"),
)
@click.option("--hide-factors", is_flag=True, help=say("help.hide"))
def numecoeval(  # noqa: PLR0913 - one argument per option of the command line
    *,
    source: Path,
    json_out: str | None,
    csv_out: str | None,
    lifetime: str | None,
    on: datetime | None,
    hide_factors: bool,
) -> None:
    try:
        files = files_of(source)
        big = sum(len(content) for _, content in files) >= BIG_FILE
        with progress(source.name, big=big) as step:
            data = read_tables(files)
            step()
            day = on.date() if on else today()
            method = LifetimeMethod(lifetime.upper()) if lifetime else None
            evaluation = evaluate(data, lifetime=method, on=day)
            step()
    except FootprintError as error:
        fail(error, EXIT_NOTHING if error.code == "numecoeval_no_input" else EXIT_INPUT)
    if json_out != "-":
        click.echo("\n".join(evaluation_lines(evaluation)))
    if json_out:
        issues = [issue_json(notice) for notice in evaluation.notices]
        stream(json_out, evaluation_json(evaluation, issues, hidden=hide_factors))
    for out, name in csv_names(csv_out, evaluation).items() if csv_out else ():
        stream(out, evaluation_csv(evaluation, name, hidden=hide_factors))


@click.command("export-numecoeval", help=say("help.export_numecoeval"))
@click.argument(
    "file", metavar=say("help.file"), type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@HOME
def export_numecoeval(file: Path, out: Path, home: str | None) -> None:
    try:
        sheets = read_sheets(files_of(file)[0][1], file.name)
        inventory = read_inventory(sheets, today=today())
        tables = as_tables(inventory, load_pack(), home=home or FRANCE)
        left = consumed_lines(inventory, load_pack())
        homeless = homeless_lines(inventory, load_pack())
    except JalonsError as error:
        fail(error, EXIT_INPUT)
    try:
        write_files(out, tables)
    except FootprintError as error:
        fail(error, 1)
    rows = tables["EquipementPhysique.csv"].count(b"\n") - 1
    click.echo(say("numecoeval.written", file=out, rows=count(rows)))
    if homeless:
        country = named(load_pack().places[home or FRANCE])
        click.echo(say("numecoeval.home", rows=count(homeless), country=country))
    if left:
        click.echo(say("numecoeval.consumed", rows=count(left)))


@click.command("lint", help=say("help.lint"))
@click.argument(
    "file",
    metavar=f"[{say('help.file')}]",
    required=False,
    type=click.Path(exists=True, path_type=Path),
)
@click.option("--json", "as_json", is_flag=True, help=say("help.lint_json"))
def lint_factors(*, file: Path | None, as_json: bool) -> None:
    """Check a table of factors, or the packaged ones; exit 3 when a row is refused."""
    pack = load_pack()
    try:
        lines = lines_of_tables(files_of(file), pack) if file else lines_of_pack(pack)
    except FootprintError as error:
        fail(error, EXIT_INPUT)
    findings = lint(lines)
    if as_json:
        content = {"rows": len(lines), "findings": [finding_json(finding) for finding in findings]}
        click.echo(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(finding_lines(findings, rows=len(lines))))
    raise SystemExit(EXIT_INPUT if refused(findings) else 0)
