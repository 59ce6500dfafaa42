"""What changes snapshots and scenarios; nothing here writes to the live twin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.twin.engine.whatif.change import (
    MOST_CHANGES,
    Change,
    WhatIfError,
    document,
    read_all,
)

from . import queries
from .models import TwinSnapshot, WhatIf


def take_snapshot(
    *, authority: Authority, user: Any, role: str, name: str, now: datetime
) -> TwinSnapshot:
    """Keep the entities of the twin as they are now, apart from it.

    Raises ``WhatIfError``: ``snapshot_empty``; ``snapshot_too_big`` beyond 20,000 entities.
    """
    present = queries.present(authority, user=user)
    if present.too_many:
        raise WhatIfError("snapshot_too_big", most=queries.MOST)
    if not present.docs:
        raise WhatIfError("snapshot_empty")
    with transaction.atomic():
        made = TwinSnapshot.objects.create(
            authority=authority,
            name=name[:120],
            taken_at=now,
            kinds=present.kinds,
            left_out=list(present.left_out),
            entities=len(present.docs),
            documents=queries.packed(present.docs),
            author_role=role,
        )
        _journal(made, user, Verb.CREATED, after={"entities": made.entities})
    return made


def delete_snapshot(*, snapshot: TwinSnapshot, user: Any) -> None:
    """Put a snapshot aside, for a month; ``WhatIfError`` (``snapshot_in_use``) with scenarios."""
    with transaction.atomic():
        if snapshot.whatifs.filter(deleted_at__isnull=True).exists():
            raise WhatIfError("snapshot_in_use")
        _put_aside(snapshot, user)


def make(  # noqa: PLR0913  (a scenario has that many parts, all named)
    *,
    snapshot: TwinSnapshot,
    user: Any,
    role: str,
    name: str,
    note: str = "",
    changes: Sequence[Change],
) -> WhatIf:
    """Keep a scenario on a snapshot; raises ``WhatIfError`` beyond 20 changes."""
    told = [document(change) for change in changes]
    read_all(told)
    with transaction.atomic():
        made = WhatIf.objects.create(
            authority=snapshot.authority,
            snapshot=snapshot,
            name=name[:120],
            note=note,
            changes=told,
            author_role=role,
        )
        _journal(made, user, Verb.CREATED, after={"changes": told, "snapshot": str(snapshot.pk)})
    return made


def add_change(*, whatif: WhatIf, user: Any, change: Change) -> WhatIf:
    """Put one more change at the end of a scenario."""
    with transaction.atomic():
        held = _held(whatif)
        if len(held.changes) >= MOST_CHANGES:
            raise WhatIfError("whatif_too_many", most=MOST_CHANGES)
        return _changed(held, user, changes=[*held.changes, document(change)])


def drop_change(*, whatif: WhatIf, user: Any, place: int) -> WhatIf:
    """Take a change out of a scenario, by its place from 0; a place that is not there is left."""
    with transaction.atomic():
        held = _held(whatif)
        kept = [each for rank, each in enumerate(held.changes) if rank != place]
        return _changed(held, user, changes=kept)


def rename(*, whatif: WhatIf, user: Any, name: str, note: str) -> WhatIf:
    """Give a scenario another name and note."""
    with transaction.atomic():
        return _changed(_held(whatif), user, name=name, note=note)


def duplicate(
    *, whatif: WhatIf, user: Any, role: str, name: str, snapshot: TwinSnapshot | None = None
) -> WhatIf:
    """The same scenario under another name, on the same snapshot or on another."""
    return make(
        snapshot=snapshot or whatif.snapshot,
        user=user,
        role=role,
        name=name,
        note=whatif.note,
        changes=read_all(whatif.changes),
    )


def delete(*, whatif: WhatIf, user: Any) -> None:
    """Put a scenario aside; it may come back for a month."""
    with transaction.atomic():
        _put_aside(_held(whatif), user)


def restore(*, authority: Authority, user: Any, kind: str, pk: UUID) -> WhatIf | TwinSnapshot:
    """Bring back a scenario (with its snapshot, if it went too) or a snapshot.

    Raises ``WhatIf.DoesNotExist`` or ``TwinSnapshot.DoesNotExist``.
    """
    with transaction.atomic():
        found: WhatIf | TwinSnapshot
        if kind == "snapshot":
            found = TwinSnapshot.objects.of(authority).get(pk=pk)
        else:
            found = WhatIf.objects.of(authority).select_related("snapshot").get(pk=pk)
            if found.snapshot.deleted_at is not None:
                restore(authority=authority, user=user, kind="snapshot", pk=found.snapshot_id)
        if found.deleted_at is not None:
            found.deleted_at = None
            found.save(update_fields=["deleted_at"])
            _journal(found, user, Verb.RESTORED)
    return found


def _held(whatif: WhatIf) -> WhatIf:
    rows = WhatIf.objects.of(whatif.authority).select_for_update(of=("self",))
    return rows.select_related("authority", "snapshot").get(pk=whatif.pk)


def _changed(held: WhatIf, user: Any, **fields: Any) -> WhatIf:
    before = {name: getattr(held, name) for name in fields if getattr(held, name) != fields[name]}
    if not before:
        return held
    for name, value in fields.items():
        setattr(held, name, value)
    held.changed_at = timezone.now()
    held.save(update_fields=[*fields, "changed_at"])
    _journal(held, user, Verb.CHANGED, before=before, after={name: fields[name] for name in before})
    return held


def _put_aside(held: WhatIf | TwinSnapshot, user: Any) -> None:
    held.deleted_at = timezone.now()
    held.save(update_fields=["deleted_at"])
    _journal(held, user, Verb.DELETED)


def _journal(held: WhatIf | TwinSnapshot, user: Any, verb: Verb, **values: Any) -> None:
    record(
        request_user=user,
        authority=held.authority,
        verb=verb,
        urn=held.urn,
        label=held.name,
        **values,
    )
