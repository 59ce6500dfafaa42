"""Everything of an authority in one ZIP file: rows, journal, files, and what rooms store apart.

Generic over the models an authority owns, so that a new room is in it by itself. Secrets (digests
of tokens and links, passwords of sensors) are left out. ``manifeste.json`` has the number of lines
and the SHA-256 of each part, the format, the instance and the migrations: ``restoring`` reads it.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from jalons import __version__
from jalons.foundation.accounts.files import folders, quotas
from jalons.foundation.accounts.models import Authority
from jalons.foundation.administration.archive import contents
from jalons.foundation.administration.archive.contents import encoded, plain
from jalons.foundation.administration.archive.parts import instance_name, parts
from jalons.foundation.administration.errors import AdministrationError

FOLDER, NAME = "exports", "collectivite.zip"
OFFERED_FOR = timedelta(days=7)
COMPRESSED = zipfile.ZIP_DEFLATED
MANIFEST = "manifeste.json"
type Step = Callable[[int, int, str], None]
type Pieces = Callable[[], Iterator[bytes]]


@dataclass(slots=True)
class Exported:
    """What an archive has: by name, the number of lines (None for a file) and the SHA-256."""

    lines: dict[str, int | None] = field(default_factory=dict)
    sums: dict[str, str] = field(default_factory=dict)


def write(
    authority: Authority, target: Path, *, step: Step = lambda _d, _t, _m: None,
    brought: Sequence[tuple[str, Pieces]] | None = None,
) -> Exported:  # fmt: skip
    """Write the archive of an authority whole, or leave what was there.

    ``brought`` are its files, by name, when they are not in its folders yet.
    """
    found, named, models_of = Exported(), contents.Named(), contents.owned_models()
    files = list(_files(authority)) if brought is None else brought
    total = len(models_of) + len(files) + len(parts()) + 1
    partial = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        with private(partial) as stream, zipfile.ZipFile(stream, "w", COMPRESSED) as archive:
            with one_state():
                _put(archive, found, "collectivite.jsonl", _about(authority))
                for model in models_of:
                    name = f"donnees/{model._meta.label_lower}.jsonl"
                    _put(archive, found, name, _rows(authority, model, named))
                for label, own, other in contents.through_tables():
                    _put(archive, found, f"liens/{label}.jsonl", _links(authority, own, other))
                _put(archive, found, "nommes.jsonl", named.lines())
            for done, (name, pieces) in enumerate(files, len(models_of) + 1):
                step(done, total, name)
                _put(archive, found, f"fichiers/{name}", pieces(), counted=False)
            for done, part in enumerate(parts(), len(models_of) + len(files) + 1):
                for name, lines in part.files(authority):
                    step(done, total, name)
                    _put(archive, found, name, lines)
            archive.writestr(MANIFEST, json.dumps(_manifest(authority, found), indent=1))
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return found


@contextmanager
def one_state() -> Iterator[None]:
    """Read one state of the base until the block ends, whatever others write; they do not wait.

    A row written meanwhile would lead to another that was read before: no restore takes it.
    """
    if connection.in_atomic_block:
        yield  # the rows of a restore, that nobody else sees
        return
    if connection.vendor == "sqlite":
        sqlite: Any = connection
        mode, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            sqlite.transaction_mode = mode


def _rows(
    authority: Authority, model: type[models.Model], named: contents.Named
) -> Iterator[bytes]:
    for row in model._default_manager.filter(authority=authority).order_by("pk").iterator():
        values = plain(row)
        named.read(model, values)
        yield encoded(values)


def _links(
    authority: Authority, own: models.ForeignKey[Any, Any], other: models.ForeignKey[Any, Any]
) -> Iterator[bytes]:
    """The two keys of each link of many to many, in their order."""
    rows = own.model._default_manager.filter(**{f"{own.name}__authority": authority})
    yield from map(encoded, rows.order_by("pk").values_list(own.attname, other.attname).iterator())


def private(path: Path) -> IO[bytes]:
    """A new file that only its owner reads."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600), "w+b")


def _put(
    archive: zipfile.ZipFile,
    found: Exported,
    name: str,
    pieces: Iterator[bytes],
    *,
    counted: bool = True,
) -> None:
    """Write one part of the archive piece by piece: nothing is whole in memory."""
    digest, lines = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as stream:
        for piece in pieces:
            stream.write(piece)
            digest.update(piece)
            lines += piece.count(b"\n")
    found.lines[name], found.sums[name] = (lines if counted else None), digest.hexdigest()


def _about(authority: Authority) -> Iterator[bytes]:
    """The authority, its territory, then its members, a line each."""
    place = authority.territory
    territory = {"kind": place.kind, "code": place.code, "name": place.name} if place else None
    yield encoded({**plain(authority), "territory": territory})
    for membership in authority.memberships.select_related("user").order_by("pk"):
        person = {"email": membership.user.email, "name": membership.user.name}
        yield encoded({**plain(membership), **person})


def _files(authority: Authority) -> Iterator[tuple[str, Pieces]]:
    """The files of the authority: the name each has in the archive, and its bytes."""
    store = folders.dropped()
    for kind in store.parts(""):
        if kind not in {FOLDER, folders.ASIDE} and not kind.startswith("."):
            start = f"{kind}/{authority.pk}"
            for each in store.walk(start):
                name = each.name.removeprefix(f"{start}/")
                yield f"{kind}/{name}", partial(store.pieces, each.name)


def _manifest(authority: Authority, found: Exported) -> dict[str, Any]:
    parts_of = {
        name: {"lines": found.lines[name], "sha256": found.sums[name]} for name in found.lines
    }
    again = sorted(name for part in parts() for name in getattr(part, "READABLE", ()))
    return {
        "format": contents.FORMAT,
        "version": __version__,
        "instance": instance_name()(),
        "migrations": contents.migrations(),
        "authority": authority.slug,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "readable": again,  # parts that say again, for people, what another part has
        "parts": parts_of,
    }


# The archive that people download -----------------------------------------------------------------


def place(authority: Authority) -> str:
    """Where the last archive of an authority is stored."""
    return f"{FOLDER}/{authority.pk}/{NAME}"


def made(authority: Authority) -> dict[str, Any]:
    """When the last archive was made and when it goes, its bytes; nothing without one."""
    found = folders.dropped().find(place(authority))
    if found is None:
        return {}
    at = datetime.fromtimestamp(found.changed, tz=timezone.get_current_timezone())
    return {"made_at": at, "gone_at": at + OFFERED_FOR, "size": found.size}


def make(authority: Authority, *, step: Step) -> None:
    """Make the archive that people download, in place of the one before.

    Raises ``AdministrationError`` (``no_room_to_export``) when the disk has no room for it.
    """
    floor = settings.OPTIONS["DISK_FLOOR_MB"] * quotas.MB
    if quotas.free_bytes() - quotas.usage_of(authority).taken < floor:
        raise AdministrationError("no_room_to_export")
    with folders.workshop() as folder:
        write(authority, folder / NAME, step=step)
        folders.dropped().put(place(authority), folder / NAME)


def forget_old(*, now: datetime) -> int:
    """Erase the archives made more than a week ago; how many."""
    limit, store = (now - OFFERED_FOR).timestamp(), folders.dropped()
    old = [each for each in store.walk(FOLDER) if each.changed < limit]
    for each in old:
        store.delete(each.name)
    return len(old)
