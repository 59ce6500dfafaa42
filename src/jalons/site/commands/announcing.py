"""The command that announces a stop of the instance on its pages."""

from __future__ import annotations

import json
from datetime import datetime

import click

from jalons.kernel import Messages
from jalons.site.cli import load_django

say = Messages.of("jalons.site").text


@click.command(help=say("announce.help"))
@click.argument("text", default="")
@click.option("--from", "begins", default="", help=say("announce.begins"))
@click.option("--to", "ends", default="", help=say("announce.ends"))
@click.option("--shown-from", default="", help=say("announce.shown"))
@click.option("--members-only", is_flag=True, help=say("announce.members"))
@click.option("--withdraw", is_flag=True, help=say("announce.withdraw"))
@click.option("--json", "as_json", is_flag=True, help=say("json.help"))
def announce(  # noqa: PLR0913  one argument per option of the command line
    *,
    text: str,
    begins: str,
    ends: str,
    shown_from: str,
    members_only: bool,
    withdraw: bool,
    as_json: bool,
) -> None:
    """Announce a stop, withdraw what is announced, or list it."""
    if bool(begins) != bool(ends) or (text and not begins):
        raise click.UsageError(say("announce.both"))
    load_django()
    from django.utils import timezone

    from jalons.foundation.administration.announcements import actions, current, queries

    now = timezone.now()
    if withdraw:
        for each in queries.to_come(now=now):
            actions.withdraw(user=None, announcement=each, now=now)
    if begins:
        made = actions.prepared(
            begins_at=_moment(begins),
            ends_at=_moment(ends),
            shown_from=_moment(shown_from) if shown_from else now,
            text=text,
            on_public_pages=not members_only,
            now=now,
        )
        actions.announce(user=None, made=made)
    shown = current.sentences(queries.to_come(now=now))
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    for sentence in shown or [say("announce.nothing")]:
        click.echo(sentence)


def _moment(text: str) -> datetime:
    """A day and an hour in the time of the installation, unless it says its own.

    Raises ``AdministrationError`` (``moment_unreadable``).
    """
    from django.utils import timezone

    from jalons.foundation.administration.errors import AdministrationError

    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise AdministrationError("moment_unreadable", text=text) from error
    return read if read.tzinfo else timezone.make_aware(read)
