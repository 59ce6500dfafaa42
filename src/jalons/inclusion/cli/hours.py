"""The command on opening hours: what is read of a text, or of each line of a file."""

from __future__ import annotations

import json
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

    file = len(text) < 256 and "\n" not in text and Path(text).is_file()
    lines = (
        Path(text).read_text(encoding="utf-8-sig", errors="replace").splitlines()
        if file
        else [text]
    )
    for line in filter(str.strip, lines):
        week = read(line)
        if as_json:
            click.echo(json.dumps({"text": line} | week.as_dict(), ensure_ascii=False))
            continue
        click.echo(click.style(line, bold=True) if file else week.osm or say("hours.no_osm"))
        for sentence in hours_words(week, language()):
            click.echo(f"  {sentence}")


COMMANDS: tuple[click.Command, ...] = (hours,)
