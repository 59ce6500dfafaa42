"""Where printed codes wait: they leave once, no backup has them, a week erases them."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from jalons.foundation.accounts.files import folders
from jalons.participation.web.consultations.models import CodeBatch

KINDS = {"pdf": "application/pdf", "zip": "application/zip", "csv": "text/csv; charset=utf-8"}
LASTS = timedelta(days=7)


def path_of(batch: CodeBatch, kind: str) -> Path:
    """The file of a batch: with the documents that no backup has."""
    return folders.rendered() / str(batch.authority_id) / f"codes-{batch.pk}.{kind}"


def waiting(batch: CodeBatch) -> dict[str, date]:
    """The kinds of file that wait, and the day each is erased."""
    found = {}
    for kind in KINDS:
        path = path_of(batch, kind)
        if path.exists():
            written = datetime.fromtimestamp(
                path.stat().st_mtime, tz=timezone.get_default_timezone()
            )
            found[kind] = (written + LASTS).date()
    return found


def store(batch: CodeBatch, kind: str, content: bytes) -> None:
    """Write whole or not at all, for the owner only."""
    path = path_of(batch, kind)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{secrets.token_hex(8)}")
    try:
        part.touch(mode=0o600)
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def withdraw(batch: CodeBatch, kind: str) -> bytes | None:
    """The file, erased at once: of two people, one gets it. None when it is gone."""
    path = path_of(batch, kind)
    mine = path.with_name(f".{secrets.token_hex(8)}")
    try:
        path.replace(mine)
        return mine.read_bytes()
    except FileNotFoundError:
        return None
    finally:
        mine.unlink(missing_ok=True)


def erase(batch: CodeBatch) -> None:
    """Erase what waits: other codes replace these."""
    for kind in KINDS:
        path_of(batch, kind).unlink(missing_ok=True)


def erase_old(*, now: datetime) -> int:
    """Erase what nobody fetched within a week; how many files."""
    limit, gone = (now - LASTS).timestamp(), 0
    for path in folders.rendered().glob("*/codes-*"):
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
