"""The keys that rows of an archive have on this instance: their own where they are free."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection, models

from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.models import Authority, Membership, User
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.administration.archive import contents
from jalons.foundation.administration.archive.parts import instance_name, parts
from jalons.foundation.administration.archive.reading import NAMED, Archive
from jalons.foundation.territories.models import Territory

TOGETHER = 500  # keys looked up in one query


@dataclass(slots=True)
class People:
    """The people of an archive: those recognised by key, and the addresses of the others.

    ``closed`` have a new account that opens nothing. ``doubtful`` have an account here whose
    address nobody verified: nothing is put under their name.
    """

    known: dict[int, User] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Identities:
    """The new names of what is in an archive: a ``Naming`` of ``archive.translation``."""

    authority: Authority
    number: str
    slugs: tuple[str, ...]
    people: People
    own_numbers: set[str] = field(default_factory=set)  # models whose rows have their own numbers
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    others: dict[tuple[str, str], Any] = field(default_factory=dict)
    uuids: dict[str, str] = field(default_factory=dict)

    def link(self, model: type[models.Model], key: Any) -> Any:
        """The key of a row here; None where it is lost."""
        if model is Authority and str(key) == self.number:
            return self.authority.pk
        if model is User:
            found = self.people.known.get(key)
            return found.pk if found else None
        label = model._meta.label_lower
        if model is Membership:
            return self.keys.get(label, {}).get(str(key))
        if issubclass(model, AuthorityScoped):
            return self._own(model, label, key)
        return self.others.get((label, str(key)))

    def _own(self, model: type[models.Model], label: str, key: Any) -> Any:
        if isinstance(model._meta.pk, models.UUIDField):
            return self.uuid(str(key))
        if label in self.own_numbers:
            return key
        # what is no longer there must not become the number of something else
        return self.keys.get(label, {}).get(str(key), -abs(int(key)))

    def uuid(self, found: str) -> str:
        """The UUID of a row here."""
        return self.uuids.get(found, found)

    def slug(self, found: str) -> str:
        """The name of the authority here: that of its address, or that of its data."""
        own = (self.authority.slug, self.authority.store_name)
        return own[self.slugs.index(found)]


def is_same_instance(archive: Archive) -> bool:
    """Whether an archive was written by this instance."""
    return bool(archive.manifest["instance"]) and archive.manifest["instance"] == instance_name()()


def free_number(archive: Archive) -> int | None:
    """The number the authority had, when it had it here and nothing bears it; else None."""
    number = int(archive.about["id"])
    taken = Authority.objects.filter(pk=number).exists() or has_files(number)
    return number if is_same_instance(archive) and not taken else None


def has_files(number: int) -> bool:
    """Whether something is stored for an authority of that number."""
    probe = Authority(pk=number, slug=uuid.uuid4().hex)
    store = folders.dropped()
    used = any(str(number) in store.parts(kind) for kind in store.parts(""))
    return used or any(part.has(probe) for part in parts())


def people_of(archive: Archive) -> People:
    """The people that rows name, recognised by their verified address, or by their account here.

    A person without an account gets a closed one, without a password: what they wrote stays theirs.
    """
    found, same = People(), is_same_instance(archive)
    for line in archive.lines(NAMED):
        if line["model"] != User._meta.label_lower:
            continue
        account = User.objects.filter(email__iexact=line["email"]).first()
        if account is None:
            account = User(email=line["email"].lower(), name=line["name"], is_active=False)
            account.set_unusable_password()
            account.save(force_insert=True)
            found.closed.append(account.email)
        elif not (same and account.pk == line["id"]) and not _is_verified(account):
            found.doubtful.append(account.email)
            found.lost.add(line["id"])
            continue
        found.known[line["id"]] = account
    return found


def _is_verified(account: User) -> bool:
    rows = EmailAddress.objects.filter(user=account, email__iexact=account.email, verified=True)
    return rows.exists()


def member(archive: Archive, line: Mapping[str, Any]) -> User | None:
    """The open account of a member, recognised as their own; None without one."""
    account = User.objects.filter(email__iexact=line["email"], is_active=True).first()
    same = account and is_same_instance(archive) and account.pk == line["user_id"]
    return account if account and (same or _is_verified(account)) else None


def name_rows(archive: Archive, found: Identities) -> None:
    """Find a key for every row, before any is written: they lead to each other in any order."""
    same = is_same_instance(archive)
    for model in contents.restored_models():
        attname = model._meta.pk.attname
        old = [row[attname] for row in archive.rows(model)]
        if isinstance(model._meta.pk, models.UUIDField):
            found.uuids |= {key: str(uuid.uuid4()) for key in _taken(model, old)}
        elif same and not _taken(model, old):
            found.own_numbers.add(model._meta.label_lower)
        elif old:
            new = dict(zip(map(str, old), _numbers(model, len(old)), strict=True))
            found.keys[model._meta.label_lower] = new
    for line in archive.lines(NAMED):
        if (key := _known(line, same=same)) is not None:
            found.others[line["model"], str(line["id"])] = key


def _taken(model: type[models.Model], keys: Sequence[Any]) -> list[str]:
    rows = model._base_manager  # noqa: SLF001  (of every authority)
    return [
        str(key)
        for some in batched(keys, TOGETHER)
        for key in rows.filter(pk__in=some).values_list("pk", flat=True)
    ]


def _numbers(model: type[models.Model], count: int) -> Iterable[int]:
    """New numbers from the sequence of a table."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), column, count],
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    most = model._base_manager.aggregate(most=models.Max("pk"))["most"] or 0  # noqa: SLF001
    first = max(last, most) + 1
    return range(first, first + count)


def settle_sequence(model: type[models.Model]) -> None:
    """Have the next number of a table come after those that were written."""
    if connection.vendor == "postgresql" and not isinstance(model._meta.pk, models.UUIDField):
        table = connection.ops.quote_name(model._meta.db_table)
        column = connection.ops.quote_name(str(model._meta.pk.column))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(s, GREATEST(nextval(s),"  # noqa: S608  (names of our own tables)
                f" (SELECT COALESCE(MAX({column}), 1) FROM {table})))"
                " FROM (SELECT pg_get_serial_sequence(%s, %s) AS s) AS of_table",
                [table, model._meta.pk.column],
            )


def _known(line: Mapping[str, Any], *, same: bool) -> Any:
    """The key here of a territory or of another authority; None when it is unknown."""
    if line["model"] == Territory._meta.label_lower:
        rows = Territory.objects.filter(kind=line["kind"], code=line["code"])
        return rows.values_list("pk", flat=True).first()
    if line["model"] == Authority._meta.label_lower:
        others = Authority.objects.filter(slug=line["slug"])
        if not same:
            place = {"territory__kind": line["kind"], "territory__code": line["code"]}
            others = Authority.objects.filter(**place, standing=Authority.Standing.APPROVED)
        return others.values_list("pk", flat=True).first() if same or line["code"] else None
    return None
