"""Documents deleted from the store of the broker: restored within 30 days, then erased.

Same rule and words as the registers. Entities and sources are not rows of the database: their
deletion is a document of the store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.pages import DONE
from jalons.foundation.register.writer import RETAINED
from jalons.twin.web.connection import twin_store

MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class Gone:
    key: str
    name: str
    deleted_at: datetime


@dataclass(frozen=True, slots=True)
class StoreTrash:
    """The trash of one kind of document; ``key_of`` and ``name_of`` read a stored document."""

    kind: str
    key_of: Callable[[Mapping[str, Any]], str]
    name_of: Callable[[Mapping[str, Any]], str]

    def put(self, authority: Authority, document: dict[str, Any]) -> None:
        dated = {**document, "at": timezone.now().isoformat()}
        twin_store.store().put(
            twin_store.tenant_of(authority), self.kind, self.key_of(dated), dated
        )

    def get(self, authority: Authority, key: str) -> dict[str, Any] | None:
        return twin_store.store().get(twin_store.tenant_of(authority), self.kind, key)

    def take_out(self, authority: Authority, key: str) -> None:
        """Remove a document from the trash: it was restored or erased."""
        twin_store.store().put(twin_store.tenant_of(authority), self.kind, key, None)

    def waiting(self, authority: Authority) -> list[Gone]:
        """What can still be restored, the last deleted first."""
        since = timezone.now() - RETAINED
        found = [each for each in self._all(authority) if each.deleted_at >= since]
        return sorted(found, key=lambda each: each.deleted_at, reverse=True)

    def erase(self, authority: Authority, *, now: datetime) -> int:
        """Erase what was deleted more than 30 days ago; returns how many."""
        old = [each for each in self._all(authority) if each.deleted_at < now - RETAINED]
        for each in old:
            self.take_out(authority, each.key)
        return len(old)

    def _all(self, authority: Authority) -> list[Gone]:
        rows = twin_store.store().every(twin_store.tenant_of(authority), self.kind)
        return [Gone(self.key_of(e), self.name_of(e), _moment(e["at"])) for e in rows]


@dataclass(frozen=True, slots=True)
class TrashRows:
    """The trash of a page: each document with its restore address, and the one just deleted."""

    rows: list[tuple[Gone, str]]
    done: tuple[Gone, str] | None


def trash_rows(
    request: HttpRequest, authority: Authority, trash: StoreTrash, page: str
) -> TrashRows:
    """The trash as a page shows it; ``page`` names the address that restores."""
    rows = [
        (each, reverse(page, args=(authority.slug, each.key))) for each in trash.waiting(authority)
    ]
    just = request.GET.get(DONE, "")
    return TrashRows(rows, next((row for row in rows if row[0].key == just), None))


def _moment(written: str | int) -> datetime:
    """An instant of the trash; whole numbers are microseconds, the former format of heat."""
    if isinstance(written, int):
        return datetime.fromtimestamp(written / MICROS, UTC)
    return datetime.fromisoformat(written)
