"""The command on lots: whether the file of a lot, or of a passport, was changed."""

from __future__ import annotations

import json
from pathlib import Path

import click

from jalons.kernel.errors import language
from jalons.reuse.words.sentences import say

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(help=say("help.lot"))
def lot() -> None:
    """The commands of a lot."""


@lot.command(name="verify", help=say("help.lot_verify"))
@click.argument("file", type=FILE)
@click.option("--head", default="", help=say("help.lot_head"))
@click.option("--key", default="", help=say("help.lot_key"))
def verify_file(file: Path, head: str, key: str) -> None:
    """Name what was changed; the exit status is 1 when anything was."""
    from jalons.reuse.engine.lots import chain, passports
    from jalons.reuse.words.lots import break_words

    raw = file.read_bytes()
    try:
        found = json.loads(raw)
    except ValueError:
        found = None
    if isinstance(found, dict) and found.get("format") == passports.FORMAT:
        whole = passports.verify_passport(found, key)
        said = "whole" if whole else "broken"
        click.echo(say(f"lots.passport_{said}", key=found.get("key", "")))
        raise SystemExit(0 if whole else 1)
    breaks = chain.verify(raw)
    for each in breaks:
        click.echo(break_words(each, language()))
    if not breaks and head and head not in {each["hash"] for each in found["events"]}:
        raise click.ClickException(say("lots.other_head"))
    if not breaks:
        count = len(found["events"])
        click.echo(say("lots.whole", count=count, head=found["head"]))
    raise SystemExit(1 if breaks else 0)


COMMANDS: tuple[click.Command, ...] = (lot,)
