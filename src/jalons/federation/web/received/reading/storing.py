"""The territories an authority reads and what was read of them, in the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import fields
from typing import Any

from django.db.models import Q

from jalons.federation.engine.sharing import WorkDescription, as_credits, as_plain
from jalons.federation.engine.sources import (
    Quarantined,
    ReadingStatus,
    SharedWork,
    SourceState,
    TrustedLists,
)
from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.received.writing import ItemWriter, content_of
from jalons.federation.web.sources import queries
from jalons.federation.web.sources.models import Quarantine, SignedLists, Source
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import store_computed, write

_SAME = (  # of a state and of a row
    "publisher", "siren", "reason", "checked_at", "fresh_at", "verified_at", "valid_until",
    "digest", "etag", "modified", "pending",
)  # fmt: skip
COLUMNS = ("address", "created_at", "heading", "status", *_SAME)  # those of a state
_LISTS = tuple(each.name for each in fields(TrustedLists))
State = ReceivedItem.State
WEB = ("http://", "https://")


class StoredSources:
    """``SourceStore`` of an authority: the territories it trusts, and no other.

    ``places`` are folders read in place of the address of a source, by its key: a stick. Files are
    written at the end of a batch, as one act; each of them within the quota of the authority, else
    ``AccountsError``.
    """

    def __init__(self, authority: Authority, places: Mapping[Any, str] | None = None) -> None:
        self.authority, self.places = authority, dict(places or {})
        self._files = ItemWriter(authority)

    def batch(self) -> AbstractContextManager[None]:
        """Writes within it are stored together, or not at all; a batch within another is part."""
        return self._files.batch()

    def state(self, publisher: str) -> SourceState | None:
        """A source by its publisher."""
        return self._state(Q(publisher=publisher))

    def states(self) -> Iterator[SourceState]:
        """All of them, by name."""
        rows = queries.trusted(self.authority).exclude(publisher="")
        return (self._state_of(each) for each in rows.order_by("name", "publisher").iterator())

    def at(self, address: str) -> SourceState | None:
        """The source that is read at an address."""
        keys = [key for key, place in self.places.items() if place == address]
        return self._state(Q(address=address) | Q(pk__in=keys))

    def with_siren(self, siren: str) -> SourceState | None:
        """The source that is accepted under a SIREN: read once, or compared."""
        return self._state(Q(siren=siren)) if siren else None

    def record(self, state: SourceState) -> None:
        """Store what is known of a source: one that is new was compared by who follows it."""
        row = self._row(Q(publisher=state.publisher)) or self._new(state)
        values = {name: getattr(state, name) for name in _SAME}
        values["status"] = str(state.status if state.checked_at else row.status)
        values["heading"] = state.name or row.heading
        values = {name: value for name, value in values.items() if value != getattr(row, name)}
        store_computed(Source.objects.of(self.authority).filter(pk=row.pk), **values)
        if state.address in (row.address, self.places.get(row.pk)):
            return
        if state.address.startswith(WEB):
            write(self.authority, None, [(row, {"address": state.address})])
            self.places.pop(row.pk, None)
        else:
            self.places[row.pk] = state.address

    def trusted(self, publisher: str) -> TrustedLists | None:
        """The signed lists of a source."""
        rows = SignedLists.objects.of(self.authority).filter(source__in=self._rows(publisher))
        found = rows.first()
        return TrustedLists(*(bytes(getattr(found, name)) for name in _LISTS)) if found else None

    def trust(self, publisher: str, trusted: TrustedLists) -> None:
        """Store the signed lists of a source."""
        row = self._row(Q(publisher=publisher))
        if row is None:
            raise LookupError(publisher)
        values = {name: getattr(trusted, name) for name in _LISTS}
        found, is_new = SignedLists.objects.of(self.authority).get_or_create(
            source=row, defaults={**values, "authority": self.authority}
        )
        if not is_new:
            for name, value in values.items():
                setattr(found, name, value)
            found.save(update_fields=_LISTS)

    def item(self, origin: str, uid: str) -> SharedWork | None:
        """A file that was read."""
        row = self._files.row(origin, uid)
        return _work(row) if row else None

    def items(self, source: str = "") -> Iterator[SharedWork]:
        """The files that were read, from one source or from all."""
        self._files.flush()
        rows = living(ReceivedItem, self.authority).select_related("source__through")
        rows = rows.filter(source__in=self._rows(source)) if source else rows
        return (_work(each) for each in rows.order_by("origin", "path").iterator())

    def content(self, digest: str) -> bytes | None:
        """The bytes of a file."""
        return content_of(self.authority, digest)

    def store(self, item: SharedWork, content: bytes | None = None) -> None:
        """Store a file, or what is known of it when its bytes do not change."""
        says = item.description
        state = State.WITHDRAWN if says.tombstone else State.SHARED
        self._files.put({
            "origin": item.origin, "uid": says.uid, "path": item.path, "digest": item.digest,
            "source": self._row(Q(publisher=item.source)), "length": item.length,
            "kind": says.kind, "title": says.title, "language": says.language,
            "made_on": says.made_on, "licence": says.licence, "item_version": says.version,
            "provenance": as_plain(says.provenance), "tombstone": says.tombstone,
            "state": State.LEFT if item.withdrawn else state,
        }, content)  # fmt: skip

    def quarantine(self, source: str, entries: tuple[Quarantined, ...]) -> None:
        """Replace what is in quarantine of a source."""
        row = self._row(Q(publisher=source))
        Quarantine.objects.of(self.authority).filter(source=row).delete()
        Quarantine.objects.of(self.authority).bulk_create(
            Quarantine(authority=self.authority, source=row, path=each.path[:200],
                       digest=each.digest[:64], reason=each.reason)
            for each in entries
        )  # fmt: skip

    def quarantined(self, source: str = "") -> tuple[Quarantined, ...]:
        """What is in quarantine."""
        rows = Quarantine.objects.of(self.authority).filter(source__deleted_at=None)
        rows = rows.filter(source__in=self._rows(source)) if source else rows
        rows = rows.select_related("source").order_by("source__publisher", "path")
        return tuple(Quarantined(e.source.publisher, e.path, e.digest, e.reason) for e in rows)

    def _rows(self, publisher: str) -> Any:
        return queries.trusted(self.authority).filter(publisher=publisher)

    def _row(self, wanted: Q) -> Source | None:
        rows = queries.trusted(self.authority).filter(wanted).exclude(publisher="")
        return rows.select_related(None).order_by("created_at").first()

    def _state(self, wanted: Q) -> SourceState | None:
        row = self._row(wanted)
        return self._state_of(row) if row else None

    def _state_of(self, row: Source) -> SourceState:
        values = {name: getattr(row, name) for name in COLUMNS}
        return state_of({**values, "address": self.places.get(row.pk, row.address)})

    def _new(self, state: SourceState) -> Source:
        """The row of a publisher that somebody compared: the one that waits for it, else new."""
        rows = queries.sources(self.authority).filter(publisher=state.publisher)
        row = rows.first() or Source(authority=self.authority)
        named = {"name": state.name or state.address[-200:]} if row.is_new else {}
        address = {"address": state.address} if state.address.startswith(WEB) else {}
        write(self.authority, None,
              [(row, {**named, **address, "trust": Source.Trust.TRUSTED})])  # fmt: skip
        return row


def state_of(row: Mapping[str, Any]) -> SourceState:
    """A source as the engine knows it, from the ``COLUMNS`` of its row."""
    never = row["status"] == Source.Status.NEVER
    return SourceState(
        address=row["address"], followed_at=row["created_at"], name=row["heading"],
        status=ReadingStatus.UNREACHABLE if never else ReadingStatus(row["status"]),
        **{name: row[name] for name in _SAME},
    )  # fmt: skip


def _work(row: ReceivedItem) -> SharedWork:
    """A file as the engine knows it: one whose source is no longer trusted has left it."""
    source = row.source
    stands = source is not None and source.deleted_at is None and source.is_trusted
    says = WorkDescription(
        row.kind, row.title, row.language, row.made_on, row.licence, row.uid, row.item_version,
        as_credits(row.provenance), row.tombstone,
    )  # fmt: skip
    return SharedWork(
        origin=row.origin, source=source.publisher if source else "", path=row.path,
        digest=row.digest, length=row.length, description=says,
        withdrawn=row.state == State.LEFT or not stands,
    )  # fmt: skip
