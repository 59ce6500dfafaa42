"""The documents of the strategy from the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click
from django.utils import timezone, translation

from jalons.foundation.accounts.models import Authority
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.documents.tree import Document
from jalons.kernel.errors import language
from jalons.strategy.documents import refusal, write
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.statutory.decree import Coverage, DocumentKind, coverage
from jalons.strategy.web.authorities import find_authority, say
from jalons.strategy.web.statutory import document_building, queries

EXIT_NOTHING = 4


@click.command(help=say("cli.document"))
@click.argument("kind", type=click.Choice([each.value for each in DocumentKind]))
@click.option("--authority", "siren", required=True, help=say("cli.document_authority"))
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), required=True,
    help=say("cli.document_format"),
)  # fmt: skip
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True,
    help=say("cli.document_out"),
)  # fmt: skip
@click.option("--year", type=click.IntRange(2020, 2100), help=say("cli.document_year"))
def document(*, kind: str, siren: str, form: str, out: Path, year: int | None) -> None:
    """Write a document: as it was signed off, else with the texts of its draft and today's data."""
    lang = language()
    authority = find_authority(siren)
    with translation.override(lang):
        try:
            found = _found(authority, DocumentKind(kind), year or timezone.localdate().year, lang)
        except StrategyError as error:
            click.secho(str(error), fg="red", err=True)
            raise SystemExit(EXIT_NOTHING) from error
        content = document_building.content(authority, found.tree, form)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise StrategyError("file_unwritable", file=out, reason=error.strerror) from error
    counts = found.coverage
    if counts.items:
        summary = say(
            "cli.document_done",
            title=found.tree.title,
            out=out,
            answered=counts.answered,
            items=counts.items,
            data=counts.data + counts.both,
        )
    else:
        summary = say("cli.document_done_plain", title=found.tree.title, out=out)
    click.echo(summary)


@dataclass(frozen=True, slots=True)
class _Found:
    tree: Document
    coverage: Coverage


def _found(authority: Authority, kind: DocumentKind, year: int, lang: str) -> _Found:
    """The document of a year; ``StrategyError`` (``nothing_known``) when it would say nothing."""
    today = timezone.localdate()
    document = queries.latest(authority, kind, year)
    if document and document.is_signed:
        tree = document_building.tree_of(document, today=today, lang=lang)
        return _Found(tree, coverage(document_building.signed_ticks(document)))
    material = queries.material(authority, year, today=today, draft=document)
    if not queries.known(material):
        raise StrategyError("nothing_known", authority=authority.name, year=year)
    if kind is DocumentKind.DELIBERATION and (lacks := refusal(material, lang)):
        raise StrategyError("not_votable_because", reasons=" ".join(lacks))
    written = write(kind, material, lang)
    return _Found(written.tree, coverage(written.ticks))
