"""``jalons inclusion places check FILE``: a list of places confronted with the national schema."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import click

from jalons.inclusion.capture.places import communes, places_table
from jalons.inclusion.engine.places import check as checked
from jalons.inclusion.words.places import finding_words, label
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
        found = checked(list(rows.values()), version, communes=communes(), today=day, lines=rows)
    except JalonsError as error:
        click.secho(str(error), fg="red", err=True)
        raise SystemExit(EXIT_INPUT) from error
    doubts, count = table.proposal.to_confirm, len(found.errors)
    if as_json:
        shown = [{"line": one.line, "field": one.name, "value": one.text, "code": one.fault.code,
                  "error": one.fault.is_error, "fix": dict(one.fault.fix),
                  "words": finding_words(one, lang)} for one in found.findings]  # fmt: skip
        click.echo(json.dumps({"rows": len(rows), "valid": not count, "findings": shown,
                               "to_confirm": [one.field for one in doubts],
                               "unread": table.proposal.unread}, ensure_ascii=False))  # fmt: skip
        raise SystemExit(EXIT_FOUND if count else 0)
    for one in sorted(found.findings, key=lambda one: (not one.fault.is_error, one.name)):
        kinds[one.name, one.fault.code] += 1
        if kinds[one.name, one.fault.code] <= MOST:
            where = say("places.line", lang, line=one.line) if one.line else ""
            color = "red" if one.fault.is_error else "yellow"
            click.secho(f"  {where}{finding_words(one, lang)}", fg=color)
    for (name, _code), times in kinds.items():
        if times > MOST:
            click.echo(say("places.more", lang, field=label(name, lang), count=times - MOST))
    names = {
        "to_confirm": [label(one.field, lang) for one in doubts],
        "unread": table.proposal.unread,
    }
    for key in (key for key, some in names.items() if some):
        click.echo(say(f"places.{key}", lang, names=", ".join(names[key])))
    click.echo(say("places.refused" if count else "places.valid", lang, rows=len(rows), count=count,
                   more=len(found.findings) - count))  # fmt: skip
    raise SystemExit(EXIT_FOUND if count else 0)
