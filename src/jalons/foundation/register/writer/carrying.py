"""What a deletion carries along, as ``on_delete`` says it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.models import Registered

type Carried = dict[tuple[type[Registered], Any], tuple[Registered, dict[str, Any]]]


def carry_along(record: Registered, now: datetime, found: Carried) -> None:
    """Add to ``found`` what a deletion writes: on the record, its parts and what links to it."""
    if record.deleted_at is not None:
        return

    def values_of(each: Registered) -> dict[str, Any]:
        return found.setdefault((type(each), each.pk), (each, {}))[1]

    if "deleted_at" in values_of(record):
        return
    values_of(record)["deleted_at"] = now
    for link in record._meta.related_objects:
        model = link.related_model
        if not (isinstance(model, type) and issubclass(model, Registered)):
            continue
        name = link.field.name
        for each in living(model, record.authority).filter(**{name: record}):
            if link.many_to_many:
                rest = getattr(each, name).exclude(pk=record.pk)
                values_of(each)[name] = [other.pk for other in rest]
            elif link.on_delete is models.CASCADE:
                carry_along(each, now, found)
            elif link.on_delete is models.SET_NULL:
                values_of(each)[name] = None
            else:
                raise RegisterError("still_used", label=str(record), other=str(each))
