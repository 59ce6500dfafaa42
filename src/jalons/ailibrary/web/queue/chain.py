"""Appends to the chain of an authority, one act after the other, and checks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jalons.ailibrary.engine.review import chain
from jalons.ailibrary.web.queue.models import ChainEntry, ChainHead
from jalons.foundation.accounts.models import Authority

CHUNK = 2_000  # entries read at a time


@transaction.atomic
def append(
    authority: Authority, kind: str, item: str, said: Mapping[str, Any], *, now: datetime
) -> ChainEntry:
    """The next entry of the chain; the row of its end is locked until the transaction ends.

    A clock that went backwards never changes the order: the entry takes the time of the one
    before, and says so.
    """
    head, now = _head(authority), now.astimezone(UTC)
    back = head.at is not None and now < head.at
    at = head.at if back and head.at is not None else now
    document = {**said, "seq": head.seq + 1, "kind": str(kind), "item": item,
                "at": at.isoformat()}  # fmt: skip
    if back:
        document["clock"] = "back"
    stored = chain.canonical(document)
    entry = ChainEntry(
        authority=authority, seq=head.seq + 1, kind=kind, item=item, at=at, stored=stored,
        previous=head.digest, digest=chain.digest_of(head.digest, stored),
    )  # fmt: skip
    entry.save(force_insert=True)
    head.seq, head.digest, head.at = entry.seq, entry.digest, at
    head.save(update_fields=["seq", "digest", "at"])
    return entry


def _head(authority: Authority) -> ChainHead:
    """The end of the chain, locked. One that somebody erased is made again, and says so."""
    rows = ChainHead.objects.of(authority)
    head, is_new = rows.get_or_create(authority=authority)
    last = entries(authority).first() if is_new else None
    if last is not None:
        head.seq, head.digest, head.at = last.seq, last.digest, last.at
        head.broken_seq, head.fault = last.seq + 1, str(chain.ChainFault.HEAD)
        head.save()
    return rows.select_for_update().get()


def head_of(authority: Authority) -> ChainHead:
    """The end of the chain as it is now, empty for an authority without any act."""
    return ChainHead.objects.of(authority).first() or ChainHead(authority=authority)


def verify(authority: Authority, *, whole: bool = False) -> ChainHead:
    """Check the chain after what was checked before, or the ``whole`` of it; where it stands.

    The end as it was when the check began is compared too: acts of the meantime wait for the
    next check.
    """
    end = head_of(authority)
    if not end.seq:
        if not entries(authority).exists():
            return end  # nothing was written
        with transaction.atomic():
            end = _head(authority)
    seq, digest = (0, chain.START) if whole else (end.checked_seq, end.checked_digest)
    found = chain.check(_links(authority, seq, end.seq), seq=seq, digest=digest)
    broken = found.broken
    if broken is None and (found.seq, found.digest) != (end.seq, end.digest):
        broken = chain.Broken(found.seq + 1, chain.ChainFault.END)
    with transaction.atomic():
        head = _head(authority)
        head.checked_seq, head.checked_digest = found.seq, found.digest
        head.checked_at = timezone.now()
        if (
            broken is not None or head.fault != chain.ChainFault.HEAD
        ):  # nothing repairs an erased end
            head.broken_seq = broken.seq if broken else None
            head.fault = str(broken.fault) if broken else ""
        head.save()
    return head


def _links(authority: Authority, after: int, until: int) -> Iterator[chain.Link]:
    rows = ChainEntry.objects.of(authority).filter(seq__gt=after, seq__lte=until).order_by("seq")
    fields = ("seq", "stored", "previous", "digest", "kind", "item", "at")
    for seq, stored, previous, digest, kind, item, at in rows.values_list(*fields).iterator(CHUNK):
        copies = {"kind": kind, "item": item, "at": at.isoformat()}
        yield chain.Link(seq, stored, previous, digest, copies)


def entries(authority: Authority) -> QuerySet[ChainEntry]:
    """The acts of an authority, the latest first."""
    return ChainEntry.objects.of(authority).order_by("-seq")
