"""``harvest`` and ``dcat``: another catalogue read, or a DCAT file written again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from jalons.catalogue.engine.dcat.records import Agent, Catalog
from jalons.catalogue.engine.harvest.comparing import compared, digest
from jalons.catalogue.words.sentences import say
from jalons.catalogue.words.vocabularies import RDF
from jalons.kernel import JalonsError
from jalons.kernel.errors import language
from jalons.kernel.network.addresses import Reach
from jalons.kernel.network.fetching import Fetcher
from jalons.wording import format_number

KINDS = ("dcat", "ckan", "udata")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(help=say("cli.harvest"))
@click.argument("url")
@click.option("--kind", type=click.Choice(KINDS), help=say("cli.kind"))
@click.option("--json", "as_json", is_flag=True, help=say("cli.json"))
@click.option("--private", "allow_private", is_flag=True, help=say("cli.private"))
def harvest(url: str, kind: str | None, *, as_json: bool, allow_private: bool) -> None:
    """Read a catalogue and report; nothing is stored."""
    from jalons.catalogue.capture.catalogues.reading import Kind, kind_of, read_catalogue

    try:
        reading = read_catalogue(url, Kind(kind) if kind else kind_of(url),
                                 Fetcher(Reach(anything=allow_private)))  # fmt: skip
    except JalonsError as error:
        raise click.ClickException(str(error)) from error
    contents = {each.identifier: digest(each) for each in reading.datasets}
    found = compared(reading.datasets, (), contents=contents)
    if as_json:
        content: dict[str, Any] = {"pages": reading.pages, "datasets": found.added,
                                   "refused": found.refused}  # fmt: skip
        click.echo(msgspec.json.format(msgspec.json.encode(content, order="deterministic")))
        return
    click.echo(say("cli.found", count=_words(len(reading.datasets)), pages=_words(reading.pages)))
    for each in found.added:
        click.echo(say("cli.line", title=each.title, identifier=each.identifier,
                       files=_words(len(each.distributions))))  # fmt: skip
    for left in found.refused:
        why = say(f"harvest.refused.{left.reason}")
        click.echo(say("cli.refused", title=left.title or left.identifier or "–", why=why))


@click.command(help=say("cli.dcat"))
@click.argument("file", type=FILE)
@click.option("--to", "ending", type=click.Choice(list(RDF)), default="ttl", help=say("cli.to"))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help=say("cli.out"))
def dcat(file: Path, ending: str, out: Path | None) -> None:
    """Write the datasets of a file as DCAT-AP."""
    from jalons.catalogue.capture.catalogues.rdf import read_page
    from jalons.catalogue.documents.dcat import written
    from jalons.catalogue.documents.dcat_graph import triples

    place = file.resolve().as_uri()
    try:
        page = read_page(file.read_bytes(), place)
    except JalonsError as error:
        raise click.ClickException(str(error)) from error
    datasets = tuple(each for each in page.datasets if each.identifier and each.title and each.uri)
    catalog = Catalog(place, file.name, file.name, Agent(file.name), "", datasets)
    content = written(triples(catalog), ending)
    if out is None:
        click.echo(content.decode(), nl=False)
    else:
        out.write_bytes(content)


def _words(count: int) -> str:
    return format_number(count, language())
