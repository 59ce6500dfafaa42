"""Rows of an act stored in batches: one statement for a model, not for a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.register.errors import StaleError
from jalons.foundation.register.models import Registered
from jalons.foundation.register.writer.loaded import through_of

AT_ONCE = 200  # rows with values of their own in one statement
type Sets = dict[str, list[Any]]


class Unstored:
    """What is to be stored; ``flush`` stores it. The version is compared as it is set."""

    def __init__(self, authority: Authority, person: User | None, now: datetime) -> None:
        self.authority, self.person, self.now = authority, person, now
        self.failure: StaleError | None = None
        self.clear()

    def clear(self) -> None:
        """Drop what was not stored."""
        self._new: dict[int, Registered] = {}
        self._changed: dict[int, tuple[Registered, int, set[str]]] = {}
        self._sets: defaultdict[Any, list[tuple[Registered, list[Any]]]] = defaultdict(list)
        self._touched: defaultdict[type[Registered], set[Any]] = defaultdict(set)

    def creates(self, record: Registered) -> bool:
        """Whether a record is one of the new ones."""
        return id(record) in self._new

    def create(self, record: Registered, sets: Sets) -> None:
        """Store a new record, later."""
        self._sign(record)
        self._new[id(record)] = record
        self._note(record, sets)

    def change(self, record: Registered, columns: Iterable[str], sets: Sets) -> None:
        """Store columns of a record, later, unless its version has moved by then."""
        read = record.version
        record.version += 1
        self._sign(record)
        if not self.creates(record):
            _record, _read, names = self._changed.setdefault(id(record), (record, read, set()))
            names.update(columns)
        self._note(record, sets)

    def touch(self, record: Registered) -> None:
        """Say that somebody worked on the record a line is under; its version stays."""
        self._sign(record)
        self._touched[type(record)].add(record.pk)

    def _sign(self, record: Registered) -> None:
        record.changed_at, record.changed_by = self.now, self.person

    def _note(self, record: Registered, sets: Sets) -> None:
        for name, found in sets.items():
            self._sets[record._meta.get_field(name)].append((record, found))

    def flush(self) -> None:
        """Store everything; after a ``StaleError``, every later call raises it again."""
        if self.failure is not None:
            raise self.failure
        new, changed, sets, touched = self._new, self._changed, self._sets, self._touched
        self.clear()
        for model, records in _by_model(new.values()).items():
            model.objects.create_all(records)
        groups: defaultdict[Any, list[tuple[Registered, set[str]]]] = defaultdict(list)
        for record, read, names in changed.values():
            groups[type(record), read, record.version].append((record, names))
        for (model, read, _version), group in groups.items():
            self._replace(model, read, group)
        for field, found in sets.items():
            _replace_sets(field, found)
        for model, keys in touched.items():
            rows = model.objects.of(self.authority).filter(pk__in=keys)
            rows.update(changed_at=self.now, changed_by=self.person)

    def _replace(
        self, model: type[Registered], read: int, group: list[tuple[Registered, set[str]]]
    ) -> None:
        """Store the fields of records unless their version moved: the last word on two writers."""
        records = [record for record, _names in group]
        names = set().union(*(names for _record, names in group))
        same = {name for name in names if _is_one_value(name, records)}
        rows = model.objects.of(self.authority).filter(version=read)
        if own := sorted(names - same):
            rows.bulk_update(records, own, batch_size=AT_ONCE)
        attnames = (model._meta.get_field(name).attname for name in same)  # type: ignore[union-attr]
        shared = {name: getattr(records[0], name) for name in attnames}
        shared |= {"changed_at": self.now, "changed_by": self.person}
        keys = [each.pk for each in records]
        done = rows.filter(pk__in=keys).update(version=records[0].version, **shared)
        if done != len(records):
            found = model.objects.of(self.authority).filter(pk__in=keys, changed_at=self.now)
            stored = set(found.values_list("pk", flat=True))
            stale = next((each for each in records if each.pk not in stored), records[0])
            self.failure = StaleError(str(stale))
            raise self.failure


def _by_model(records: Iterable[Registered]) -> dict[type[Registered], list[Registered]]:
    found: defaultdict[type[Registered], list[Registered]] = defaultdict(list)
    for record in records:
        found[type(record)].append(record)
    return found


def _is_one_value(name: str, records: list[Registered]) -> bool:
    field: Any = records[0]._meta.get_field(name)
    first = getattr(records[0], field.attname)
    return all(getattr(record, field.attname) == first for record in records)


def _replace_sets(
    field: models.ManyToManyField[Any, Any], found: list[tuple[Registered, list[Any]]]
) -> None:
    through, own, other = through_of(field)
    latest = {record.pk: linked for record, linked in found}
    through._base_manager.filter(**{f"{own}__in": list(latest)}).delete()  # noqa: SLF001
    rows = [
        through(**{own: key, other: each.pk}) for key, linked in latest.items() for each in linked
    ]
    through._base_manager.bulk_create(rows)  # noqa: SLF001
