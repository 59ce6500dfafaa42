"""What an authority takes, room by room: files on the disk, rows of the base."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext as _

from jalons.foundation.accounts.files import quotas
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.rooms import rooms


@dataclass(frozen=True, slots=True)
class RoomSize:
    """A room, or what all share: bytes of files, rows of the base."""

    title: str
    files: int
    rows: int


def of_authority(authority: Authority) -> list[RoomSize]:
    """What an authority takes, the largest files first; parts without anything left out."""
    files, rows = _files(authority), _rows(authority)
    titles = {room.package: str(_(room.title)) for room in rooms()}
    found = [
        RoomSize(titles.get(package, _("What all parts share")), files[package], rows[package])
        for package in {*files, *rows}
    ]
    return sorted(found, key=lambda each: (-each.files, -each.rows, each.title))


def _files(authority: Authority) -> Counter[str]:
    owners = {kind: room.package for room in rooms() for kind in room.web.folders}
    found: Counter[str] = Counter()
    for kind, size in quotas.sizes_of(authority).items():
        found[owners.get(kind, "")] += size
    return +found


def _rows(authority: Authority) -> Counter[str]:
    """The rows of each room, counted by one query."""
    packages = [room.package for room in rooms()]
    tables = {
        model._meta.db_table: next(
            (each for each in packages if model.__module__.startswith(f"{each}.")), ""
        )
        for model in apps.get_models()
        if issubclass(model, AuthorityScoped)
    }
    quoted = connection.ops.quote_name
    counted = " UNION ALL ".join(
        f"SELECT '{table}', count(*) FROM {quoted(table)} WHERE authority_id = {authority.pk:d}"  # noqa: S608  names of our tables, a number
        for table in tables
    )
    found: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(counted)
        for table, count in cursor.fetchall():
            found[tables[table]] += count
    return +found
