"""The published catalogue of an authority, in one file."""

from __future__ import annotations

from pathlib import Path

import click

from jalons.catalogue.cli.exchange import out_option, to_option, write_out
from jalons.catalogue.words.sentences import say


@click.command(help=say("cli.published"))
@click.option("--authority", "slug", required=True, help=say("cli.authority"))
@to_option
@out_option
def published(slug: str, ending: str, out: Path | None) -> None:
    """Write what the open public page of an authority shows, as DCAT-AP."""
    from jalons.catalogue.documents.dcat import written
    from jalons.catalogue.documents.dcat_graph import triples
    from jalons.catalogue.web.exchange.public_views import catalog, shown
    from jalons.foundation.publishing.output.public_snapshot import territory
    from jalons.foundation.publishing.queries import open_page

    page = open_page(slug)
    if page is None:
        raise click.ClickException(say("cli.closed", authority=slug))
    write_out(written(triples(catalog(page.authority, shown(territory(page)))), ending), out)
