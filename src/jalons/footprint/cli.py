"""``jalons footprint``: the footprint of an inventory, from the command line, without Django."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click
from click.termui import progressbar

from jalons.footprint.capture.folder import files_of, write_files
from jalons.footprint.capture.glpi import read_glpi
from jalons.footprint.capture.glpi_session import GlpiAccess
from jalons.footprint.engine.assessment import Options, assess
from jalons.footprint.engine.export import as_csv, as_xlsx, line_table
from jalons.footprint.engine.factor_tables import lines_of_tables
from jalons.footprint.engine.factors import Pack
from jalons.footprint.engine.fleet import judged, sum_up
from jalons.footprint.engine.inventory import (
    COUNTED_STATUSES,
    DeviceStatus,
    FootprintError,
    Inventory,
)
from jalons.footprint.engine.levers import FORMS, LEVER_ERRORS, parse_lever
from jalons.footprint.engine.linting import findings_told, lines_of_pack, lint, refused
from jalons.footprint.engine.numecoeval import (
    LifetimeMethod,
    as_tables,
    csv_names,
    evaluate,
    evaluation_csv,
    evaluation_json,
    read_tables,
    told,
)
from jalons.footprint.engine.pcrsi import as_response
from jalons.footprint.engine.reading import (
    Sheet,
    is_readable,
    read_files,
    read_inventory,
    read_sheets,
)
from jalons.footprint.engine.report import as_html
from jalons.footprint.engine.results import Assessment, LifetimeRule
from jalons.footprint.engine.scenario_summary import as_lines, summarise_scenario
from jalons.footprint.engine.scenarios import study
from jalons.footprint.engine.summary import Row, Summary, summarise
from jalons.footprint.engine.wording import count, percent, say
from jalons.footprint.store import load_pack
from jalons.kernel import JalonsError, Period

# The codes of ``jalons.site.cli.EXIT_CODES`` that this room gives.
EXIT_USAGE, EXIT_INPUT, EXIT_NOTHING = 2, 3, 4
USAGE_ERRORS = (
    frozenset({"option_draws", "option_pue", "option_seed", "option_staff", "mix_unknown"})
    | LEVER_ERRORS
)
BIG_FILE = 1_000_000

EXTRA_STATUSES = tuple(
    status.value
    for status in (
        DeviceStatus.IN_STOCK,
        DeviceStatus.RETIRED,
        DeviceStatus.MISSING,
        DeviceStatus.CONSUMED,
    )
)
HELP_LEVER = say("help.lever", known=", ".join(FORMS))


@click.group(name="footprint", help=say("help.commands"))
def commands() -> None:
    """The sub-commands of the room."""


@commands.command(help=say("help.run"))
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
def run(**given: Any) -> None:
    """Read, assess, tell, write."""
    request = Request(**given)
    pack = load_pack()
    inventory = _read(request)
    try:
        assessment = assess(inventory, pack=pack, options=request.options(inventory.extracted_on))
    except FootprintError as error:
        if request.csv_out and error.code == "nothing_counted":
            _write_lines(request.csv_out, inventory, pack)
        _fail(error, _code_of(error))
    summary = summarise(assessment, pack, notices=inventory.notices)
    if request.json_out != "-":
        _tell(summary)
    if request.json_out:
        _write_json(request.json_out, assessment)
    if request.html_out:
        _write(request.html_out, as_html(summary, title=request.file.name).encode())
    if request.csv_out:
        _write_lines(request.csv_out, inventory, pack)
    if request.pcrsi_out:
        _write_pcrsi(request.pcrsi_out, assessment, pack, request.file)


@commands.command(help=say("help.scenario"))
@click.argument("file", metavar=say("help.file"), type=click.Path(exists=True, path_type=Path))
@click.option("--lever", "levers", multiple=True, required=True, help=HELP_LEVER)
@click.option("--count", multiple=True, type=click.Choice(EXTRA_STATUSES), help=say("help.count"))
@click.option("--target-year", type=click.IntRange(1990, 2100), help=say("help.target_year"))
@click.option("--objective", type=float, help=say("help.objective"))
@click.option("--json", "json_out", metavar="OUT", help=say("help.json"))
def scenario(
    *, levers: tuple[str, ...], target_year: int | None, objective: float | None, **given: Any
) -> None:
    """Read, try the levers on the same draws, tell what would change."""
    request, pack = Request(**given), load_pack()
    inventory = _read(request)
    on = inventory.extracted_on or _today()
    try:
        asked = [parse_lever(text, pack) for text in levers]
        fleet = sum_up(inventory, pack, on=on, home=Options().home)
        ready = study(fleet, pack=pack, options=request.options(on))
        found = ready.run(asked)
        way = ready.way(asked, start=on.year, target=target_year, change=objective)
    except FootprintError as error:
        _fail(error, _code_of(error))
    if request.json_out != "-":
        for line in as_lines(summarise_scenario(found, pack, way=way)):
            click.echo(line)
    if request.json_out:
        _json_to(request.json_out, found.as_json() | {"way": way.as_json() if way else None})


@commands.command(help=say("help.glpi"))
@click.argument("url")
@click.option("--csv", "csv_out", metavar="OUT", help=say("help.glpi_csv"))
@click.option("--run", "run_it", is_flag=True, help=say("help.glpi_run"))
@click.option("--plain-http", is_flag=True, help=say("help.glpi_http"))
def glpi(url: str, csv_out: str | None, *, run_it: bool, plain_http: bool) -> None:
    """Fetch, write, assess."""
    user = _secret("GLPI_USER_TOKEN", "help.glpi_user_prompt", needed=True)
    app = _secret("GLPI_APP_TOKEN", "help.glpi_app_prompt", needed=False)
    try:
        access = GlpiAccess(url, user, app, plain_http=plain_http)
        sheets = read_glpi(access, progress=_counted)
        inventory = read_inventory(sheets, today=_today())
    except FootprintError as error:
        _fail(error, EXIT_INPUT)
    if csv_out:
        headings, *rows = sheets[0].cells.rows()
        _write(csv_out, as_csv(headings, rows))
        click.echo(say("glpi_written", rows=len(rows), file=csv_out))
    if run_it or not csv_out:
        pack = load_pack()
        try:
            assessment = assess(inventory, pack=pack, options=Options(on=_today()))
        except FootprintError as error:
            _fail(error, _code_of(error))
        _tell(summarise(assessment, pack, notices=inventory.notices))


def _counted(item: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{item} {done}/{total}".ljust(40), nl=done >= total, err=True)


def _secret(variable: str, prompt: str, *, needed: bool) -> str:
    """A token from the environment, else typed unseen: a command line is read by every user."""
    given = os.environ.get(variable, "")
    if not given and sys.stdin.isatty():
        given = click.prompt(say(prompt), default="", hide_input=True, show_default=False)
    if needed and not given:
        _fail(FootprintError("glpi_no_token"), EXIT_USAGE)
    return given.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the command line asked for."""

    file: Path
    json_out: str | None = None
    html_out: str | None = None
    csv_out: str | None = None
    pcrsi_out: str | None = None
    lifetime: str = LifetimeRule.EXPECTED.value
    count: tuple[str, ...] = ()
    staff: int | None = None
    year: int | None = None
    mix: str | None = None
    pue: float | None = None
    seed: int = Options().seed

    def options(self, extracted_on: date | None) -> Options:
        """The options of the assessment; ``FootprintError`` for one that makes no sense.

        Without a year, the result speaks of the inventory's own, or of today's.
        """
        year = self.year or (extracted_on or _today()).year
        return Options(
            lifetime=LifetimeRule(self.lifetime),
            period=Period.year(year),
            seed=self.seed,
            mix=self.mix,
            pue=self.pue,
            staff=self.staff,
            on=_today(),
        )

    def counted(self) -> frozenset[DeviceStatus]:
        """The statuses to count."""
        return COUNTED_STATUSES | {DeviceStatus(name) for name in self.count}


def _today() -> date:
    return datetime.now().astimezone().date()


def _read(request: Request) -> Inventory:
    try:
        big = request.file.stat().st_size >= BIG_FILE
        with _progress(request.file.name, big=big) as step:
            sheets = _sheets(request.file)
            step()
            inventory = read_inventory(sheets, today=_today(), counted_statuses=request.counted())
            step()
    except JalonsError as error:
        _fail(error, EXIT_INPUT)
    except OSError as error:
        told = FootprintError("file_unreadable", file=request.file.name, reason=error.strerror)
        _fail(told, EXIT_INPUT)
    return inventory


def _sheets(path: Path) -> list[Sheet]:
    """The sheets of a file, or of the files of a folder and its own folders."""
    if not path.is_dir():
        return read_sheets(path.read_bytes(), path.name)
    found = {
        file.relative_to(path).as_posix(): file
        for file in sorted(path.rglob("*"))
        if file.is_file() and is_readable(file.relative_to(path).as_posix())
    }
    if not found:
        raise FootprintError("folder_empty", file=path.name)
    return read_files({name: file.read_bytes() for name, file in found.items()}, path.name)


@contextmanager
def _progress(label: str, *, big: bool) -> Iterator[Callable[[], None]]:
    """A call to make after each of the two steps; a bar on the error stream for a big file."""
    if not big:
        yield _nothing
        return
    with progressbar(length=2, label=label, file=sys.stderr) as bar:
        yield partial(bar.update, 1)


def _nothing() -> None:
    """No bar to move."""


def _code_of(error: FootprintError) -> int:
    if error.code == "nothing_counted":
        return EXIT_NOTHING
    return EXIT_USAGE if error.code in USAGE_ERRORS else 1


def _fail(error: JalonsError, code: int) -> NoReturn:
    click.secho(str(error), fg="red", err=True)
    raise SystemExit(code)


def _tell(summary: Summary) -> None:
    click.secho(summary.sentence, bold=True)
    click.echo(summary.likely)
    for fact in summary.facts:
        click.echo(fact)
    _table(f"{say('report.by_stage')}, {summary.unit}", summary.stages)
    _table(f"{say('report.by_device')}, {summary.unit}", summary.devices)
    _criteria(summary)
    _heading(say("report.excluded"))
    _hinted(summary.excluded or ((say("report.no_excluded"), ""),))
    _heading(say("report.gaps"))
    _hinted(tuple((gap, "") for gap in summary.gaps))
    if summary.notices:
        _heading(say("report.notices"))
        _hinted(summary.notices)
    click.echo()
    click.echo(summary.method)


def _criteria(summary: Summary) -> None:
    lines = []
    for row in summary.criteria:
        words = {"central": row.central, "low": row.low, "high": row.high, "unit": row.unit}
        lines.append((say("report.criterion_line", name=row.name, **words), row.assessed))
    if summary.not_assessed:
        lines.append((summary.not_assessed, ""))
    if lines:
        _heading(say("report.criteria"))
        _hinted(tuple(lines))


def _heading(text: str) -> None:
    click.echo()
    click.secho(text, bold=True)


def _hinted(lines: tuple[tuple[str, str], ...]) -> None:
    for text, hint in lines:
        click.echo(f"  • {text}")
        if hint:
            click.echo(f"    {hint}")


def _table(title: str, rows: tuple[Row, ...]) -> None:
    _heading(title)
    heads = ("", say("export.quantity"), say("report.central"), say("report.interval"), "")
    flag = say("report.approximate")
    lines: list[tuple[str, ...]] = [heads]
    lines += [
        (
            f"{row.name} ({flag})" if row.approximate else row.name,
            row.quantity,
            row.central,
            row.interval,
            percent(row.share),
        )
        for row in rows
    ]
    if not any(row.quantity for row in rows):
        lines = [(line[0], *line[2:]) for line in lines]
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    for line in lines:
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        click.echo("  " + "  ".join(cells).rstrip())


def _write_json(out: str, assessment: Assessment) -> None:
    _json_to(out, assessment.as_json())


def _json_to(out: str, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    if out == "-":
        click.echo(text)
    else:
        _write(out, f"{text}\n".encode())


def _write_pcrsi(out: str, assessment: Assessment, pack: Pack, file: Path) -> None:
    now = datetime.now().astimezone()
    response = as_response(assessment, pack, organization="", dataset=file.name, timestamp=now)
    text = json.dumps(response, ensure_ascii=False, indent=2, allow_nan=False)
    _write(out, f"{text}\n".encode())


def _write_lines(out: str, inventory: Inventory, pack: Pack) -> None:
    headings, rows = line_table(inventory, judged(inventory, pack), pack)
    xlsx = out.lower().endswith(".xlsx")
    _write(out, as_xlsx("inventaire", headings, rows) if xlsx else as_csv(headings, rows))


def _write(out: str, content: bytes) -> None:
    try:
        Path(out).write_bytes(content)
    except OSError as error:
        _fail(FootprintError("output_unwritable", file=out, reason=error.strerror), 1)


@commands.command(help=say("help.numecoeval"))
@click.argument("source", metavar="DOSSIER", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "json_out", metavar="OUT", help=say("help.numecoeval_json"))
@click.option("--csv", "csv_out", metavar="OUT", help=say("help.numecoeval_csv"))
@click.option(
    "--lifetime",
    type=click.Choice([way.value.lower() for way in LifetimeMethod]),
    default=LifetimeMethod.FIXE.value.lower(),
    show_default=True,
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
    lifetime: str,
    on: datetime | None,
    hide_factors: bool,
) -> None:
    """Read the tables of a folder, compute, tell, write."""
    try:
        files = files_of(source)
        big = sum(len(content) for _, content in files) >= BIG_FILE
        with _progress(source.name, big=big) as step:
            data = read_tables(files)
            step()
            day = on.date() if on else _today()
            found = evaluate(data, lifetime=LifetimeMethod(lifetime.upper()), on=day)
            step()
    except FootprintError as error:
        _fail(error, EXIT_NOTHING if error.code == "numecoeval_no_input" else EXIT_INPUT)
    if json_out != "-":
        click.echo("\n".join(told(found)))
    if json_out:
        _stream(json_out, evaluation_json(found, hidden=hide_factors))
    for out, name in csv_names(csv_out, found).items() if csv_out else ():
        _stream(out, evaluation_csv(found, name, hidden=hide_factors))


def _stream(out: str, chunks: Iterable[bytes]) -> None:
    if out == "-":
        for chunk in chunks:
            click.echo(chunk, nl=False)
        return
    try:
        with Path(out).open("wb") as file:
            file.writelines(chunks)
    except OSError as error:
        _fail(FootprintError("output_unwritable", file=out, reason=error.strerror), 1)


@commands.command("export-numecoeval", help=say("help.export_numecoeval"))
@click.argument(
    "file", metavar=say("help.file"), type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
def export_numecoeval(file: Path, out: Path) -> None:
    """Read an inventory, write it with our factors in NumEcoEval's tables."""
    try:
        sheets = read_sheets(files_of(file)[0][1], file.name)
        tables = as_tables(read_inventory(sheets, today=_today()), load_pack())
    except JalonsError as error:
        _fail(error, EXIT_INPUT)
    try:
        write_files(out, tables)
    except FootprintError as error:
        _fail(error, 1)
    rows = tables["EquipementPhysique.csv"].count(b"\n") - 1
    click.echo(say("numecoeval.written", file=out, rows=count(rows)))


@commands.command("lint", help=say("help.lint"))
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
        _fail(error, EXIT_INPUT)
    findings = lint(lines)
    if as_json:
        content = {"rows": len(lines), "findings": [each.as_json() for each in findings]}
        click.echo(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(findings_told(findings, rows=len(lines))))
    raise SystemExit(EXIT_INPUT if refused(findings) else 0)
