"""``publish``, ``harvest``, ``verify``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jalons.federation.cli.keys import FOLDER, REPOSITORY, SECRETS, opened
from jalons.federation.engine.sources import ReadingStatus
from jalons.federation.words.sentences import say
from jalons.kernel.errors import language
from jalons.kernel.network.addresses import Reach
from jalons.wording import format_day, format_number

if TYPE_CHECKING:
    from jalons.federation.engine.sources import SourceState
    from jalons.federation.store.client import Harvest
    from jalons.federation.store.sqlite import SqliteSources

BASE = "federation.sqlite"
EXIT_WRONG = 1
_COLOURS = {
    ReadingStatus.FRESH: "green",
    ReadingStatus.UNCHANGED: "green",
    ReadingStatus.EXPIRED: "yellow",
}


def sources_in(folder: Path) -> SqliteSources:
    """The store of a folder."""
    from jalons.federation.store.sqlite import SqliteSources

    return SqliteSources(folder / BASE)


@click.command(help=say("cli.publish"))
@click.argument("folder", type=FOLDER)
@REPOSITORY
@SECRETS
@click.option("--relay", type=FOLDER, help=say("cli.relay"))
def publish(
    folder: Path, repository_folder: Path, secrets_folder: Path, relay: Path | None
) -> None:
    from jalons.federation.store.folder import files_of
    from jalons.federation.store.relaying import relayed

    repository, secrets = opened(repository_folder, secrets_folder)
    files = files_of(folder)
    if relay:
        with sources_in(relay) as sources:
            files |= relayed(sources)
    done = repository.publish(files, secrets, datetime.now(UTC))
    for key in ("added", "changed", "withdrawn"):
        for path in getattr(done, key):
            click.echo(say(f"publish.{key}", path=path))
    key = "publish.done" if done.signed else "publish.nothing"
    day = format_day(repository.expires("timestamp").date(), language())
    click.echo(say(key, count=_words(len(files)), day=day))


@click.command(help=say("cli.harvest"))
@click.argument("source")
@click.option("--into", type=FOLDER, required=True, help=say("cli.into"))
@click.option("--fingerprint", "digits", default="", help=say("cli.fingerprint"))
@click.option("--own", type=FOLDER, help=say("cli.own"))
@click.option("--out", type=FOLDER, help=say("cli.out"))
@click.option("--private", "allow_private", is_flag=True, help=say("cli.private"))
def harvest(  # noqa: PLR0913  one argument an option
    source: str, into: Path, digits: str, own: Path | None, out: Path | None, *, allow_private: bool
) -> None:
    from jalons.federation.store.client import Harvester, first_root
    from jalons.federation.store.repository import Repository

    reach = Reach(anything=allow_private)
    publisher = Repository(own).publisher if own else ""
    with sources_in(into) as sources:
        harvester = Harvester(sources, own=publisher, reach=reach)
        address = source if "://" in source else str(Path(source).resolve())
        state = harvester.follow(address, digits) if digits else harvester.known_at(address)
        if state is None:
            click.echo(say("harvest.compare", digits=first_root(address, reach)[1]))
            raise SystemExit(EXIT_WRONG)
        found = harvester.harvest(state.publisher)
        _say_harvest(found)
        if out:
            written = _write_files(sources, found.state, out)
            click.echo(say("harvest.written", count=_words(written), folder=out))
    if (
        found.state.status not in {ReadingStatus.FRESH, ReadingStatus.UNCHANGED}
        or found.quarantined
    ):
        raise SystemExit(EXIT_WRONG)


def _say_harvest(found: Harvest) -> None:
    state = found.state
    words = say(f"status.{state.status}", name=state.name or state.address)
    why = f" {say(f'reason.{state.reason}')}" if state.reason else ""
    click.secho(f"{words}{why}", fg=_COLOURS.get(state.status, "red"))
    if state.fresh_at and state.status not in {ReadingStatus.FRESH, ReadingStatus.UNCHANGED}:
        click.echo(say("harvest.intact", day=format_day(state.fresh_at.date(), language())))
    for key in ("added", "updated", "removed"):
        for path in getattr(found, key):
            click.echo(say(f"harvest.{key}", path=path))
    for path, decision in found.left:
        click.echo(say("harvest.left", path=path, why=say(f"left.{decision}")))
    for each in found.quarantined:
        click.secho(
            say("harvest.quarantined", path=each.path, why=say(f"reason.{each.reason}")), fg="red"
        )


def _write_files(sources: SqliteSources, state: SourceState, out: Path) -> int:
    """The files of a source, in a folder of its SIREN; how many."""
    count = 0
    for item in sources.items(state.publisher):
        content = sources.content(item.digest)
        if content is not None and not (item.withdrawn or item.description.tombstone):
            place = out / state.siren / item.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            count += 1
    return count


@click.command(help=say("cli.verify"))
@click.argument("folder", type=FOLDER)
def verify(folder: Path) -> None:
    from jalons.federation.store.repository import Repository
    from jalons.federation.store.verifying import verify_read, verify_repository

    if (folder / BASE).exists():
        with sources_in(folder) as sources:
            intact, wrong = verify_read(sources)
    else:
        repository = Repository(folder)
        found = verify_repository(repository)
        intact, wrong = found.files - len(found.wrong), found.wrong
        click.echo(say("verify.digits", name=repository.territory.name,
                       digits=repository.fingerprint))  # fmt: skip
        for role, end in found.ends:
            words = say("verify.end", role=say(f"role.{role}"),
                        day=format_day(end.date(), language()))  # fmt: skip
            click.secho(words, fg="red" if end < datetime.now(UTC) else None)
        if found.reason:
            click.secho(say(f"reason.{found.reason}"), fg="red")
            raise SystemExit(EXIT_WRONG)
    for path in wrong:
        click.secho(say("verify.wrong", path=path), fg="red")
    click.echo(say("verify.intact", count=_words(intact)))
    raise SystemExit(EXIT_WRONG if wrong else 0)


def _words(count: int) -> str:
    return format_number(count, language())
