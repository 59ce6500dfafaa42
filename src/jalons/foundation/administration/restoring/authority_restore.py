"""One authority restored from its archive: all of it, compared with the archive, or nothing.

It never lets anybody in: roles are listed, tokens and pending invitations are revoked, accounts
that were missing are closed.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Q

from jalons.foundation.accounts.files import folders, quotas
from jalons.foundation.accounts.instance_journal import note
from jalons.foundation.accounts.models import Authority, Membership
from jalons.foundation.administration.archive import authority_archive, comparison, reading
from jalons.foundation.administration.archive.parts import Part, parts
from jalons.foundation.administration.archive.translation import deep, spoken
from jalons.foundation.administration.errors import AdministrationError
from jalons.foundation.administration.restoring import identities, rows
from jalons.foundation.administration.restoring.staged_files import StagedFiles
from jalons.foundation.territories.models import Territory

Standing = Authority.Standing
LONGEST = 40  # letters of a slug before those drawn at random


@dataclass(frozen=True, slots=True)
class Wish:
    """What an operator wants: another slug, the authority of that slug replaced, its members."""

    slug: str = ""
    replace: bool = False
    with_members: bool = False


@dataclass(slots=True)
class Restoration:
    """What was restored, for a report.

    ``hashes`` are those of the archive and of what is here, by part. ``again`` counts what must be
    set again, by sentence. ``to_invite`` are addresses with their roles.
    """

    authority: Authority
    written: rows.Written
    people: identities.People
    hashes: dict[str, tuple[str, str]] = field(default_factory=dict)
    members: list[tuple[str, str]] = field(default_factory=list)
    to_invite: list[tuple[str, str]] = field(default_factory=list)
    again: Counter[str] = field(default_factory=Counter)
    files: int = 0
    before: Path | None = None  # the archive of what was replaced


def restore(file: Path, wish: Wish, *, now: datetime) -> Restoration:
    """Restore an authority.

    Raises ``AdministrationError``, and nothing is changed: what ``reading.opened`` refuses;
    ``restore_slug_taken``, ``restore_slug_invalid``, ``restore_nothing_to_replace``,
    ``restore_territory_taken``, ``restore_territory_unknown``, ``restore_row_refused``,
    ``restore_disk``, ``restore_quota``, ``restore_differs``.
    """
    with reading.opened(file) as archive:
        former = _former(archive, wish)
        before = _set_apart(former, file, now) if former else None
        with _undone_on_failure() as attempt:
            attempt.staged.unpack(archive)
            done = _restore(archive, wish, former, attempt, now=now)
        done.before = before
    for part in parts():
        if former:
            done.again -= Counter(part.inherit(done.authority, former))
            part.erase(former)
    attempt.staged.end()  # last: a kill leaves the note, and with it what nobody has any more
    return done


@dataclass(slots=True)
class _Attempt:
    """What is outside of the base, to be undone on a failure."""

    staged: StagedFiles
    begun: list[tuple[Part, Authority]] = field(default_factory=list)


@contextmanager
def _undone_on_failure() -> Iterator[_Attempt]:
    with folders.workshop() as folder:
        attempt = _Attempt(StagedFiles(folder))
        try:
            yield attempt
        except BaseException:
            for part, authority in attempt.begun:
                part.erase(authority)
            attempt.staged.take_back()
            attempt.staged.end()
            raise


def _former(archive: reading.Archive, wish: Wish) -> Authority | None:
    """The authority that is replaced."""
    slug = wish.slug or archive.about["slug"]
    try:
        Authority._meta.get_field("slug").run_validators(slug)
    except ValidationError as error:
        raise AdministrationError("restore_slug_invalid", slug=slug) from error
    bearer = Authority.objects.filter(slug=slug).first()
    if wish.replace and bearer is None:
        raise AdministrationError("restore_nothing_to_replace", slug=slug)
    if bearer is not None and not wish.replace:
        raise AdministrationError("restore_slug_taken", slug=slug, name=bearer.name)
    return bearer


def _set_apart(former: Authority, file: Path, now: datetime) -> Path:
    """The archive of what is replaced, beside the one that is read."""
    target = file.with_name(f"{former.slug}-{now:%Y%m%dT%H%M%S}.zip")
    authority_archive.write(former, target)
    return target


def _restore(
    archive: reading.Archive, wish: Wish, former: Authority | None, attempt: _Attempt, *,
    now: datetime,
) -> Restoration:  # fmt: skip
    try:
        with transaction.atomic():
            number = former.pk if former else None
            if former:
                former.delete()
                former.pk = number  # its files and its twin are still named by it
            authority = _made(archive, wish)
            people = identities.people_of(archive)
            slugs = (archive.about["slug"], archive.store_name)
            naming = identities.Identities(authority, str(archive.about["id"]), slugs, people)
            identities.name_rows(archive, naming)
            done = Restoration(authority, rows.Written(), people, files=len(archive.files()))
            _members(archive, wish, naming, done)
            done.written = rows.write(archive, naming, now=now)
            attempt.staged.note(authority, *([former] if former else []))
            for part in parts():
                attempt.begun.append((part, authority))
                done.again.update(part.restore(authority, _Renamed(archive, naming)))
            _compare(archive, naming, done, attempt.staged)
            attempt.staged.place(authority.pk)  # last: a kill leaves them in no folder of its own
            _refuse_excess(authority)
            label, detail = f"{authority.name} ({authority.slug})", archive.manifest["made_at"]
            note(actor=None, verb="restored_whole", label=label, detail=detail)
    except DatabaseError as error:
        raise rows.refused(Authority, error) from error
    return done


def _made(archive: reading.Archive, wish: Wish) -> Authority:
    """The authority itself, under a number, a slug and a name in the twin that are free."""
    about, place = dict(archive.about), None
    if about["territory"] is not None:
        named = {key: about["territory"][key] for key in ("kind", "code")}
        place = Territory.objects.filter(**named).first()
        if place is None:
            raise AdministrationError("restore_territory_unknown", name=about["territory"]["name"])
    slug, standing = wish.slug or about["slug"], about["standing"]
    if standing == Standing.APPROVED and place and _is_taken(place):
        if not wish.slug:
            raise AdministrationError("restore_territory_taken", name=place.name)
        standing = Standing.WAITING  # two of one territory: an administrator decides
    name = _free_name(archive, slug)
    values = {
        each.attname: None if about[each.attname] is None else each.to_python(about[each.attname])
        for each in Authority._meta.concrete_fields
        if each.attname in about and not each.is_relation
    } | {"slug": slug, "standing": standing, "territory": place, "deleted_at": None}
    values["tenant"] = "" if name == slug else name
    number = identities.free_number(archive)
    while True:
        authority = Authority(**{**values, "id": number})
        authority.save(force_insert=True)
        if number or not identities.has_files(authority.pk):
            return authority
        authority.delete()  # files of a base that is gone bear this number


def _free_name(archive: reading.Archive, slug: str) -> str:
    """A name for its data in the stores of rooms: its own where nobody has it."""
    for name in (archive.store_name, slug):
        rows = Authority.objects.filter(Q(slug=name) | Q(tenant=name))
        probe = Authority(pk=0, slug=name)
        if not rows.exists() and not any(part.has(probe) for part in parts()):
            return name
    return f"{slug[:LONGEST]}-{secrets.token_hex(6)}"


def _is_taken(place: Territory) -> bool:
    approved = Authority.objects.filter(territory=place, standing=Standing.APPROVED)
    return approved.filter(kind=Authority.Kind.REAL, deleted_at=None).exists()


def _members(
    archive: reading.Archive, wish: Wish, naming: identities.Identities, done: Restoration
) -> None:
    """Give a role back to those an operator confirmed and who have an account; list the others."""
    keys = naming.keys.setdefault(Membership._meta.label_lower, {})
    for line in archive.members:
        account = identities.member(archive, line) if wish.with_members else None
        if account is None:
            done.to_invite.append((line["email"], line["role"]))
            continue
        since = Membership._meta.get_field("since").to_python(line["since"])
        made = Membership(user=account, authority=naming.authority, role=line["role"], since=since)
        made.save(force_insert=True)
        keys[str(line["id"])] = made.pk
        done.members.append((line["email"], line["role"]))


@dataclass(frozen=True, slots=True)
class _Renamed:
    """The archive as rooms read it."""

    archive: reading.Archive
    naming: identities.Identities

    def lines(self, name: str) -> Iterator[Any]:
        """The values of the lines of a part, with the new names."""
        for each in self.archive.lines(name):
            yield deep(each, lambda text: spoken(text, self.naming))


def _compare(
    archive: reading.Archive, naming: identities.Identities, done: Restoration, staged: StagedFiles
) -> None:
    """Export what was restored, and refuse it unless it says what the archive says."""
    target = staged.folder / "restored.zip"
    authority_archive.write(naming.authority, target, brought=staged.files())
    wanted = comparison.hashes(archive, rows.lost(archive, naming))
    with reading.opened(target) as restored:
        found = comparison.hashes(restored)
    if apart := comparison.different(wanted, found):
        raise AdministrationError("restore_differs", parts=", ".join(apart))
    done.hashes = {name: (wanted[name], found.get(name, wanted[name])) for name in wanted}


def _refuse_excess(authority: Authority) -> None:
    """Refuse what the quota of the authority has no room for."""
    usage = quotas.usage_of(authority)
    if usage.taken > usage.most or usage.files > usage.most_files:
        raise AdministrationError(
            "restore_quota", taken=quotas.megabytes(usage.taken), files=usage.files,
            most=quotas.megabytes(usage.most), most_files=usage.most_files,
        )  # fmt: skip
