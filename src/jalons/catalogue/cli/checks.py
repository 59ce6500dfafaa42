"""``jalons catalogue check FILE --schema NAME``: a file confronted with a public schema, fixed."""

from __future__ import annotations

import json
from pathlib import Path

import click
import msgspec

from jalons.catalogue.capture.checked import fixed_csv, lines_of
from jalons.catalogue.engine.checks.layout import FileLines
from jalons.catalogue.engine.checks.outcome import Outcome, examine
from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.store import NamedSchema, schema_named, schemas
from jalons.catalogue.words.checks import error_words, fix_words, shown
from jalons.catalogue.words.sentences import say
from jalons.kernel import JalonsError
from jalons.kernel.errors import language
from jalons.wording import format_percent

EXIT_ERRORS, EXIT_INPUT = 1, 2


@click.command(name="check", help=say("cli.check"))
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--schema", "name", default="", help=say("cli.check_schema"))
@click.option("--schemas", "listed", is_flag=True, help=say("cli.check_schemas"))
@click.option("--json", "as_json", is_flag=True, help=say("cli.check_json"))
@click.option("--fix", "out", type=click.Path(dir_okay=False, path_type=Path),
              help=say("cli.check_fix"))  # fmt: skip
def check(file: Path | None, name: str, out: Path | None, *, listed: bool, as_json: bool) -> None:
    """Exit status: 0 without errors, 1 with errors, 2 when the file or the schema is not read."""
    if listed or file is None:
        for one in schemas().values():
            doubt = "" if one.source.verified else f" – {say('check.unconfirmed')}"
            click.echo(f"{one.name}  {one.version}  {one.label(language())}{doubt}")
        raise SystemExit(0 if listed else EXIT_INPUT)
    try:
        lines = lines_of(file, file.name)
        if not name:
            _say_fits(examine(lines, None, schemas()))
            raise CatalogueError("schema_missing")
        schema = schema_named(name)
        outcome = examine(lines, schema, schemas())
        if out:
            outcome = _write(lines, outcome, schema, out)
    except (JalonsError, OSError) as error:
        click.secho(str(error), fg="red", err=True)
        raise SystemExit(EXIT_INPUT) from error
    if as_json:
        answer = {"file": file.name, "schema": schema.name, "version": schema.version,
                  "verified": schema.source.verified, "valid": not outcome.count,
                  **msgspec.to_builtins(outcome)}  # fmt: skip
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        _say(file.name, outcome, schema)
    raise SystemExit(EXIT_ERRORS if outcome.count else 0)


def _write(lines: FileLines, found: Outcome, schema: NamedSchema, out: Path) -> Outcome:
    """Write the fixed file, and check it as it was written."""
    out.write_bytes(fixed_csv(lines, schema, {e.key for e in found.fixes if e.certain}))
    outcome = examine(lines_of(out, out.name), schema, {})
    click.echo(say("check.written", file=out.name, count=outcome.count), err=True)
    return outcome


def _say_fits(found: Outcome) -> None:
    if found.fits:
        lang = language()
        names = ", ".join(f"{name} ({format_percent(share, lang)})" for name, share in found.fits)
        click.echo(say("check.fits", names=names), err=True)


def _say(name: str, found: Outcome, schema: NamedSchema) -> None:
    lang = language()
    key = "check.refused" if found.count else "check.valid"
    click.echo(say(key, lang, file=name, schema=schema.label(lang), rows=found.rows,
                   count=found.count, score=found.score))  # fmt: skip
    if not schema.source.verified:
        click.echo(say("check.unconfirmed", lang))
    for kind in found.kinds:
        what, todo = error_words(kind.code, schema.field(kind.column), lang)
        rows = ", ".join(say("check.row", lang, row=row, text=shown(text))
                         for row, text in kind.first)  # fmt: skip
        words = say("check.kind", lang, column=kind.column or "–", count=kind.count, what=what,
                    todo=todo, rows=rows and f"({rows})")  # fmt: skip
        click.secho(f"  {words}", fg="red")
    for fix in found.fixes:
        words = f"{fix.column} – {fix_words(fix, lang)}".removeprefix(" – ")
        click.echo("  " + (say("check.offered", lang, what=words, cells=fix.cells,
                               solves=fix.solves) if fix.certain else words))  # fmt: skip
    if any(each.certain for each in found.fixes):
        click.echo(say("check.fixable", lang, count=found.count_after))
