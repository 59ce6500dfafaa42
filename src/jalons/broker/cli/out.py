"""The commands that take data or models out of the twin, without a server."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any, cast

import click

from jalons.kernel import Messages

say = Messages.of("jalons.broker").text


@click.command(help=say("cli.models"))
@click.option("--schema", metavar="TYPE", help=say("cli.schema"))
@click.option(
    "--check",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=say("cli.check"),
)
def models(*, schema: str | None, check: Path | None) -> None:
    from jalons.broker.engine.models import schema as schema_of
    from jalons.broker.store.models import models as shipped_models
    from jalons.broker.store.models import named

    if schema is not None:
        text = json.dumps(schema_of(named(schema)), ensure_ascii=False, indent=1)
        click.echo(text)
    elif check is not None:
        for line in _oddities(check):
            click.echo(line)
    else:
        for model in shipped_models().values():
            click.echo(f"{model.name:30} {model.label:40} {model.licence:10} {model.iri}")


def _oddities(file: Path) -> list[str]:
    """A line for each odd thing; the entities are refused for none of them."""
    from jalons.broker.engine.entities import expand_entity
    from jalons.broker.engine.models import oddities
    from jalons.broker.store.contexts import ContextLibrary
    from jalons.broker.store.models import models as shipped_models
    from jalons.broker.store.models import shipped_contexts

    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{file}: {error}") from error
    library = ContextLibrary()
    lines = []
    for entity in read if isinstance(read, list) else [read]:
        context = (
            entity.get("@context", list(shipped_contexts())) if isinstance(entity, dict) else []
        )
        doc = expand_entity(entity, library.context(context))
        known = [shipped_models()[iri] for iri in doc["type"] if iri in shipped_models()]
        if not known:
            lines.append(say("cli.no_model", entity=doc["id"]))
        lines += [
            f"{doc['id']}: {odd.attribute}: {odd.detail}"
            for model in known
            for odd in oddities(model, doc)
        ]
    return lines or [say("cli.nothing_odd")]


@click.command(help=say("cli.export"))
@click.argument("type_", metavar="TYPE")
@click.option("--store", default="sqlite:///twin.db", show_default=True, help=say("cli.store"))
@click.option("--tenant", default="", help=say("cli.tenant"))
@click.option(
    "--format", "form", type=click.Choice(["csv", "geojson", "parquet"]), default="csv",
    show_default=True, help=say("cli.format"),
)  # fmt: skip
@click.option("--long", is_flag=True, help=say("cli.long"))
@click.option("--history", is_flag=True, help=say("cli.history"))
@click.option("--from", "start", metavar="DATE", help=say("cli.from"))
@click.option("--to", "end", metavar="DATE", help=say("cli.to"))
@click.option("--filter", "text", metavar="CQL2", help=say("cli.filter"))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help=say("cli.out"))
def export(  # noqa: PLR0913 - one argument per option of the command line
    *,
    type_: str,
    store: str,
    tenant: str,
    form: str,
    long: bool,
    history: bool,
    start: str | None,
    end: str | None,
    text: str | None,
    out: Path | None,
) -> None:
    from jalons.broker.engine.instants import micros
    from jalons.broker.store.factory import opened
    from jalons.broker.store.out.export import Export, Format, Reads, exported
    from jalons.broker.store.policies.book import PolicyBook

    database = opened(store)
    try:
        kind, selection = _selection(database, tenant, type_, text)
        policy = PolicyBook(database).usable(tenant).get(kind.kind.iri)
        wanted = Export(
            kind=kind,
            query=selection,
            format=cast("Format", form),
            long=long,
            past=history,
            start=micros(start) if start else None,
            end=micros(end) if end else None,
            source=policy.owner if policy is not None else "",
        )
        reads = Reads(
            query=partial(database.query, tenant), history=partial(database.history, tenant)
        )
        parts = exported(wanted, reads)
        with out.open("wb") if out is not None else click.open_file("-", "wb") as stream:
            for part in parts:
                stream.write(part)
    finally:
        database.close()
    sys.stdout.flush()


def _selection(database: Any, tenant: str, name: str, text: str | None) -> tuple[Any, Any]:
    """The type of a name, and the query of its entities a filter narrows."""
    from jalons.broker.engine.out import cql
    from jalons.broker.engine.problems import bad, missing
    from jalons.broker.engine.query.request import EntityQuery
    from jalons.broker.engine.query.tree import conjunction
    from jalons.broker.store.contexts import ContextLibrary
    from jalons.broker.store.out.offered_types import offered

    library = ContextLibrary()
    kind = offered(database.types(tenant), library.context).get(name)
    if kind is None:
        raise missing(f"the type {name}")
    found = cql.parsed(text, kind.columns.iris) if text else cql.Cql2Filter()
    if len(found.places) > 1:
        raise bad("the filter of an export has one relation of space at most")
    where = conjunction(kind.wanted(), found.where)
    return kind, EntityQuery(where=where, geo=found.places[0] if found.places else None)
