"""The chain of decisions checked from the command line."""

from __future__ import annotations

import click

from jalons.ailibrary.web.queue import chain
from jalons.ailibrary.words.queue import chain_state
from jalons.ailibrary.words.sentences import say
from jalons.foundation.accounts.models import Authority


@click.command(help=say("queue.cli.verify"))
@click.option("--authority", "slug", default="", help=say("queue.cli.authority"))
def verify(slug: str) -> None:
    """Read whole chains; the exit code is 1 when one is broken."""
    rows = Authority.objects.filter(slug=slug) if slug else Authority.objects.all()
    if slug and not rows.exists():
        raise click.ClickException(say("queue.cli.unknown", authority=slug))
    broken = False
    for authority in rows:
        head = chain.verify(authority, whole=True)
        if not head.seq and head.broken_seq is None:
            continue
        state = chain_state(head.broken_seq, head.fault, head.checked_seq, head.seq)
        click.echo(f"{authority.slug}\t{state}\t{head.checked_digest[:16]}")
        broken = broken or head.broken_seq is not None
    if broken:
        raise SystemExit(1)
