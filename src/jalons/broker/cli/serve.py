"""The command that serves the broker alone, and the tokens it may ask for."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from jalons.kernel import Messages

say = Messages.of("jalons.broker").text
file_type = click.Path(exists=True, dir_okay=False, path_type=Path)
SCOPES = click.Choice(["twin:read", "twin:internal", "twin:write"])


@click.command(help=say("cli.serve"))
@click.option("--host", default="127.0.0.1", show_default=True, help=say("cli.host"))
@click.option("--port", default=9090, show_default=True, help=say("cli.port"))
@click.option("--store", default="sqlite:///twin.db", show_default=True, help=say("cli.store"))
@click.option(
    "--durability",
    type=click.Choice(["full", "normal", "off"]),
    default="full",
    show_default=True,
    help=say("cli.durability"),
)
@click.option("--contexts", type=file_type, help=say("cli.contexts"))
@click.option(
    "--sheets",
    "policies",
    type=click.Path(exists=True, path_type=Path),
    help=say("cli.sheets_option"),
)
@click.option("--tokens", type=file_type, help=say("cli.tokens_option"))
@click.option("--trust-network", is_flag=True, help=say("cli.trust_network"))
@click.option("--allow-context-host", multiple=True, metavar="HOST", help=say("cli.allow_context"))
@click.option("--allow-notify", multiple=True, metavar="HOST|NETWORK", help=say("cli.allow_notify"))
@click.option("--allow-pull", multiple=True, metavar="HOST", help=say("cli.ingest_from"))
@click.option("--open-test-mode", is_flag=True, help=say("cli.test_mode"))
@click.option(
    "--most-instances",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    help=say("cli.most_instances"),
)
def serve(  # noqa: PLR0913 - one argument per option of the command line
    *,
    host: str,
    port: int,
    store: str,
    durability: str,
    contexts: Path | None,
    policies: Path | None,
    tokens: Path | None,
    trust_network: bool,
    allow_context_host: tuple[str, ...],
    allow_notify: tuple[str, ...],
    allow_pull: tuple[str, ...],
    open_test_mode: bool,
    most_instances: int,
) -> None:
    from logging.config import dictConfig

    from jalons.broker.server.alone import Alone, run
    from jalons.broker.store.policies.files import policies_of
    from jalons.kernel.logs import configuration

    alone = Alone(
        host=host,
        port=port,
        store=store,
        durability=durability,
        contexts=_contexts(contexts) if contexts is not None else {},
        open_test_mode=open_test_mode,
        most_instances=most_instances,
        policies=tuple(policies_of(policies)) if policies is not None else (),
        tokens=tokens,
        trust_network=trust_network,
        contexts_from=frozenset(allow_context_host),
        notify=frozenset(name.lower() for name in allow_notify),
        pull=frozenset(allow_pull),
    )
    click.echo(say("cli.serving", address=f"http://{host}:{port}/ngsi-ld/v1"), err=True)
    dictConfig(configuration())
    run(alone)


def _contexts(file: Path) -> dict[str, Any]:
    table = json.loads(file.read_text(encoding="utf-8"))
    return {
        url: json.loads((file.parent / name).read_text(encoding="utf-8"))
        for url, name in table.items()
    }


@click.command(help=say("cli.token"))
@click.option(
    "--tokens",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("tokens.toml"),
    show_default=True,
    help=say("cli.token_file"),
)
@click.option("--name", required=True, help=say("cli.token_name"))
@click.option("--scope", "scopes", multiple=True, required=True, type=SCOPES)
@click.option("--tenant", default="", help=say("cli.tenant"))
@click.option("--days", type=click.IntRange(min=1), default=365, show_default=True)
def token(*, tokens: Path, name: str, scopes: tuple[str, ...], tenant: str, days: int) -> None:
    from jalons.broker.server.gates import digest

    secret = secrets.token_urlsafe(32)
    until: date = datetime.now(UTC).date() + timedelta(days=days)
    lines = [
        "[[token]]",
        f"name = {json.dumps(name, ensure_ascii=False)}",
        f"tenant = {json.dumps(tenant, ensure_ascii=False)}",
        f"scopes = {json.dumps(sorted(set(scopes)))}",
        f'digest = "{digest(secret)}"',
        f"until = {until.isoformat()}",
    ]
    with tokens.open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n\n")
    click.echo(say("cli.token_made", file=tokens, until=until.isoformat()), err=True)
    click.echo(secret)
