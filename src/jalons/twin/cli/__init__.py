"""The commands of the twin: a broker alone, without Django."""

from __future__ import annotations

import json
from pathlib import Path

import click

from jalons.kernel import Messages

from . import heat, ingest, keeping, out

say = Messages.of("jalons.twin").text


@click.group(help=say("cli.group"))
def commands() -> None:
    """Everything is in the sub-commands."""


@commands.command(help=say("cli.serve"))
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
@click.option(
    "--contexts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=say("cli.contexts"),
)
@click.option("--open-test-mode", is_flag=True, help=say("cli.test_mode"))
@click.option(
    "--most-instances",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    help=say("cli.most_instances"),
)
@click.option("--ingest-from", multiple=True, metavar="HOST", help=say("cli.ingest_from"))
def serve(  # noqa: PLR0913 - one argument per option of the command line
    *,
    host: str,
    port: int,
    store: str,
    durability: str,
    contexts: Path | None,
    open_test_mode: bool,
    most_instances: int,
    ingest_from: tuple[str, ...],
) -> None:
    """Run the broker alone until interrupted."""
    from jalons.twin.server.alone import run

    files = {}
    if contexts is not None:
        table = json.loads(contexts.read_text(encoding="utf-8"))
        files = {
            url: json.loads((contexts.parent / name).read_text(encoding="utf-8"))
            for url, name in table.items()
        }
    click.echo(say("cli.serving", address=f"http://{host}:{port}/ngsi-ld/v1"), err=True)
    run(
        host=host,
        port=port,
        store=store,
        durability=durability,
        contexts=files,
        open_test_mode=open_test_mode,
        most_instances=most_instances,
        ingest_from=frozenset(ingest_from),
    )


commands.add_command(heat.heat)
commands.add_command(ingest.ingest)
commands.add_command(ingest.dead)
commands.add_command(ingest.sources)
commands.add_command(out.models)
commands.add_command(out.export)
commands.add_command(keeping.tidy)
commands.add_command(keeping.migrate)
