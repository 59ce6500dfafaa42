"""Commands on wiping."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from jalons.kernel import JalonsError
from jalons.reuse.capture.wiping_pdf import read_wiping
from jalons.reuse.engine.wiping.facts import Certificate, Destination, Medium
from jalons.reuse.engine.wiping.verdict import Verdict, judge
from jalons.reuse.words.sentences import say
from jalons.reuse.words.wiping import name_of, reasons_words, verdict_sentence

_MEDIA = click.Choice([each.value for each in Medium if each.value])


@click.command(help=say("help.wipe"))
@click.argument("logs", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
@click.option("--leaving", is_flag=True, help=say("help.leaving"))
@click.option("--operator", default="", help=say("help.operator"))
@click.option("--verifier", default="", help=say("help.verifier"))
@click.option("--place", default="", help=say("help.place"))
@click.option("--host", default="", help=say("help.host"))
@click.option("--medium", type=_MEDIA, default=None, help=say("help.medium"))
@click.option("--json", "as_json", is_flag=True, help=say("help.as_json"))
@click.pass_context
def wipe(context: click.Context, /, logs: tuple[str, ...], **options: Any) -> None:
    """The verdict on each drive; the exit code is 1 when one is not accepted or not read."""
    rows = [row for name in logs for row in _rows(Path(name), options)]
    if options["as_json"]:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    for row in [] if options["as_json"] else rows:
        click.echo(
            " · ".join(filter(None, (row["file"], row["drive"], row["model"], row["serial"])))
        )
        for line in (row["sentence"], *(text for pair in row["reasons"] for text in pair if text)):
            click.echo(f"  {line}")
    context.exit(0 if all(row["state"] == "accepted" for row in rows) else 1)


def _rows(path: Path, options: dict[str, Any]) -> list[dict[str, Any]]:
    content = path.read_bytes()
    about = {"file": path.name, "sha256": sha256(content).hexdigest()}
    try:
        found = read_wiping(content)
    except JalonsError as error:
        why = {"state": "unread", "sentence": error.message(), "reasons": [[error.hint(), ""]]}
        return [{**about, "drive": "", "model": "", "serial": "", **why}]
    return [{**about, "drive": each.path, **_row(each.certificate, options)} for each in found]


def _row(read: Certificate, options: dict[str, Any]) -> dict[str, Any]:
    destination = Destination.OUTSIDE if options["leaving"] else Destination.INSIDE
    roles = {name: options[name] for name in ("operator", "verifier", "place")}
    medium = read.medium or Medium(options["medium"] or "")
    facts = replace(
        read, destination=destination, medium=medium, host=options["host"] or read.host, **roles
    )
    verdict: Verdict = judge(facts)
    return {
        "model": facts.model,
        "serial": facts.serial,
        "method": name_of("method", facts.method.value),
        "state": verdict.state.value,
        "level": verdict.level.name.lower(),
        "sentence": verdict_sentence(verdict),
        "reasons": reasons_words(verdict),
    }
