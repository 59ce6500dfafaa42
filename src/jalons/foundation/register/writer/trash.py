"""Records put in the trash, taken out of it, erased after 30 days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.declaration import registers
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.models import Batch, Change, Registered
from jalons.foundation.register.outcomes import Undone
from jalons.foundation.register.writer.acts import Act, Person
from jalons.foundation.register.writer.cascades import Carrying
from jalons.foundation.register.writer.undoing import undo
from jalons.foundation.register.writer.writing import write

RETAINED = timedelta(days=30)  # what is in the trash, and the log that undoes acts


def delete(authority: Authority, user: Person, records: Sequence[Registered]) -> Batch | None:
    """The act that put records in the trash, with what a deletion carries along.

    What ``on_delete`` says of a record erased for good is done at once for one in the trash: parts
    go with it, links to it are cut, and what refuses to lose it refuses (``still_used``). All comes
    back when the act is undone.
    """
    with transaction.atomic():
        act = Act(authority, user, "", "")
        act.loaded.prepare([(each, {}) for each in records])
        for record, values in Carrying(act.loaded, act.now).pairs(records):
            act.store(record, values)
        return act.finish()


def restore(authority: Authority, user: Person, record: Registered) -> Undone:
    """Take a record out of the trash, with all that went there by the same act.

    A record deleted before there was a log comes back alone.
    """
    changes = Change.objects.of(authority).filter(urn=str(record.urn)).order_by("-pk")
    for change in changes.select_related("batch"):
        if change.after.get("deleted_at"):
            return undo(authority, user, change.batch)
    if record.deleted_at is None:
        raise RegisterError("not_deleted", label=str(record))
    return Undone(write(authority, user, [(record, {"deleted_at": None})]), restored=1)


def purge(*, now: datetime) -> int:
    """Erase what was deleted more than 30 days ago, and the log of that time; how many records."""
    limit, gone = now - RETAINED, 0
    Batch.unscoped.filter(at__lt=limit).delete()
    for register in registers():
        for model in (*(part.model for part in register.parts), register.model):
            gone += model.erase(model.unscoped.filter(deleted_at__lt=limit))
    return gone
