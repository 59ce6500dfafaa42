"""The end of every command: print, write, or fail with an exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from jalons.footprint.engine.analysis.hosting import Hosting
from jalons.footprint.engine.analysis.levers import LEVER_ERRORS
from jalons.footprint.engine.assessment.cautions import home_notice
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import Assessment
from jalons.footprint.engine.exchange.pcrsi import as_response
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.engine.fleet.holdings import Fleet, lines_with_reasons
from jalons.footprint.engine.inventory.line import FootprintError, Inventory, ReadColumn
from jalons.footprint.engine.reading import Why
from jalons.footprint.words.export import as_csv, as_xlsx, line_table
from jalons.footprint.words.figures import alike, percent, say, unit
from jalons.footprint.words.summary import Row, Summary, notice_lines
from jalons.kernel import JalonsError

# The codes of ``jalons.site.cli.EXIT_CODES`` that this room gives.
EXIT_USAGE, EXIT_INPUT, EXIT_NOTHING = 2, 3, 4
SHOWN_GUESTS = 10
SHOWN_SHEETS = 5
DOUBTED = frozenset({Why.VALUES, Why.HEADING_PART})
USAGE_ERRORS = (
    frozenset({"option_draws", "option_pue", "option_seed", "option_staff"})
    | {"home_unknown", "mix_unknown"}
    | LEVER_ERRORS
)


def code_of(error: FootprintError) -> int:
    if error.code == "nothing_counted":
        return EXIT_NOTHING
    return EXIT_USAGE if error.code in USAGE_ERRORS else 1


def fail(error: JalonsError, code: int, *, about: str = "") -> NoReturn:
    """Explain the error on stderr and end with ``code``; ``about`` names one file of several."""
    text = say("about_file", file=about, error=error) if about else str(error)
    click.secho(text, fg="red", err=True)
    raise SystemExit(code)


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


def print_summary(summary: Summary) -> None:
    if summary.warnings:
        click.secho(say("report.warnings"), fg="yellow", bold=True)
        _hinted(summary.warnings)
        click.echo()
    click.secho(summary.sentence, bold=True)
    click.echo(summary.likely)
    for fact in (*summary.uncovered, *summary.facts):
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


def print_columns(columns: Iterable[ReadColumn]) -> None:
    """Print the columns read on the error stream: sheets read alike on one line."""
    sheets: dict[str, list[str]] = {}
    for column in columns:
        doubt = f" ({say(f'why.{column.why}')})" if column.why in DOUBTED else ""
        words = say("columns.one", field=say(f"field.{column.field}"), heading=column.heading)
        sheets.setdefault(column.sheet, []).append(words + doubt)
    alike: dict[str, list[str]] = {}
    for sheet, fields in sheets.items():
        alike.setdefault(", ".join(fields), []).append(sheet)
    for read, names in alike.items():
        shown = ", ".join(name for name in names[:SHOWN_SHEETS] if name)
        more = ", …" if len(names) > SHOWN_SHEETS else ""
        key = "columns.of_sheets" if shown else "columns.read"
        click.echo(say(key, columns=read, sheets=shown + more, count=len(names)), err=True)


def print_home(fleet: Fleet, options: Options, pack: Pack) -> None:
    """Print where devices without a country were counted, when there are some."""
    lines = notice_lines(home_notice(fleet, options), pack)
    if lines:
        click.echo()
        _hinted(lines)


def counted(item: str, done: int, total: int) -> None:
    """The progress of a download, on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"\r{item} {done}/{total}".ljust(40), nl=done >= total, err=True)


def write(out: str, content: bytes) -> None:
    """Write a file; ends the command on failure."""
    try:
        Path(out).write_bytes(content)
    except OSError as error:
        fail(FootprintError("output_unwritable", file=out, reason=error.strerror), 1)


def stream(out: str, chunks: Iterable[bytes]) -> None:
    """Write chunks to a file, or to standard output for ``-``."""
    if out == "-":
        for chunk in chunks:
            click.echo(chunk, nl=False)
        return
    try:
        with Path(out).open("wb") as file:
            file.writelines(chunks)
    except OSError as error:
        fail(FootprintError("output_unwritable", file=out, reason=error.strerror), 1)


def json_to(out: str, content: dict[str, Any]) -> None:
    """Write JSON to a file, or to standard output for ``-``."""
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    if out == "-":
        click.echo(text)
    else:
        write(out, f"{text}\n".encode())


def write_json(out: str, assessment: Assessment, hosting: Hosting | None = None) -> None:
    """Write an assessment and the allocation of its hosts as JSON."""
    json_to(out, assessment.as_json() | {"hosting": hosting.as_json() if hosting else None})


def print_hosting(hosting: Hosting | None, pack: Pack) -> None:
    """Print the shares of the heaviest guests, for the first criterion."""
    criterion = pack.known_criteria()[0]
    guests = [each for each in hosting.guests if criterion in each.impacts] if hosting else []
    if not hosting or not guests:
        return
    click.echo(f"\n{say('hosting.title')}")
    for each in sorted(guests, key=lambda guest: -guest.impacts[criterion].mid)[:SHOWN_GUESTS]:
        shown = alike(each.impacts[criterion])["mid"]
        value = f"{shown} {unit(hosting.units[criterion].symbol)}"
        share = percent(each.share)
        click.echo("  " + say("hosting.line", name=each.name, host=each.host, share=share,
                              value=value))  # fmt: skip


def write_pcrsi(out: str, assessment: Assessment, pack: Pack, file: Path) -> None:
    now = datetime.now().astimezone()
    response = as_response(assessment, pack, organization="", dataset=file.name, timestamp=now)
    text = json.dumps(response, ensure_ascii=False, indent=2, allow_nan=False)
    write(out, f"{text}\n".encode())


def write_lines(out: str, inventory: Inventory, pack: Pack) -> None:
    """Write every row and its reason, as XLSX or CSV by the name of the file."""
    headings, rows = line_table(inventory, lines_with_reasons(inventory, pack), pack)
    xlsx = out.lower().endswith(".xlsx")
    write(out, as_xlsx("inventaire", headings, rows) if xlsx else as_csv(headings, rows))
