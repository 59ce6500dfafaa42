"""``keys new``, ``print``, ``rotate``, ``recover``."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jalons.federation.words.sentences import say
from jalons.kernel.errors import language

if TYPE_CHECKING:
    from jalons.federation.store.keys import Secrets
    from jalons.federation.store.repository import Repository

FOLDER = click.Path(file_okay=False, path_type=Path)
REPOSITORY = click.option("--repository", "repository_folder", type=FOLDER, required=True,
                          help=say("cli.repository"))  # fmt: skip
SECRETS = click.option("--secrets", "secrets_folder", type=FOLDER, required=True,
                       help=say("cli.secrets"))  # fmt: skip
NAMES = ("root", "targets", "snapshot", "timestamp", "paper")


def opened(repository_folder: Path, secrets_folder: Path) -> tuple[Repository, Secrets]:
    """A repository and its keys; what signs is loaded only now."""
    from jalons.federation.store.keys import Secrets
    from jalons.federation.store.repository import Repository

    return Repository(repository_folder), Secrets(secrets_folder)


@click.group(help=say("cli.keys"))
def keys() -> None:
    """The keys of a repository."""


@keys.command("new", help=say("cli.keys_new"))
@REPOSITORY
@SECRETS
@click.option("--siren", required=True, help=say("cli.siren"))
@click.option("--name", required=True, help=say("cli.name"))
def new(repository_folder: Path, secrets_folder: Path, siren: str, name: str) -> None:
    from jalons.federation.engine.sharing import SharingTerritory
    from jalons.federation.store.repository import check_new

    repository, secrets = opened(repository_folder, secrets_folder)
    territory = SharingTerritory("".join(siren.split()), name)
    check_new(repository, territory, secrets)
    secrets.make()
    repository.create(territory, secrets, datetime.now(UTC))
    click.echo(say("keys.made", folder=repository_folder, digits=repository.fingerprint))


@keys.command("print", help=say("cli.keys_print"))
@REPOSITORY
@SECRETS
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help=say("cli.out_page"))
@click.option("--typed", is_flag=True, help=say("cli.typed"))
def print_(repository_folder: Path, secrets_folder: Path, out: Path | None, *, typed: bool) -> None:
    from jalons.federation.documents.paper_key import paper_page
    from jalons.federation.store.rotating import confirm, printed

    repository, secrets = opened(repository_folder, secrets_folder)
    if typed:
        confirm(repository, secrets, click.prompt(say("keys.type")))
        click.echo(say("keys.erased"))
        return
    if out is None:
        raise click.UsageError(say("keys.out_or_typed"))
    page = paper_page(
        printed(repository, secrets), repository.territory.name, repository.fingerprint,
        datetime.now(UTC).date(), language(),
    )  # fmt: skip
    out.unlink(missing_ok=True)
    with os.fdopen(os.open(out, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(page.encode())
    click.echo(say("keys.printed", file=out))


@keys.command("rotate", help=say("cli.keys_rotate"))
@click.argument("role", type=click.Choice(NAMES))
@REPOSITORY
@SECRETS
def rotate(role: str, repository_folder: Path, secrets_folder: Path) -> None:
    from jalons.federation.store.rotating import rotate as replaced

    repository, secrets = opened(repository_folder, secrets_folder)
    replaced(repository, secrets, role, datetime.now(UTC))
    key = "keys.rotated_paper" if role == "paper" else "keys.rotated"
    click.echo(say(key, role=say(f"role.{role}")))


@keys.command("recover", help=say("cli.keys_recover"))
@REPOSITORY
@SECRETS
def recover(repository_folder: Path, secrets_folder: Path) -> None:
    from jalons.federation.store.rotating import recover as renewed

    repository, secrets = opened(repository_folder, secrets_folder)
    renewed(repository, secrets, click.prompt(say("keys.type")), datetime.now(UTC))
    click.echo(say("keys.recovered"))
