"""``jalons participation verify``: what a signed file of a position proves, anywhere."""

from __future__ import annotations

from pathlib import Path

import click

from jalons.kernel import JalonsError
from jalons.kernel.errors import language
from jalons.kernel.signing import fingerprint
from jalons.participation.engine.positions import bundles
from jalons.participation.words.sentences import say
from jalons.wording import format_day


@click.command("verify", help=say("cli.verify"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path) -> None:
    """Check a file: altered, it is refused with an exit status of 1."""
    try:
        found = bundles.check(file.read_bytes())
    except JalonsError as error:
        raise click.ClickException(str(error)) from None
    if found.details is None or found.current is None:  # it would have been refused
        return
    name = next(e.act.publisher for e in found.standings if e.act.key == found.leader)
    click.echo(say("verify.text", title=found.details.title, number=found.current.number))
    click.echo(say("verify.hash", hash=found.current.hash))
    click.echo(say("verify.leader", name=name, digits=fingerprint(found.leader)))
    for each in found.signatures:
        key = "verify.signature" if each.is_current else "verify.former"
        click.echo(say(key, name=each.act.publisher, quality=each.sign.quality,
                       day=format_day(each.sign.signed_on, language()), number=each.number,
                       digits=fingerprint(each.act.key)))  # fmt: skip
    if not found.signatures:
        click.echo(say("verify.nobody"))
    click.echo(say("verify.compare"))
