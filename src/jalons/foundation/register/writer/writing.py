"""Records written as one act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.declaration import register_of
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.models import Batch, Registered
from jalons.foundation.register.outcomes import Outcome
from jalons.foundation.register.writer.acts import Act, Person
from jalons.foundation.register.writer.loaded import Pair


def write(
    authority: Authority,
    user: Person,
    changes: Sequence[Pair],
    *,
    label: str = "",
    verb: str = "",
) -> Batch | None:
    """The act that stored ``changes``, pairs of a record and its new values; None when none differ.

    All or nothing. A record not saved yet is created. Links take a record or its key. ``verb`` and
    ``label`` say the act in the list of what can be undone; the journal has a line per record.

    Raises ``StaleError`` when a record changed since it was read, ``RegisterError``
    (``foreign_record``, ``foreign_link``, ``gone_link``) and ``ValidationError``.
    """
    with transaction.atomic():
        act = Act(authority, user, label, verb)
        act.prepare(changes)
        for record, values in changes:
            act.store(record, values)
        return act.finish()


def write_each(  # noqa: PLR0913  (each one said by name)
    authority: Authority,
    user: Person,
    changes: Sequence[Pair],
    *,
    label: str = "",
    verb: str = "",
    rehearsal: bool = False,
) -> Outcome:
    """The act that stored the changes it could; a ``rehearsal`` does it all and stores none."""
    with transaction.atomic():
        act = Act(authority, user, label, verb)
        act.prepare(changes)
        changed, refused, created = [], [], 0
        for record, values in changes:
            is_new = record.is_new
            why, differs = act.attempt([(record, values)])
            if why:
                refused.append((record, why))
            elif differs:
                changed.append(str(record))
                created += is_new
        batch = None
        if rehearsal:
            act.store_records()
        else:
            batch = act.finish()
        transaction.set_rollback(rehearsal)
    return Outcome(batch, tuple(changed), tuple(refused), created)


def move(user: Person, record: Registered, name: str, day: date | None = None) -> Batch | None:
    """The act that took the step ``name`` of the register with a record, since a day.

    Raises ``RegisterError`` (``move_refused``), and what ``write`` raises.
    """
    step = register_of(type(record)).move(name)
    if refusal := step.needs(record):
        raise RegisterError("move_refused", reason=refusal)
    values = step.values(record, day or timezone.localdate())
    return write(record.authority, user, [(record, values)])


def store_computed(records: models.QuerySet[Any], **values: Any) -> int:
    """Store what the program computed of records, without history nor version; how many rows.

    Only the fields the model calls ``computed`` are accepted.
    """
    if unknown := set(values) - set(records.model.computed):
        raise ValueError(f"{records.model.__name__}: {sorted(unknown)} are not computed")
    return records.update(**values)
