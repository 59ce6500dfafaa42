"""Pages measured: visited in Chromium, or read from the files of a browser."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from jalons.kernel.errors import language
from jalons.webaudit.capture.measuring import Options, audit, of_journey
from jalons.webaudit.cli.visits import axe_option, axe_source, line, seconds_option
from jalons.webaudit.engine.har import read_har
from jalons.webaudit.engine.journeys import Journey, read_journey
from jalons.webaudit.engine.measure import Consent, Device, PageMeasure
from jalons.webaudit.engine.record import measure_record
from jalons.webaudit.store import carbon_model, ecoindex_method, rgaa_reference
from jalons.webaudit.words.sentences import problem_text, remarks_of, say, win_text
from jalons.wording import format_number

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
COLUMNS = ("device", "dom", "requests", "kb", "ecoindex", "swdm", "findings")
MOST_WINS = 3
json_option = click.option("--json", "as_json", is_flag=True, help=say("cli.json"))


@click.command(help=say("cli.run"))
@click.argument("urls", nargs=-1, metavar="[URL]...")
@json_option
@click.option("--mobile", is_flag=True, help=say("cli.mobile"))
@click.option("--consent", is_flag=True, help=say("cli.consent"))
@click.option(
    "--runs", type=click.IntRange(1, 9), default=3, show_default=True, help=say("cli.runs")
)
@click.option("--journey", type=FILE, help=say("cli.journey"))
@click.option("--private", "allow_private", is_flag=True, help=say("cli.private"))
@click.option(
    "--max-mb", type=click.FloatRange(1), default=50, show_default=True, help=say("cli.max_mb")
)
@axe_option
@seconds_option
def run(  # noqa: PLR0913 - one argument per option of the command line
    *,
    urls: Sequence[str],
    as_json: bool,
    mobile: bool,
    consent: bool,
    journey: Path | None,
    axe: Path | None,
    **limits: Any,
) -> None:
    """Measure pages one after the other; exits with 1 when one could not be."""
    steps = read_journey(journey.read_bytes()) if journey else None
    options = Options(
        devices=tuple(Device) if mobile else (Device.DESKTOP,),
        consent=(Consent.BEFORE, Consent.AFTER) if consent else (Consent.NONE,),
        axe=axe_source(axe, needed=axe is not None),
        rules=rgaa_reference(),
        journey=steps,
        secrets=_secrets(steps),
        **limits,
    )
    output = _Output(as_json=as_json)
    reached = of_journey(steps, options) if steps else []
    output.add(*reached)
    if not (reached or urls):
        raise click.UsageError(say("cli.nothing"))
    if urls:
        audit(urls, options, on_page=output.add)
    output.end()


@click.command(help=say("cli.har"))
@click.argument("file", type=FILE)
@click.option("--axe", type=FILE, help=say("cli.axe_file"))
@json_option
def har(*, file: Path, axe: Path | None, as_json: bool) -> None:
    """Measure the pages of an archive; exits with 1 when one could not be."""
    output = _Output(as_json=as_json)
    findings = axe.read_bytes() if axe else None
    output.add(*read_har(file.read_bytes(), axe=findings, rules=rgaa_reference()))
    output.end()


class _Output:
    """A row for each page as it ends, or all of them as JSON."""

    def __init__(self, *, as_json: bool) -> None:
        self._records: list[dict[str, Any]] = []
        self._as_json = as_json
        if not as_json:
            click.echo(line([say(f"cli.column_{c}") for c in COLUMNS], say("cli.column_page")))

    def add(self, *pages: PageMeasure) -> None:
        for page in pages:
            self._records.append(measure_record(page, ecoindex_method(), carbon_model()))
            if not self._as_json:
                _show(page, self._records[-1])

    def end(self) -> None:
        if self._as_json:
            click.echo(json.dumps(self._records, ensure_ascii=False, indent=1))
        if any(record.get("problem") for record in self._records):
            raise SystemExit(1)


def _show(page: PageMeasure, record: dict[str, Any]) -> None:
    score, grams = record["ecoindex"], record["swdm"]
    labels = [f"on_{page.device}", *([f"consent_{page.consent}"] if page.consent else [])]
    device = " ".join(say(f"cli.{label}") for label in labels)
    cells = [
        "—" if page.dom_nodes is None else str(page.dom_nodes),
        str(page.requests),
        format_number(page.transferred_kb, language(), 1),
        f"{format_number(score['score'], language(), 1)} {score['grade']}" if score else "—",
        format_number(grams["french_grid_g"], language(), 3) if grams else "—",
        "—" if page.findings is None else str(sum(not f.undecided for f in page.findings)),
    ]
    if page.problem:
        cells = ["—"] * len(cells)
    click.echo(line([device, *cells], page.final_url or page.url))
    if page.problem:
        click.echo(f"    ✗ {problem_text(page.problem)}")
    for remark in remarks_of(page):
        click.echo(f"    ? {remark}")
    for win in record["quick_wins"][:MOST_WINS]:
        click.echo(f"    + {win_text(win)}")


def _secrets(journey: Journey | None) -> dict[str, str]:
    """Each secret from the variable of its name, or typed; in memory only."""
    return {
        name: os.environ.get(name) or click.prompt(name, hide_input=True, err=True)
        for name in (journey.secrets if journey else ())
    }
