"""The commands that administer an instance: its authorities and its accounts.

Who may run them may read the data folder: they ask no right, and leave their lines in the journal
of the instance.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jalons.kernel import Messages
from jalons.site.cli import load_django

if TYPE_CHECKING:
    from jalons.foundation.accounts.models import Authority, User

say = Messages.of("jalons.site").text
as_json = click.option("--json", "as_json", is_flag=True, help=say("json.help"))
confirmed = click.option("--confirm", default="", help=say("administration.confirm"))


def _authority(slug: str) -> Authority:
    load_django()
    from jalons.foundation.administration import queries

    return queries.authority(slug=slug)


def _person(address: str) -> User:
    load_django()
    from jalons.foundation.administration import queries

    return queries.person(email__iexact=address)


def _show(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo("  ".join(str(value) for value in row.values()))


@click.group(help=say("authority.help"))
def authority() -> None:
    """The authorities of the instance."""


@authority.command("list", help=say("authority.list"))
@as_json
def authority_list(*, as_json: bool) -> None:
    load_django()
    from jalons.foundation.administration import queries

    rows = [
        {
            "slug": line.authority.slug,
            "state": "aside" if line.authority.deleted_at else line.authority.standing,
            "members": line.members,
            "bytes": line.size,
            "name": line.authority.name,
        }
        for line in queries.authorities()
    ]
    _show(rows, as_json=as_json)


@authority.command("approve", help=say("authority.approve"))
@click.argument("slug")
def authority_approve(slug: str) -> None:
    authority = _authority(slug)
    from jalons.foundation.administration import authority_actions

    other = authority_actions.approve(user=None, authority=authority)
    authority.refresh_from_db()
    click.echo(say("authority.approved", name=authority.name, slug=authority.slug))
    if other is not None:
        click.echo(say("authority.other", slug=other.slug))


@authority.command("close", help=say("authority.close"))
@click.argument("slug")
@click.option("--reason", default="", help=say("authority.reason"))
def authority_close(slug: str, reason: str) -> None:
    authority = _authority(slug)
    from jalons.foundation.administration import authority_actions

    authority_actions.close(user=None, authority=authority, reason=reason)
    click.echo(say("authority.closed", name=authority.name))


@authority.command("export", help=say("authority.export"))
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path))
def authority_export(slug: str, file: Path) -> None:
    """Write everything of an authority into one file."""
    authority = _authority(slug)
    from jalons.foundation.accounts.instance_journal import note
    from jalons.foundation.administration.archive import authority_archive

    done = authority_archive.write(authority, file)
    note(actor=None, verb="exported", label=f"{authority.name} ({authority.slug})")
    click.echo(say("authority.exported", file=file, parts=len(done.lines)))


@authority.command("restore", help=say("authority.restore"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "slug", default="", help=say("authority.restore_as"))
@click.option("--replace", is_flag=True, help=say("authority.restore_replace"))
@click.option("--with-members", is_flag=True, help=say("authority.restore_members"))
def authority_restore(file: Path, slug: str, *, replace: bool, with_members: bool) -> None:
    """Restore an authority from its archive: all of it or nothing."""
    load_django()
    from django.utils import timezone

    from jalons.foundation.administration.restoring import authority_restore, reporting

    wish = authority_restore.Wish(slug, replace, with_members)
    done = authority_restore.restore(file, wish, now=timezone.now())
    for line in reporting.lines(done):
        click.echo(line)


@authority.command("compare", help=say("authority.compare"))
@click.argument("one", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("other", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def authority_compare(one: Path, other: Path) -> None:
    """Compare what two archives say, part by part; exits with 1 when they differ."""
    load_django()
    from jalons.foundation.administration.archive import comparison, reading

    found = []
    for path in (one, other):
        with reading.opened(path) as archive:
            found.append(comparison.hashes(archive))
    apart = comparison.different(*found)
    for name in sorted({*found[0], *found[1]}):
        sums = [each.get(name, "")[:16] or "–" for each in found]
        click.echo("  ".join([("≠" if name in apart else "="), *sums, name]))
    click.echo(say("authority.compared", parts=len(found[0]), apart=len(apart)))
    if apart:
        raise SystemExit(1)


@authority.command("delete", help=say("authority.delete"))
@click.argument("slug")
@confirmed
@click.option("--now", is_flag=True, help=say("authority.now"))
def authority_delete(slug: str, confirm: str, *, now: bool) -> None:
    """Set an authority aside for 30 days, or erase it at once."""
    authority = _authority(slug)
    from django.utils import timezone

    from jalons.foundation.administration.erasure import authority_erasure

    typed = confirm or click.prompt(say("authority.type_name", name=authority.name))
    authority_erasure.set_aside(user=None, authority=authority, typed=typed, now=timezone.now())
    if now:
        authority_erasure.erase(authority=authority)
    click.echo(say("authority.erased" if now else "authority.aside", name=authority.name))


@click.group(help=say("account.help"))
def account() -> None:
    """The accounts of the instance."""


@account.command("list", help=say("account.list"))
@as_json
def account_list(*, as_json: bool) -> None:
    load_django()
    from jalons.foundation.administration import queries

    rows = [
        {
            "email": each.email,
            "state": "open" if each.is_active else "closed",
            "administrator": each.is_superuser,
            "authorities": each.works_for,  # type: ignore[attr-defined]  # counted by the query
        }
        for each in queries.people()
    ]
    _show(rows, as_json=as_json)


@account.command("export", help=say("account.export"))
@click.argument("email")
@click.argument("file", type=click.Path(path_type=Path))
def account_export(email: str, file: Path) -> None:
    """Write what the instance knows of a person as JSON."""
    person = _person(email)
    from jalons.foundation.administration.archive import authority_archive, contents, personal_data

    with authority_archive.private(file) as stream:
        stream.write(contents.encoded(personal_data.data_of(person)))
    click.echo(say("account.exported", file=file))


@account.command("delete", help=say("account.delete"))
@click.argument("email")
@confirmed
def account_delete(email: str, confirm: str) -> None:
    person = _person(email)
    from jalons.foundation.administration.erasure import account_deletion

    typed = confirm or click.prompt(say("account.type_address", email=person.email))
    account_deletion.delete_account(user=None, person=person, typed=typed)
    click.echo(say("account.deleted", email=email))


@account.command("reset-password", help=say("account.reset"))
@click.argument("email")
@click.option("--address", default="", help=say("demo.address"))
def account_reset_password(email: str, address: str) -> None:
    """Print a link where the person chooses a password, once."""
    person = _person(email)
    from django.conf import settings

    from jalons.foundation.administration import account_actions

    path = account_actions.password_link(user=None, person=person)
    root = (address or settings.OPTIONS["ADDRESS"]).rstrip("/")
    click.echo(say("account.link", email=person.email))
    click.echo(f"{root}{path}")
