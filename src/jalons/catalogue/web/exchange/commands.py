"""The published catalogue of an authority, in one file."""

from __future__ import annotations

from pathlib import Path

import click

from jalons.catalogue.web.exchange.public_views import catalog, shown
from jalons.catalogue.words.sentences import say
from jalons.catalogue.words.vocabularies import RDF
from jalons.foundation.publishing.output.public_snapshot import territory
from jalons.foundation.publishing.queries import open_page


@click.command(help=say("cli.published"))
@click.option("--authority", "slug", required=True, help=say("cli.authority"))
@click.option("--to", "ending", type=click.Choice(list(RDF)), default="ttl", help=say("cli.to"))
@click.option("--out", type=click.Path(path_type=Path), help=say("cli.out"))
def published(slug: str, ending: str, out: Path | None) -> None:
    """Write what the open public page of an authority shows, as DCAT-AP."""
    from jalons.catalogue.documents.dcat import written
    from jalons.catalogue.documents.dcat_graph import triples

    page = open_page(slug)
    if page is None:
        raise click.ClickException(say("cli.closed", authority=slug))
    content = written(triples(catalog(page.authority, shown(territory(page)))), ending)
    if out is None:
        click.echo(content.decode(), nl=False)
    else:
        out.write_bytes(content)
