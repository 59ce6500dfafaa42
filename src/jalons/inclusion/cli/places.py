"""``jalons inclusion places check FILE``: a list of places confronted with the national schema."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import click

from jalons.inclusion.capture.places import communes, places_table
from jalons.inclusion.engine.places import check as checked
from jalons.inclusion.words.places import fault_words, fix_words, labels
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
    lang = language()
    try:
        table = places_table(file.read_bytes(), file.name)
        rows = table.rows()
        report = checked(list(rows.values()), version, communes=communes(), lines=list(rows),
                         today=date.today())  # noqa: DTZ011  # fmt: skip
    except JalonsError as error:
        click.secho(str(error), fg="red", err=True)
        raise SystemExit(EXIT_INPUT) from error
    shown = [{"line": one.line, "field": one.name, "value": one.text, "code": one.fault.code,
              "error": one.fault.is_error, "fix": dict(one.fault.fix),
              "words": " ".join((fault_words(one.name, one.text, one.fault, lang),
                                 fix_words(one.name, one.fault.fix, lang))).strip()}
             for one in report.findings]  # fmt: skip
    doubts = [one.field for one in table.proposal.to_confirm]
    if as_json:
        click.echo(json.dumps({"schema": report.version, "rows": len(rows), "to_confirm": doubts,
                               "valid": not report.errors, "unread": table.proposal.unread,
                               "findings": shown}, ensure_ascii=False, indent=1))  # fmt: skip
    else:
        _show(shown)
        if doubts:
            click.echo(say("places.to_confirm", lang, names=labels(doubts, lang)))
        if table.proposal.unread:
            click.echo(say("places.unread", lang, names=", ".join(table.proposal.unread)))
        done = "refused" if report.errors else "valid"
        click.echo(say(f"places.{done}", lang, rows=len(rows), count=len(report.errors),
                       more=len(report.findings) - len(report.errors)))  # fmt: skip
    if report.errors:
        raise SystemExit(EXIT_FOUND)


def _show(shown: list[dict[str, Any]]) -> None:
    """Print the findings, the first of each kind only."""
    kinds = Counter((one["field"], one["code"]) for one in shown)
    left = Counter(kinds)
    for one in sorted(shown, key=lambda one: (not one["error"], one["field"], one["code"])):
        kind = one["field"], one["code"]
        left[kind] -= 1
        if (rank := kinds[kind] - left[kind]) <= MOST:
            where = say("places.line", language(), line=one["line"]) if one["line"] else ""
            click.secho(f"  {where}{one['words']}", fg="red" if one["error"] else "yellow")
        elif rank == MOST + 1:
            click.echo("  " + say("places.more", language(), count=kinds[kind] - MOST))
