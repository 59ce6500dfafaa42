"""``jalons inclusion data``: official files read into a folder, and what is missing."""

from __future__ import annotations

import json
from pathlib import Path

import click
import msgspec

from jalons.inclusion.capture.official import read_official
from jalons.inclusion.store import areas, official
from jalons.inclusion.words.official import column_name, files, sentences
from jalons.inclusion.words.sentences import say
from jalons.kernel import JalonsError
from jalons.kernel.errors import language
from jalons.wording import format_number


@click.command(help=say("help.data"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), nargs=-1)
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), help=say("help.data_into")
)
@click.option("--year", type=click.IntRange(1990, 2100), help=say("help.data_year"))
@click.option("--missing", is_flag=True, help=say("help.data_missing"))
@click.option("--json", "as_json", is_flag=True, help=say("help.data_json"))
def data(
    *, file: tuple[Path, ...], into: Path | None, year: int | None, missing: bool, as_json: bool
) -> None:
    """Print how each file was read, then what is missing."""
    reports, lang = [], language()
    try:
        for path in file:
            read = read_official(
                path.read_bytes(), path.name, areas.communes(), official.today(), year=year
            )
            reports.append(read.report)
            if into is not None:
                into.mkdir(parents=True, exist_ok=True)
                name = f"{read.report.file}-{read.report.columns[0].year}.npz"
                official.write(into / name, read)
        known = official.packaged() | (official.columns(into) if into else {})
        lacking = official.missing(known) if missing or not file else {}
    except (JalonsError, OSError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps({"files": msgspec.to_builtins(reports), "missing": lacking},
                              ensure_ascii=False, indent=2))  # fmt: skip
        return
    lines = [line for report in reports for line in (*sentences(report, lang), "")]
    click.echo("\n".join(lines + (_missing(lacking, lang) if lacking else [])))


def _missing(lacking: dict[str, int], lang: str) -> list[str]:
    total, lines = format_number(len(areas.communes()), lang), []
    for id_ in official.entries():
        count = lacking.get(id_)
        sources = [one for one in files().values() if id_ in {rule.column for rule in one.yields}]
        where = " ".join(one.where[lang] for one in sources[:1])
        key = "official.missing_all" if count is None else "official.missing"
        shown = format_number(count or 0, lang)
        lines.append(say(key, lang, name=column_name(id_, lang), count=shown, total=total,
                         where=where))  # fmt: skip
    return lines
