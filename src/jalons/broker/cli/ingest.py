"""The commands of the ways in: a file taken, the sources, what was refused."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from jalons.kernel import Messages

if TYPE_CHECKING:
    from jalons.broker.server.broker import Broker
    from jalons.broker.server.ingest.intake import Tally

say = Messages.of("jalons.broker").text
EXIT_INPUT = 3
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
store_option = click.option(
    "--store", default="sqlite:///twin.db", show_default=True, help=say("cli.store")
)
tenant_option = click.option("--tenant", default="", help=say("cli.tenant"))
test_option = click.option("--open-test-mode", is_flag=True, help=say("cli.no_sheets"))


@click.command(help=say("cli.ingest"))
@click.argument("file", type=FILE)
@click.option("--mapping", type=FILE, required=True, help=say("cli.mapping"))
@click.option("--dry-run", is_flag=True, help=say("cli.dry_run"))
@store_option
@tenant_option
@test_option
def ingest(  # noqa: PLR0913 - one argument per option of the command line
    *,
    file: Path,
    mapping: Path,
    dry_run: bool,
    store: str,
    tenant: str,
    open_test_mode: bool,
) -> None:
    from jalons.broker.server.ingest import files, sources
    from jalons.broker.server.ingest.intake import Intake

    key = re.sub(r"[^a-z0-9]+", "-", mapping.stem.lower()).strip("-")[:60] or "file"
    document = {"key": key, "name": mapping.name, "way": "file", "mapping": _read(mapping)}
    source = sources.source_of(document)
    content = file.read_bytes()
    if dry_run:
        with (
            TemporaryDirectory() as folder,
            _broker(_there(store, folder), requires_policies=not open_test_mode) as broker,
        ):
            seen = asyncio.run(files.preview(Intake(broker, tenant, source), content))
        click.echo(say("cli.would", observations=seen.observations, entities=seen.entities))
        _refusals(seen.tally)
        return
    with _broker(store, requires_policies=not open_test_mode) as broker:
        sources.keep(broker.store, tenant, document)
        tally = asyncio.run(files.take_file(Intake(broker, tenant, source), content))
    _print_tally(tally)


@click.group(help=say("cli.dead"))
def dead() -> None:
    """Everything is in the sub-commands."""


@dead.command("list", help=say("cli.dead_list"))
@click.option("--source", default="", help=say("cli.source"))
@click.option("--json", "as_json", is_flag=True, help=say("cli.as_json"))
@store_option
@tenant_option
def dead_list(*, source: str, as_json: bool, store: str, tenant: str) -> None:
    from dataclasses import asdict

    from jalons.broker.engine.instants import written
    from jalons.broker.server.ingest.dead_letters import DeadLetters

    with _broker(store) as broker:
        letters = DeadLetters(broker.store, tenant)
        every, dropped = letters.every(source=source), letters.dropped()
    for each in every:
        if as_json:
            click.echo(json.dumps(asdict(each), ensure_ascii=False))
        else:
            click.echo(f"{each.key}  {written(each.at)}  {each.source}  {each.origin}")
            click.echo(f"  {each.reason}\n  {each.text[:200]}")
    click.echo(say("cli.dead_count", letters=len(every), dropped=dropped), err=True)


@dead.command("replay", help=say("cli.dead_replay"))
@click.argument("keys", nargs=-1)
@click.option("--source", default="", help=say("cli.source"))
@store_option
@tenant_option
@test_option
def dead_replay(
    *, keys: tuple[str, ...], source: str, store: str, tenant: str, open_test_mode: bool
) -> None:
    from jalons.broker.server.ingest import sources
    from jalons.broker.server.ingest.dead_letters import DeadLetters
    from jalons.broker.server.ingest.intake import Intake, Tally

    total = Tally()
    with _broker(store, requires_policies=not open_test_mode) as broker:
        every = DeadLetters(broker.store, tenant).every(source=source)
        chosen = [each for each in every if not keys or each.key in keys]
        for key in dict.fromkeys(each.source for each in chosen):
            intake = Intake(broker, tenant, sources.stored_source(broker.store, tenant, key))
            mine = [each for each in chosen if each.source == key]
            total.add(asyncio.run(intake.replay(mine)))
    _print_tally(total)


@dead.command("mend", help=say("cli.dead_mend"))
@click.argument("key")
@click.argument("text", type=click.File("r", encoding="utf-8"))
@store_option
@tenant_option
def dead_correct(*, key: str, text: Any, store: str, tenant: str) -> None:
    from jalons.broker.server.ingest.dead_letters import DeadLetters

    with _broker(store) as broker:
        DeadLetters(broker.store, tenant).correct(key, text.read())


@dead.command("forget", help=say("cli.dead_forget"))
@click.argument("keys", nargs=-1, required=True)
@store_option
@tenant_option
def dead_forget(*, keys: tuple[str, ...], store: str, tenant: str) -> None:
    from jalons.broker.server.ingest.dead_letters import DeadLetters

    with _broker(store) as broker:
        DeadLetters(broker.store, tenant).forget(keys)


@click.group(help=say("cli.sources"))
def sources() -> None:
    """Everything is in the sub-commands."""


@sources.command("keep", help=say("cli.source_keep"))
@click.argument("file", type=FILE)
@store_option
@tenant_option
def source_keep(*, file: Path, store: str, tenant: str) -> None:
    from jalons.broker.server.ingest import sources

    with _broker(store) as broker:
        document = _read(file)
        before = broker.store.get(tenant, sources.KIND, str(document.get("key"))) or {}
        sources.keep(broker.store, tenant, {"tokens": before.get("tokens", []), **document})


@sources.command("list", help=say("cli.source_list"))
@store_option
@tenant_option
def source_list(*, store: str, tenant: str) -> None:
    from jalons.broker.server.ingest import sources

    with _broker(store) as broker:
        states = {each["key"]: each for each in broker.store.every(tenant, sources.STATE)}
        for document in broker.store.every(tenant, sources.KIND):
            state = {k: v for k, v in states.get(document["key"], {}).items() if k != "key"}
            click.echo(f"{document['key']:30} {document['way']:6} {json.dumps(state)}")


@sources.command("token", help=say("cli.source_token"))
@click.argument("key")
@click.option("--device", default="", help=say("cli.device"))
@store_option
@tenant_option
def source_token(*, key: str, device: str, store: str, tenant: str) -> None:
    from jalons.broker.server.ingest import sources

    with _broker(store) as broker:
        click.echo(sources.issue(broker.store, tenant, key, device=device))


@sources.command("forget", help=say("cli.source_forget"))
@click.argument("key")
@store_option
@tenant_option
def source_forget(*, key: str, store: str, tenant: str) -> None:
    from jalons.broker.server.ingest import sources

    with _broker(store) as broker:
        sources.forget(broker.store, tenant, key)


@contextmanager
def _broker(store: str, *, requires_policies: bool = True) -> Iterator[Broker]:
    from jalons.broker.server.alone import made

    broker = made(
        store=store,
        durability="full",
        contexts={},
        open_test_mode=False,
        requires_policies=requires_policies,
    )
    try:
        yield broker
    finally:
        broker.store.close()


def _there(store: str, folder: str) -> str:
    """The store, or an empty one in a folder when it does not exist: a trial makes nothing."""
    path = store.removeprefix("sqlite:///")
    return f"sqlite:///{folder}/twin.db" if path != store and not Path(path).exists() else store


def _read(file: Path) -> dict[str, Any]:
    """The table of a TOML or JSON file; raises ``ClickException`` naming the line at fault."""
    try:
        text = file.read_text(encoding="utf-8")
        read = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{file}: {error}") from error
    if not isinstance(read, dict):
        raise click.ClickException(f"{file}: a table is expected")
    return read


def _print_tally(tally: Tally) -> None:
    counts: dict[str, Any] = {**tally.counts()}
    click.echo(say("cli.taken", **counts))
    _refusals(tally)


def _refusals(tally: Tally) -> None:
    """The first refusals, each with its place; ends with a code of its own when there are some."""
    for origin, problem in tally.problems:
        click.echo(f"{origin}: {problem.detail}" if origin else problem.detail, err=True)
    if tally.refused:
        click.echo(say("cli.refused", refused=tally.refused), err=True)
        sys.exit(EXIT_INPUT)
