"""Everything of an authority in one ZIP file: rows, journal, files, and what rooms store apart.

Generic over the models an authority owns, so that a new room is in it by itself. Secrets (digests
of tokens and links, passwords of sensors) are left out. ``manifeste.json`` has the number of lines
and the SHA-256 of each part.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from jalons.foundation.accounts.files import folders, quotas
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.administration.archive.parts import parts
from jalons.foundation.administration.errors import AdministrationError

FOLDER, NAME = "exports", "collectivite.zip"
OFFERED_FOR = timedelta(days=7)
SECRETS = frozenset(
    {"data", "digest", "password", "secret", "session_data", "token", "token_secret"}
)
COMPRESSED = zipfile.ZIP_DEFLATED
type Step = Callable[[int, int, str], None]


@dataclass(slots=True)
class Exported:
    """What an archive has: by name, the number of lines (None for a file) and the SHA-256."""

    lines: dict[str, int | None] = field(default_factory=dict)
    sums: dict[str, str] = field(default_factory=dict)


def owned_models() -> list[type[AuthorityScoped]]:
    """The models whose rows belong to one authority, by name."""
    found = [model for model in apps.get_models() if issubclass(model, AuthorityScoped)]
    return sorted(found, key=lambda each: each._meta.label_lower)


def plain(row: models.Model) -> dict[str, Any]:
    """A row as JSON values, without its secrets."""
    found = {}
    for each in row._meta.concrete_fields:
        if each.attname not in SECRETS:
            value = each.value_from_object(row)
            if isinstance(each, models.FileField):
                value = str(value)
            elif isinstance(value, bytes | memoryview):
                value = base64.b64encode(bytes(value)).decode()
            found[each.attname] = value
    return found


def encoded(value: Any) -> bytes:
    """One line of JSON."""
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).encode() + b"\n"


def write(authority: Authority, target: Path, *, step: Step = lambda _d, _t, _m: None) -> Exported:
    """Write the archive of an authority whole, or leave what was there."""
    found, models_of = Exported(), owned_models()
    files = list(_files(authority))
    total = len(models_of) + len(files) + len(parts()) + 1
    partial = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        with private(partial) as stream, zipfile.ZipFile(stream, "w", COMPRESSED) as archive:
            _put(archive, found, "collectivite.jsonl", _about(authority))
            for done, model in enumerate(models_of, 1):
                step(done, total, str(model._meta.verbose_name_plural))
                name = f"donnees/{model._meta.label_lower}.jsonl"
                rows = model._default_manager.filter(authority=authority).order_by("pk")
                _put(archive, found, name, (encoded(plain(each)) for each in rows.iterator()))
            for done, (name, path) in enumerate(files, len(models_of) + 1):
                step(done, total, name)
                _put(
                    archive,
                    found,
                    f"fichiers/{name}",
                    folders.dropped().pieces(path),
                    counted=False,
                )
            for done, part in enumerate(parts(), len(models_of) + len(files) + 1):
                for name, pieces in part.files(authority):
                    step(done, total, name)
                    _put(archive, found, name, pieces)
            archive.writestr("manifeste.json", json.dumps(_manifest(authority, found), indent=1))
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return found


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


def _files(authority: Authority) -> Iterator[tuple[str, str]]:
    """The files of the authority, by the name they have in the archive; where each is stored."""
    store = folders.dropped()
    for kind in store.parts(""):
        if kind not in {FOLDER, folders.ASIDE} and not kind.startswith("."):
            start = f"{kind}/{authority.pk}"
            for each in store.walk(start):
                yield f"{kind}/{each.name.removeprefix(f'{start}/')}", each.name


def _manifest(authority: Authority, found: Exported) -> dict[str, Any]:
    parts_of = {
        name: {"lines": found.lines[name], "sha256": found.sums[name]} for name in found.lines
    }
    made_at = timezone.now().isoformat(timespec="seconds")
    return {"authority": authority.slug, "made_at": made_at, "parts": parts_of}


# The archive that people download -----------------------------------------------------------------


def place(authority: Authority) -> str:
    """Where the last archive of an authority is stored."""
    return f"{FOLDER}/{authority.pk}/{NAME}"


def made_at(authority: Authority) -> datetime | None:
    """When the last archive was made; None without one."""
    found = folders.dropped().find(place(authority))
    zone = timezone.get_current_timezone()
    return datetime.fromtimestamp(found.changed, tz=zone) if found else None


def size(authority: Authority) -> int:
    """The bytes of the last archive; 0 without one."""
    found = folders.dropped().find(place(authority))
    return found.size if found else 0


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
