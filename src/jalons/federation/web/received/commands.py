"""``jalons federation read`` and ``carry``: what an authority here reads, and shares."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
from django.utils import timezone

from jalons.federation.web.received.actions import QUIET, read_now, read_round
from jalons.federation.web.sharing import queries as sharing
from jalons.federation.web.sources import queries
from jalons.federation.web.sources.models import Source
from jalons.federation.words.sentences import say
from jalons.foundation.accounts.models import Authority


@click.command("read", help=say("cli.read"))
@click.option("--authority", "slug", required=True, help=say("cli.authority"))
@click.option("--siren", default="", help=say("cli.read_siren"))
@click.option("--folder", type=click.Path(file_okay=False, exists=True, path_type=Path),
              help=say("cli.read_folder"))  # fmt: skip
@click.option("--private", "allow_private", is_flag=True, help=say("cli.private"))
def read(slug: str, siren: str, folder: Path | None, *, allow_private: bool) -> None:
    """Read one territory, or those whose day has come; says how it went, and what went wrong."""
    authority = Authority.objects.filter(slug=slug).first()
    if authority is None:
        raise click.ClickException(say("cli.authority_unknown", authority=slug))
    now = timezone.now()
    if folder and not siren:
        raise click.UsageError(say("cli.read_which"))
    if not siren:
        done = read_round(authority, lambda _progress: None, allow_private=allow_private)
        wrong = queries.trusted(authority).filter(checked_at__gte=now).exclude(status__in=QUIET)
        for each in wrong.iterator():
            _say(each)
        click.echo(say("cli.read_done", count=done.done))
        raise SystemExit(1 if wrong.exists() else 0)
    one = queries.trusted(authority).filter(siren=siren).first()
    if one is None:
        raise click.ClickException(say("cli.read_unknown", siren=siren))
    read_now(one, allow_private=allow_private, folder=str(folder.resolve()) if folder else "")
    one.refresh_from_db()
    _say(one)
    click.echo(say("cli.read_done", count=1))
    raise SystemExit(0 if one.status in QUIET else 1)


def _say(source: Source) -> None:
    why = f" {queries.reason_words(source.reason)}" if source.reason else ""
    click.echo(say(f"status.{source.status}", name=source.name) + why)


@click.command("carry", help=say("cli.carry"))
@click.option("--authority", "slug", required=True, help=say("cli.authority"))
@click.option("--stick", type=click.Path(file_okay=False, path_type=Path), help=say("cli.stick"))
def carry(slug: str, stick: Path | None) -> None:
    """Publish what changed, then copy the signed folder; says the digits to compare."""
    from jalons.federation.web.sharing import signed_folder

    authority = Authority.objects.filter(slug=slug).first()
    found = sharing.repository_of(authority) if authority else None
    if found is None or not found.active:
        raise click.ClickException(say("cli.carry_unknown", authority=slug))
    signed_folder.publish(found, timezone.now())
    found.refresh_from_db()
    if stick is not None:
        with signed_folder.opened(found.authority) as both:
            for name in reversed(sharing.PUBLIC):  # the lists last: they name what is there already
                shutil.copytree(both.repository.folder / name, stick / name, dirs_exist_ok=True,
                                ignore=shutil.ignore_patterns("*.part"))  # fmt: skip
    click.echo(say("cli.carried", name=found.name, count=found.files, digits=found.digits))
