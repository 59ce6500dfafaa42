"""Writing the public page of an authority from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import click

from jalons.foundation.publishing import queries
from jalons.foundation.publishing.output import export
from jalons.kernel import Messages
from jalons.strategy.web.authorities import as_json, find_authority

say = Messages.of("jalons.strategy").text


@click.command(help=say("cli.publish"))
@click.option("--authority", "siren", required=True, help=say("cli.publish_authority"))
@click.option("--out", type=click.Path(path_type=Path), required=True, help=say("cli.publish_out"))
@click.option("--address", default="", help=say("cli.publish_address"))
@as_json
def publish(*, siren: str, out: Path, address: str, as_json: bool) -> None:
    """Write the public pages, their data and their documents, for a plain web host."""
    page = queries.page_of(find_authority(siren))
    base = f"{address.rstrip('/')}/" if address else ""
    count = export.write(page, out, base=base)
    found = {"out": str(out), "files": count}
    click.echo(json.dumps(found) if as_json else say("cli.publish_done", count=count, out=out))
