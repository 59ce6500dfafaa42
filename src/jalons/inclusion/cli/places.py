"""``jalons inclusion places check FILE``: a list of places confronted with the national schema."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import click

from jalons.inclusion.capture.places import communes, places_table
from jalons.inclusion.engine.places import check as checked
from jalons.inclusion.words.places import finding_words
from jalons.inclusion.words.sentences import say
from jalons.kernel import JalonsError
from jalons.kernel.errors import language

EXIT_INPUT, EXIT_FOUND, MOST = 3, 4, 5


@click.group(name="places", help=say("places.help"))
def places() -> None: ...


@places.command(name="check", help=say("places.help_check"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--schema", "version", default="", help=say("places.help_schema"))
@click.option("--json", "as_json", is_flag=True, help=say("places.help_json"))
def check(file: Path, version: str, *, as_json: bool) -> None:
    lang, kinds = language(), Counter[tuple[str, str]]()
    try:
        table = places_table(file.read_bytes(), file.name)
        rows, day = table.rows(), date.today()  # noqa: DTZ011
        found = checked([*rows.values()], version, communes=communes(), today=day, lines=rows)
    except JalonsError as error:
        click.secho(str(error), fg="red", err=True)
        raise SystemExit(EXIT_INPUT) from error
    doubts, count = [one.heading for one in table.proposal.to_confirm], len(found.errors)
    if as_json:
        shown = [{"line": one.line, "field": one.name, "value": one.text, "code": one.fault.code,
                  "error": one.fault.is_error, "fix": dict(one.fault.fix),
                  "words": finding_words(one, lang)} for one in found.findings]  # fmt: skip
        answer = {"rows": len(rows), "valid": not count, "findings": shown, "to_confirm": doubts,
                  "unread": table.proposal.unread}  # fmt: skip
        click.echo(json.dumps(answer, ensure_ascii=False))
        raise SystemExit(EXIT_FOUND if count else 0)
    for one in sorted(found.findings, key=lambda one: (not one.fault.is_error, one.name)):
        kind = one.name, one.fault.code
        kinds[kind] += 1
        if kinds[kind] <= MOST:
            words = say("places.line", lang, line=one.line, words=finding_words(one, lang))
            click.secho(f"  {words}", fg="red" if one.fault.is_error else "yellow")
    click.echo(say("places.refused" if count else "places.valid", lang, rows=len(rows), count=count,
                   more=len(found.findings) - count, shown=MOST, doubts=", ".join(doubts),
                   unread=", ".join(table.proposal.unread)))  # fmt: skip
    raise SystemExit(EXIT_FOUND if count else 0)


COMMANDS: tuple[click.Command, ...] = (places,)
