"""The commands of the instance itself: serve, migrate, check, back up, restore, settings, demo."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jalons.kernel import Messages
from jalons.site.cli import load_django
from jalons.site.options import OPTIONS, read_options

if TYPE_CHECKING:
    from jalons.site.backups.archive import Manifest

say = Messages.of("jalons.site").text
LESS_URGENT = 5  # of 19: what loads and computes beside slows no other page down
as_json = click.option("--json", "as_json", is_flag=True, help=say("json.help"))


@click.command(help=say("serve.help"))
@click.option("--host", default="127.0.0.1", show_default=True, help=say("serve.host"))
@click.option("--port", default=8000, show_default=True, help=say("serve.port"))
@click.option("--no-migrate", is_flag=True, help=say("serve.no_migrate"))
def serve(host: str, port: int, no_migrate: bool) -> None:  # noqa: FBT001 - click, by name
    """Prepare the instance, then answer until stopped."""
    load_django()
    from jalons.site import server

    with _prepared(migrating=not no_migrate):
        server.run(host=host, port=port, report=click.echo)


@contextmanager
def _prepared(*, migrating: bool = True) -> Iterator[None]:
    """Use the data folder, brought to this version; an interrupted restore is undone first."""
    from django.conf import settings as instance
    from django.db import connection, connections

    from jalons.site import server
    from jalons.site.storage.folder_lock import using

    _undo_interrupted_restore()
    alone = connection.vendor == "sqlite"
    with using(instance.DATA_DIR, alone=alone, refusal="serve_in_use"):
        connections.close_all()
        _apart(lambda: server.prepare(report=click.echo, migrating=migrating))
        yield


def _apart(work: Callable[[], object]) -> None:
    """Do ``work`` in a copy of this process: what only the work loads leaves the memory with it.

    To be called while there is one thread and no open connection. The copy reports its own errors;
    this process then ends with its code. A request to end reaches the copy, which has the folder.
    """
    for stream in filter(None, (sys.stdout, sys.stderr)):  # a service may have neither
        stream.flush()
    child = os.fork()
    if child == 0:
        work()
        sys.exit()
    former = signal.signal(signal.SIGTERM, lambda number, _: os.kill(child, number))
    _, status = os.waitpid(child, 0)
    signal.signal(signal.SIGTERM, former)
    if code := os.waitstatus_to_exitcode(status):
        sys.exit(code if code > 0 else 128 - code)


def _undo_interrupted_restore() -> None:
    """Undo what a killed restore had moved; then start again when the key in memory is another."""
    from django.conf import settings as instance

    from jalons.site.backups.interrupted_restore import undo_interrupted_restore
    from jalons.site.storage.machine_settings import has_own_key

    if not undo_interrupted_restore():
        return
    click.secho(say("restore.undone"), fg="yellow", err=True)
    file = instance.DATA_DIR / "secret_key"
    if has_own_key(read_options()) and file.read_text("utf-8").strip() != instance.SECRET_KEY:
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  this command


@click.command(help=say("migrate.help"))
def migrate() -> None:
    """Bring the tables to this version, by one process at a time, and end."""
    load_django()
    with _prepared():
        click.echo(say("migrate.done"))


@click.command(help=say("work.help"))
@click.option("--on-demand", is_flag=True, help=say("work.on_demand"))
def work(on_demand: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Run the jobs of the queue, in a process of its own."""
    load_django(whole=True)
    from django.conf import settings as instance

    from jalons.site.serving import worker_process
    from jalons.site.storage.folder_lock import WORKERS, using
    from jalons.site.storage.migration import refuse_unfit
    from jalons.site.storage.moved_folder import refuse_former

    refuse_former()

    with using(instance.DATA_DIR, alone=False, refusal="work_in_use", name=WORKERS):
        if not on_demand:  # else a server of ours has just looked
            refuse_unfit()
        worker_process.work(on_demand=on_demand)


@click.command(help=say("compute.help"))
@click.argument("place", metavar="SOCKET", type=click.Path(path_type=Path))
def compute(place: Path) -> None:
    """Answer the heavy pages, for the server that started it, which comes first."""
    os.nice(LESS_URGENT)
    load_django(whole=True)
    from django.conf import settings as instance

    from jalons.site.serving import heavy_process
    from jalons.site.storage.folder_lock import WORKERS, using

    with using(instance.DATA_DIR, alone=False, refusal="work_in_use", name=WORKERS):
        heavy_process.answer(place)


@click.command(help=say("check.help"))
@as_json
def check(as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Exit with 1 when something must be fixed before going live."""
    load_django()
    from jalons.site.deployment import findings

    _undo_interrupted_restore()
    found = findings()
    if as_json:
        click.echo(json.dumps([finding.to_dict() for finding in found], ensure_ascii=False))
    else:
        for finding in found:
            click.secho(f"{finding.mark} {finding.text}", fg=finding.colour)
    if any(finding.level == "error" for finding in found):
        raise SystemExit(1)


@click.command(help=say("backup.help"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(min=1), help=say("backup.keep"))
@click.option("--encrypt", is_flag=True, help=say("backup.encrypt"))
@click.option("--without-key", is_flag=True, help=say("backup.without_key"))
@click.option("--without-twin", is_flag=True, help=say("backup.without_twin"))
@click.option("--verify", is_flag=True, help=say("backup.verify"))
@as_json
def backup(  # noqa: PLR0913 - one argument per option of the command line
    *,
    file: Path,
    keep: int | None,
    encrypt: bool,
    without_key: bool,
    without_twin: bool,
    verify: bool,
    as_json: bool,
) -> None:
    """Write everything the instance keeps into one file, or check such a file."""
    load_django()
    from jalons.site.backups import backup as backups
    from jalons.site.backups.interrupted_restore import backing_up
    from jalons.site.backups.passphrases import passphrase
    from jalons.site.storage.databases import BackupError

    _undo_interrupted_restore()
    secret = passphrase(new=encrypt and not verify)
    if verify:
        with backing_up():
            manifest = backups.verify_backup(file, passphrase=secret)
        sound = say("backup.sound", file=file, date=manifest.made_at, version=manifest.version)
        click.echo(json.dumps(manifest.to_dict()) if as_json else sound)
        return
    if keep is not None and not file.is_dir():
        raise click.UsageError(say("backup.keep_needs_folder"))
    folder, file = file, backups.dated(file, encrypted=encrypt) if file.is_dir() else file
    with backing_up():
        manifest = backups.write_backup(
            file, with_key=not without_key, passphrase=secret if encrypt else None
        )
    gone = backups.remove_older(folder, keep=keep, passphrase=secret) if keep is not None else []
    if as_json:
        removed = [str(path) for path in gone]
        click.echo(json.dumps(manifest.to_dict() | {"file": str(file), "removed": removed}))
    else:
        _report_backup(file, manifest, removed=len(gone))
    if manifest.twin == "left_out" and not without_twin:
        raise BackupError("backup_without_twin")


def _report_backup(file: Path, manifest: Manifest, *, removed: int) -> None:
    click.echo(say("backup.done", file=file, size=file.stat().st_size / 1e6))
    if "quick_check" in manifest.checks:
        click.echo(say("backup.quick"))
    if removed:
        click.echo(say("backup.removed", count=removed))
    if manifest.files == "left_out":
        click.echo(say("backup.no_files", address=read_options()["FILES"]))
    if not manifest.has_key:
        click.echo(say("backup.no_key"))


@click.command(help=say("restore.help"))
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--replace", is_flag=True, help=say("restore.replace"))
@as_json
def restore(file: Path, replace: bool, as_json: bool) -> None:  # noqa: FBT001
    """Put a backup back in place of what the instance keeps."""
    load_django()
    from jalons.site.backups import restore
    from jalons.site.backups.interrupted_restore import restoring_alone
    from jalons.site.backups.passphrases import passphrase

    _undo_interrupted_restore()
    with restoring_alone():
        done = restore.restore(file, replace=replace, passphrase=passphrase(new=False))
    if as_json:
        aside = str(done.aside) if done.aside else None
        click.echo(json.dumps(done.manifest.to_dict() | {"aside": aside}))
        return
    click.echo(say("restore.done", date=done.manifest.made_at))
    if done.aside:
        click.echo(say("restore.aside", folder=done.aside))


@click.command(help=say("settings.help"))
@as_json
def settings(as_json: bool) -> None:  # noqa: FBT001
    """List the settings with their current values; secrets are not shown."""
    values = read_options()
    rows = [
        {
            "variable": option.variable,
            "kind": option.kind.name,
            "default": option.default,
            "value": "…" if option.secret and values[option.name] else str(values[option.name]),
            "help": option.explained(),
        }
        for option in OPTIONS
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.secho(f"{row['variable']} = {row['value']}", bold=True)
        click.echo(f"    {row['help']}")


@click.group(help=say("demo.help"))
def demo() -> None:
    """The demonstration territory."""


@demo.command("load", help=say("demo.load"))
@as_json
def demo_load(as_json: bool) -> None:  # noqa: FBT001
    """Fill the instance with the demonstration, without asking anything."""
    load_django()
    from jalons.site import demo as demonstration
    from jalons.site import server

    server.prepare(report=lambda text: click.echo(text, err=True))
    with click.progressbar(length=demonstration.steps(), label=say("demo.progress")) as bar:
        authority = demonstration.load(step=lambda: bar.update(1))
    found = {"authority": authority.slug, "name": authority.name}
    click.echo(json.dumps(found) if as_json else say("demo.loaded", name=authority.name))


@demo.command("links", help=say("demo.links"))
@as_json
@click.option("--minutes", default=720, show_default=True, help=say("demo.minutes"))
@click.option("--address", default="", help=say("demo.address"))
def demo_links(as_json: bool, minutes: int, address: str) -> None:  # noqa: FBT001
    load_django()
    from jalons.site import demo as demonstration

    links = demonstration.sign_in_links(minutes=minutes)
    if as_json:
        click.echo(json.dumps(links))
        return
    click.echo(say("demo.links_follow"))
    for link in links:
        click.echo(f"{link['role']:<15} {address}{link['url']}")
