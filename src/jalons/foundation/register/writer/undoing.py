"""An act undone: its records brought back to what they were before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.declaration import register_of
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.models import Batch, Change, Registered, written_fields
from jalons.foundation.register.outcomes import Undone
from jalons.foundation.register.raw import from_raw, raw
from jalons.foundation.register.writer.acts import Act, Person, Values, stored_record
from jalons.foundation.register.writer.carrying import Carried, carry_along


def undo(authority: Authority, user: Person, batch: Batch) -> Undone:
    """Bring the records of an act back to what they were before it.

    A record whose fields are no longer what the act made of them is left alone: nothing somebody
    changed since is lost. ``RegisterError``: ``undone_already``.
    """
    with transaction.atomic():
        mine = Batch.objects.of(authority).select_for_update(of=("self",)).get(pk=batch.pk)
        if mine.undone_by_id is not None:
            raise RegisterError("undone_already", label=mine.label)
        act = Act(authority, user, mine.label, "")
        written = {each.urn for each in mine.changes.all()}
        since: list[str] = []
        refused: list[tuple[str, str]] = []
        for change in mine.changes.order_by("pk"):
            record = stored_record(authority, change)
            if record is None:
                continue
            if raw(record, change.after) != change.after or _grew(record, change, written):
                since.append(str(record))
                continue
            why, _differs = act.attempt(_before(record, change))
            if why:
                refused.append((str(record), why))
        made = act.finish()
        if made is not None:
            mine.undone_by = made
            mine.save(update_fields=["undone_by"])
    restored = len(made.changes.all()) if made else 0
    return Undone(made, restored, tuple(since), tuple(refused))


def _grew(record: Registered, change: Change, written: set[str]) -> bool:
    """Whether lines were added, since and by another act, to a record this act created."""
    if change.before is not None:
        return False
    parts = register_of(type(record)).parts if _is_whole(record) else ()
    return any(str(each.urn) not in written for part in parts for each in part.of(record))


def _is_whole(record: Registered) -> bool:
    return register_of(type(record)).model is type(record)


def _before(record: Registered, change: Change) -> Iterator[tuple[Registered, Values]]:
    """What to write again; a record the act created goes to the trash."""
    if change.before is None:
        found: Carried = {}
        carry_along(record, timezone.now(), found)
        yield from found.values()
        return
    values = from_raw(type(record), change.before)
    if values.get("deleted_at", record.deleted_at) is None:
        values |= _without_gone_links(record, values)
    yield record, values


def _without_gone_links(record: Registered, values: Values) -> dict[str, Any]:
    """The links that lead to the trash or nowhere, empty where the model allows it."""
    found: dict[str, Any] = {}
    for field in written_fields(type(record)):
        target = field.related_model
        if target is None or not (isinstance(target, type) and issubclass(target, Registered)):
            continue
        if isinstance(field, models.ManyToManyField):
            linked = values.get(field.name, [each.pk for each in getattr(record, field.name).all()])
            rows = living(target, record.authority).filter(pk__in=linked)
            found[field.name] = [each.pk for each in rows]
            continue
        key = values[field.name] if field.name in values else getattr(record, field.attname)
        if key is None or living(target, record.authority).filter(pk=key).exists():
            continue
        if not field.null:
            raise RegisterError("gone_link", field=field.name)
        found[field.name] = None
    return found
