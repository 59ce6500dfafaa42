"""The command on opening hours: what is read of a text, or of each line of a file."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from jalons.inclusion.words.sentences import say
from jalons.kernel.errors import language


@click.command(name="hours", help=say("help.hours"))
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help=say("help.hours_json"))
def hours(*, text: str, as_json: bool) -> None:
    """Print the week that is read of a text or of the lines of a file, and what is dropped."""
    from jalons.inclusion.engine.hours import read
    from jalons.inclusion.words.hours import hours_words

    file = len(text) < 256 and "\0" not in text and Path(text).is_file()
    lines = Path(text).read_text("utf-8-sig", "replace").splitlines() if file else [text]
    for line in filter(str.strip, lines):
        week = read(line)
        if as_json:
            pieces = [piece._asdict() for piece in week.dropped]
            fields = {"text": line} | asdict(week) | {"dropped": pieces}
            del fields["rules"]
            click.echo(json.dumps(fields, ensure_ascii=False))
        else:
            words = [week.osm or say("hours.no_osm"), *hours_words(week, language())]
            click.echo("\n  ".join([line, *words]))


COMMANDS: tuple[click.Command, ...] = (hours,)
