"""The values of records as JSON for the log, and as the journal shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from jalons.foundation.journal.words import ObjectWords
from jalons.foundation.register.models import Registered, written_fields

HIDDEN = 3  # asterisks in place of a private value


def raw(record: Registered, names: Iterable[str]) -> dict[str, Any]:
    """The values of fields of a stored record as JSON: keys for links, ISO 8601 for days."""
    return {name: raw_value(record, name) for name in names}


def raw_value(record: Registered, name: str) -> Any:
    """One value as JSON."""
    field = record._meta.get_field(name)
    if isinstance(field, models.ManyToManyField):
        return sorted(str(each.pk) for each in getattr(record, name).all()) if record.pk else []
    value = field.value_from_object(record)  # type: ignore[union-attr]
    if isinstance(field, models.DecimalField) and isinstance(value, Decimal | int):
        return str(round(Decimal(value), field.decimal_places))  # as it is read again
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value


def from_raw(model: type[Registered], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the log as a record takes them; links by their key."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        field = model._meta.get_field(name)
        if isinstance(field, models.ManyToManyField):
            found[name] = list(value)
        elif isinstance(field, models.ForeignKey):
            found[name] = None if value is None else field.target_field.to_python(value)
        else:
            found[name] = None if value is None else field.to_python(value)  # type: ignore[union-attr]
    return found


def shown(record: Registered, names: Iterable[str], private: frozenset[str]) -> dict[str, Any]:
    """The same values for the journal: the names of what is linked, never what is private."""
    return {
        name: _hidden(raw_value(record, name)) if name in private else _shown(record, name)
        for name in names
    }


def apart(
    was: Mapping[str, Any], now: Mapping[str, Any], keyed: Iterable[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both sets of values, each field ``keyed`` replaced by those of its keys that differ."""
    old, new = dict(was), dict(now)
    for name in [name for name in keyed if name in new]:
        before, after = old.pop(name, None) or {}, new.pop(name) or {}
        for key in sorted({*before, *after}):
            if before.get(key) != after.get(key):
                old[key], new[key] = before.get(key), after.get(key)
    return old, new


def _hidden(value: Any) -> str:
    return "*" * HIDDEN if value not in (None, "", [], {}) else ""


def _shown(record: Registered, name: str) -> Any:
    field = record._meta.get_field(name)
    if isinstance(field, models.ManyToManyField):
        return sorted(str(each) for each in getattr(record, name).all()) if record.pk else []
    if isinstance(field, models.ForeignKey):
        linked = getattr(record, name)
        return "" if linked is None else str(linked)
    return raw_value(record, name)


def words_of(model: type[Registered], *parts: type[Registered]) -> ObjectWords:
    """How the journal says the fields of a record and of its parts, from the models themselves."""
    fields = [field for one in (*parts, model) for field in written_fields(one)]
    return ObjectWords(
        model._meta.verbose_name or model.__name__,
        {field.name: field.verbose_name for field in fields} | {"deleted_at": _("deleted on")},
        by_field={field.name: dict(field.flatchoices) for field in fields if field.choices},
    )
