"""The records of an act, each read once and many at a time, with what they link to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.models import Registered, written_fields

type Values = Mapping[str, Any]
type Pair = tuple[Registered, Values]


class Loaded:
    """Rows by model and key: two links to one row lead to one object, changed by the act."""

    def __init__(self, authority: Authority) -> None:
        self.authority = authority
        self._rows: defaultdict[type[models.Model], dict[Any, models.Model]] = defaultdict(dict)
        self._linked: set[int] = set()  # those whose links are read

    def load(self, model: type[models.Model], keys: Iterable[Any], *, locked: bool = False) -> None:
        """Read the rows that are not known yet, in one query; ``locked``: until the act ends."""
        known = self._rows[model]
        wanted = {key for key in keys if key is not None and key not in known}
        if not wanted:
            return
        rows = model._base_manager.order_by("pk")  # noqa: SLF001  (documented by Django)
        if locked:
            rows = rows.select_for_update(of=("self",))
        known |= rows.in_bulk(list(wanted))
        for each in (known[key] for key in wanted if key in known):
            if getattr(each, "authority_id", None) == self.authority.pk:
                each.authority = self.authority  # type: ignore[attr-defined]

    def get[M: models.Model](self, model: type[M], key: Any) -> M | None:
        """The row of that key, None when there is none."""
        self.load(model, [key])
        return self._rows[model].get(key)  # type: ignore[return-value]

    def add(self, record: Registered) -> None:
        """A new record, which others of the act may link to."""
        if record.pk is not None:
            self._rows[type(record)][record.pk] = record

    def is_ready(self, record: Registered) -> bool:
        """Whether a record and what it links to are read."""
        found = self._rows[type(record)].get(record.pk)
        return found is not None and id(found) in self._linked

    def prepare(self, pairs: Iterable[Pair]) -> None:
        """Read what is about to be written, and all it links to."""
        by_model: defaultdict[type[Registered], list[Pair]] = defaultdict(list)
        for record, values in pairs:
            by_model[type(record)].append((record, values))
        for model, group in by_model.items():
            stored = [record.pk for record, _values in group if not record.is_new]
            self.load(model, stored, locked=True)
            found = (self._rows[model].get(key) for key in stored)
            self._link(model, [each for each in found if isinstance(each, model)])
            for field in _links(model):
                self.load(_target(field), _keys_in(field, group))

    def _link(self, model: type[Registered], records: list[Registered]) -> None:
        """Give records the rows they link to."""
        records = [record for record in records if id(record) not in self._linked]
        self._linked.update(map(id, records))
        for field in _links(model) if records else ():
            if isinstance(field, models.ManyToManyField):
                self._link_sets(field, records)
                continue
            self.load(_target(field), [getattr(record, field.attname) for record in records])
            for record in records:
                if found := self._rows[_target(field)].get(getattr(record, field.attname)):
                    field.set_cached_value(record, found)

    def _link_sets(
        self, field: models.ManyToManyField[Any, Any], records: list[Registered]
    ) -> None:
        through, own, other = through_of(field)
        rows = through._base_manager.filter(**{f"{own}__in": [each.pk for each in records]})  # noqa: SLF001
        sets = defaultdict(list)
        for key, linked in rows.values_list(own, other):
            sets[key].append(linked)
        self.load(_target(field), [key for keys in sets.values() for key in keys])
        for each in records:
            remember(each, field.name, [self._rows[_target(field)][key] for key in sets[each.pk]])

    def assign(self, record: Registered, values: Values) -> dict[str, list[Any]]:
        """Put values on a record; returns the sets of links, which are stored after it."""
        sets: dict[str, list[Any]] = {}
        allowed = {each.name: each for each in written_fields(type(record))}
        for name, value in values.items():
            if name not in allowed:
                raise ValueError(f"{type(record).__name__} has no field {name} that people write")
            field = allowed[name]
            if isinstance(field, models.ManyToManyField):
                sets[name] = self._targets(record, field, value)
            elif isinstance(field, models.ForeignKey):
                found = None if value is None else self._targets(record, field, [value])[0]
                setattr(record, name, found)
            else:
                setattr(record, name, value)
        return sets

    def _targets(self, record: Registered, field: Any, values: Iterable[Any]) -> list[Any]:
        """The rows linked to, all of them living ones of the same authority."""
        target = _target(field)
        keys = dict.fromkeys(_key(target, value) for value in values)
        self.load(target, keys)
        found = [self._rows[target].get(key) for key in keys]
        for each in found:
            if each is None:
                raise RegisterError("gone_link", field=field.name)
            if getattr(each, "authority_id", record.authority_id) != record.authority_id:
                raise RegisterError("foreign_link", field=field.name)
            if getattr(each, "deleted_at", None) is not None and record.deleted_at is None:
                raise RegisterError("gone_link", field=field.name)
        return found

    def lives(self, field: Any, key: Any) -> bool:
        """Whether a link leads to a row of the authority that is not in the trash."""
        found: Any = self.get(_target(field), _key(_target(field), key))
        mine = getattr(found, "authority_id", self.authority.pk) == self.authority.pk
        return found is not None and mine and getattr(found, "deleted_at", None) is None


def links_of(record: Registered) -> dict[str, Any]:
    """The links a new record already has, to be checked like those that are written."""
    found = {}
    for field in _links(type(record)):
        if isinstance(field, models.ForeignKey):
            key = getattr(record, field.attname)
            if key is None and field.is_cached(record):  # it was stored since
                key = field.get_cached_value(record)
            if key is not None:
                found[field.name] = key
    return found


def remember(record: Registered, name: str, found: Iterable[models.Model]) -> None:
    """Let a set of links answer from memory."""
    cache = record.__dict__.setdefault("_prefetched_objects_cache", {})
    cache.pop(name, None)
    rows = getattr(record, name).get_queryset()
    rows._result_cache, rows._prefetch_done = list(found), True  # noqa: SLF001  (as a prefetch does)
    cache[name] = rows


def forget_sets(record: models.Model) -> None:
    """Let the sets of links of a record answer from the base again."""
    cache = record.__dict__.get("_prefetched_objects_cache", {})
    for field in record._meta.many_to_many:
        cache.pop(field.name, None)


def through_of(field: models.ManyToManyField[Any, Any]) -> tuple[type[models.Model], str, str]:
    """The table of a set of links, and its columns: the record, what it links to."""
    through: Any = field.remote_field.through
    ends = (field.m2m_field_name(), field.m2m_reverse_field_name())
    own, other = (through._meta.get_field(each).attname for each in ends)
    return through, own, other


def _links(model: type[Registered]) -> list[Any]:
    return [
        field
        for field in written_fields(model)
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
    ]


def _target(field: Any) -> type[models.Model]:
    model: type[models.Model] = field.related_model
    return model


def _key(target: type[models.Model], value: Any) -> Any:
    return target._meta.pk.to_python(value.pk if isinstance(value, models.Model) else value)


def _keys_in(field: Any, pairs: Iterable[Pair]) -> set[Any]:
    """What the values of records link to by a field."""
    found: set[Any] = set()
    for record, values in pairs:
        value = values.get(field.name) or (record.is_new and links_of(record).get(field.name))
        each = value if isinstance(field, models.ManyToManyField) else [value]
        found.update(_key(_target(field), one) for one in each or () if one)
    return found
