"""``jalons inclusion data``: official files read into a folder, and what is missing."""

from __future__ import annotations

import json
from pathlib import Path

import click
import msgspec

from jalons.inclusion.capture.official import read_official
from jalons.inclusion.store import areas, official
from jalons.inclusion.words.official import column_names, files, sentences
from jalons.inclusion.words.sentences import say
from jalons.kernel import JalonsError
from jalons.kernel.errors import language
from jalons.wording import format_number

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command(help=say("help.data"))
@click.argument("file", type=FILE, nargs=-1)
@click.option("--into", type=FOLDER, help=say("help.data_into"))
@click.option("--year", type=click.IntRange(1990, 2100), help=say("help.data_year"))
@click.option("--missing", is_flag=True, help=say("help.data_missing"))
@click.option("--json", "as_json", is_flag=True, help=say("help.data_json"))
def data(
    *, file: tuple[Path, ...], into: Path | None, year: int | None, missing: bool, as_json: bool
) -> None:
    """Print how each file was read, then what is missing."""
    reports, known, today = [], areas.communes(), official.today()
    try:
        for path in file:
            imported = read_official(path.read_bytes(), path.name, known, today, year=year)
            reports.append(imported[2])
            if into is not None:
                into.mkdir(parents=True, exist_ok=True)
                name = f"{imported[2].file}-{imported[2].columns[0].year}.npz"
                official.write(into / name, imported)
        columns = official.packaged() | (official.columns(into) if into else {})
    except (JalonsError, OSError) as error:
        raise click.ClickException(str(error)) from error
    lacking = official.missing(columns) if missing or not file else {}
    if as_json:
        result = {"files": msgspec.to_builtins(reports), "missing": lacking}
        click.echo(json.dumps(result, ensure_ascii=False, indent=2))
        return
    for report in reports:
        click.echo("\n".join([*sentences(report, language()), ""]))
    for id_ in official.entries() if lacking else ():
        click.echo(_missing(id_, lacking.get(id_), language()))


def _missing(id_: str, count: int | None, lang: str) -> str:
    where = [one.where[lang] for one in files().values() if id_ in {r.column for r in one.yields}]
    return say("official.missing_all" if count is None else "official.missing", lang,
               name=column_names({id_: 1}, lang), where=(where or [""])[0],
               count=format_number(count or 0, lang),
               total=format_number(len(areas.communes()), lang))  # fmt: skip
