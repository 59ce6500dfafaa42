"""The command on lots: whether the file of a lot, or of a passport, was changed."""

from __future__ import annotations

import json
from pathlib import Path

import click

from jalons.reuse.words.sentences import say

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(help=say("help.lot"))
def lot() -> None:
    """The commands of a lot."""


@lot.command(name="verify", help=say("help.lot_verify"))
@click.argument("file", type=FILE)
@click.option("--head", default="", help=say("help.lot_head"))
@click.option("--key", default="", help=say("help.lot_key"))
@click.pass_context
def verify_file(ctx: click.Context, file: Path, head: str, key: str) -> None:
    """Name what was changed; the exit status is 1 when anything was."""
    from jalons.reuse.engine.lots import chain, passports
    from jalons.reuse.words.lots import break_words

    raw = file.read_bytes()
    breaks = chain.verify(raw)
    if b'"jalons-passport/' in raw:
        whole = passports.is_whole(raw, key)
        click.echo(say(f"lots.passport_{'whole' if whole else 'broken'}"))
        ctx.exit(not whole)
    for each in breaks:
        click.echo(break_words(each))
    if breaks:
        ctx.exit(1)
    found = json.loads(raw)
    head = "".join(head.split())
    if head and head not in {each["hash"] for each in found["events"]}:
        raise click.ClickException(say("lots.other_head"))
    click.echo(say("lots.whole", count=len(found["events"]), head=found["head"]))
