"""Values put on a record, its links checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.models import Registered, written_fields


def assign(record: Registered, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Put values on a record; returns the sets of links, which are stored after it."""
    sets: dict[str, list[Any]] = {}
    allowed = {each.name: each for each in written_fields(type(record))}
    for name, value in values.items():
        if name not in allowed:
            raise ValueError(f"{type(record).__name__} has no field {name} that people write")
        field = allowed[name]
        if isinstance(field, models.ManyToManyField):
            sets[name] = _linked(record, field, value)
        elif isinstance(field, models.ForeignKey):
            found = None if value is None else _linked(record, field, [value])[0]
            setattr(record, name, found)
        else:
            setattr(record, name, value)
    return sets


def links_of(record: Registered) -> dict[str, Any]:
    """The links a new record already has, to be checked like those that are written."""
    return {
        each.name: getattr(record, each.attname)
        for each in written_fields(type(record))
        if isinstance(each, models.ForeignKey) and getattr(record, each.attname) is not None
    }


def _linked(record: Registered, field: Any, values: Iterable[Any]) -> list[Any]:
    """The records linked to, all of them living ones of the same authority."""
    keys = [each.pk if isinstance(each, models.Model) else each for each in values]
    target = field.related_model
    found = list(target._base_manager.filter(pk__in=keys))  # noqa: SLF001  (documented by Django)
    if len(found) != len(set(map(str, keys))):
        raise RegisterError("gone_link", field=field.name)
    for each in found:
        if getattr(each, "authority_id", record.authority_id) != record.authority_id:
            raise RegisterError("foreign_link", field=field.name)
        if getattr(each, "deleted_at", None) is not None and record.deleted_at is None:
            raise RegisterError("gone_link", field=field.name)
    return found


def is_default(record: Registered, name: str) -> bool:
    """Whether a field is as it comes."""
    field = record._meta.get_field(name)
    plain = isinstance(field, models.Field) and not field.many_to_many
    return plain and getattr(record, field.attname) == field.get_default()  # type: ignore[union-attr]


def keys_of(found: Iterable[models.Model]) -> list[str]:
    """The keys of records as the log writes them."""
    return sorted(str(each.pk) for each in found)


def copy(source: Registered, target: Registered) -> None:
    """Bring a record in memory up to what was stored."""
    for each in source._meta.concrete_fields:
        setattr(target, each.attname, getattr(source, each.attname))
        if isinstance(each, models.ForeignKey) and each.is_cached(source):
            each.set_cached_value(target, each.get_cached_value(source))
