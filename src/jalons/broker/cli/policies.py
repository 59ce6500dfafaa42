"""The policies of types in a store, on the command line: listed, imported, exported."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jalons.kernel import Messages

if TYPE_CHECKING:
    from jalons.broker.store.port import Store

say = Messages.of("jalons.broker").text
store_option = click.option(
    "--store", default="sqlite:///twin.db", show_default=True, help=say("cli.store")
)
TO_FILL = """\
[[sheet]]
type = {type}
name = "{name}"
purpose = "{purpose}"
legal_basis = "not_personal"
owner = "{owner}"
retention_days = 365
audience = "internal"
personal = false
position_metres = 0
time_seconds = 0
hidden = []
"""


@click.group("sheets", help=say("cli.sheets"))
def policies() -> None:
    """Everything is in the sub-commands."""


@policies.command("list", help=say("cli.sheets_list"))
@store_option
def listed(*, store: str) -> None:
    from jalons.broker.engine.policies.policy import faults
    from jalons.broker.store.policies.book import PolicyBook

    with _store(store) as database:
        book = PolicyBook(database)
        for tenant in database.tenants():
            found = book.of(tenant)
            counts = {kind.iri: kind.entities for kind in database.types(tenant)}
            for iri in dict.fromkeys([*found, *counts]):
                policy = found.get(iri)
                ready = policy is not None and not faults(policy)
                state = "ready" if ready else "wrong" if policy is not None else "none"
                line = say(
                    f"cli.sheet_{state}",
                    tenant=tenant or "—",
                    type=iri,
                    audience=policy.audience if policy is not None else "—",
                    entities=counts.get(iri, 0),
                )
                click.echo(line)


@policies.command("import", help=say("cli.sheets_import"))
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@store_option
def imported(*, path: Path, store: str) -> None:
    from jalons.broker.store.policies.book import PolicyBook
    from jalons.broker.store.policies.files import policies_of

    found = policies_of(path)
    with _store(store) as database:
        book = PolicyBook(database)
        for filed in found:
            book.keep(filed.tenant, filed.policy)
    click.echo(say("cli.sheets_kept", sheets=len(found)))


@policies.command("export", help=say("cli.sheets_export"))
@store_option
def exported(*, store: str) -> None:
    from jalons.broker.store.policies.book import PolicyBook
    from jalons.broker.store.policies.files import written_policies

    with _store(store) as database:
        book = PolicyBook(database)
        every = {tenant: list(book.of(tenant).values()) for tenant in database.tenants()}
    click.echo(written_policies(every), nl=False)


@policies.command("example", help=say("cli.sheets_example"))
@click.argument("type_", metavar="TYPE", default="Streetlight")
def example(*, type_: str) -> None:
    import json

    from jalons.broker.store.policies.files import HEAD

    words = {name: say(f"cli.sheet_{name}") for name in ("name", "purpose", "owner")}
    click.echo(HEAD + "\n" + TO_FILL.format(type=json.dumps(type_), **words), nl=False)


@click.command(help=say("cli.accesses"))
@store_option
def accesses(*, store: str) -> None:
    from jalons.broker.store.accesses import KIND

    with _store(store) as database:
        for tenant in database.tenants():
            for line in sorted(database.every(tenant, KIND), key=lambda each: str(each["day"])):
                values = {
                    **line,
                    "types": ", ".join(line["types"]),
                    "caller": line["caller"] or "—",
                }
                click.echo(say("cli.access_line", tenant=tenant or "—", **values))


@contextmanager
def _store(address: str) -> Iterator[Store]:
    from jalons.broker.store.factory import opened

    with closing(opened(address)) as database:
        yield database
