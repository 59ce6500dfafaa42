"""The records deleted with others, following ``on_delete``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import models

from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.models import Registered
from jalons.foundation.register.writer.loaded import Loaded, Pair, through_of

type Found = dict[tuple[type[Registered], Any], tuple[Registered, dict[str, Any]]]


class Carrying:
    """The records that reference others: read for many at once, then followed."""

    def __init__(self, loaded: Loaded, now: datetime) -> None:
        self.loaded, self.now = loaded, now
        self._read: set[tuple[type[Registered], Any]] = set()
        self._leading: defaultdict[Any, list[Registered]] = defaultdict(list)

    def prepare(self, records: Iterable[Registered]) -> None:
        """Read the records that lead to these, then those that lead to what goes with them."""
        level = list(records)
        while level:
            by_model: defaultdict[type[Registered], set[Any]] = defaultdict(set)
            for each in level:
                if (type(each), each.pk) not in self._read:
                    self._read.add((type(each), each.pk))
                    by_model[type(each)].add(each.pk)
            level = []
            for model, keys in by_model.items():
                for link in _links_to(model):
                    found = self._load(link, keys)
                    level += found if _goes_along(link) else []

    def _load(self, link: Any, keys: set[Any]) -> list[Registered]:
        model: type[Registered] = link.related_model
        if link.many_to_many:
            through, own, other = through_of(link.field)
            rows = through._base_manager.filter(**{f"{other}__in": keys}).values_list(own, other)  # noqa: SLF001
        else:
            rows = living(model, self.loaded.authority).filter(**{f"{link.field.name}__in": keys})
            rows = rows.values_list("pk", link.field.attname)
        pairs = list(rows)
        self.loaded.load(model, [pk for pk, _key in pairs], locked=True)
        found = [(self.loaded.get(model, pk), key) for pk, key in pairs]
        self.loaded.prepare([(each, {}) for each, _key in found if each is not None])
        for each, key in found:
            if each is not None:
                self._leading[link, key].append(each)
        return [each for each, _key in found if each is not None]

    def leading(self, record: Registered, model: type[Registered], name: str) -> list[Registered]:
        """The living records of a model that lead to one by a field."""
        self.prepare([record])
        links = [
            each
            for each in _links_to(type(record))
            if each.related_model is model and each.field.name == name
        ]
        found = [one for link in links for one in self._leading[link, record.pk]]
        return [each for each in found if each.deleted_at is None]

    def pairs(self, records: Sequence[Registered]) -> list[Pair]:
        """What a deletion writes: on records, their parts and what links to them.

        Raises ``RegisterError`` (``still_used``).
        """
        self.prepare(records)
        found: Found = {}
        self._refusing: list[tuple[Registered, Registered]] = []
        for record in records:
            self._follow(record, found)
        for record, each in self._refusing:
            if not _goes(each, found):
                raise RegisterError("still_used", label=str(record), other=str(each))
        return list(found.values())

    def _follow(self, record: Registered, found: Found) -> None:
        if record.deleted_at is not None or _goes(record, found):
            return
        _values(record, found)["deleted_at"] = self.now
        for link in _links_to(type(record)):
            for each in self._leading[link, record.pk]:
                if each.deleted_at is None:
                    self._lead(link, each, record, found)

    def _lead(self, link: Any, each: Registered, record: Registered, found: Found) -> None:
        name = link.field.name
        if link.many_to_many:
            linked = [other.pk for other in getattr(each, name).all()]
            linked = found.get((type(each), each.pk), (each, {}))[1].get(name, linked)
            if record.pk in linked:
                _values(each, found)[name] = [key for key in linked if key != record.pk]
        elif getattr(each, link.field.attname) != record.pk:
            return  # the act has led it elsewhere
        elif _goes_along(link):
            self._follow(each, found)
        elif link.on_delete is models.SET_NULL:
            _values(each, found)[name] = None
        else:
            self._refusing.append((record, each))


def _links_to(model: type[Registered]) -> list[Any]:
    return [
        each
        for each in model._meta.related_objects
        if isinstance(each.related_model, type)
        and issubclass(each.related_model, Registered)
        and each.field.name not in each.related_model.standing
    ]


def _goes_along(link: Any) -> bool:
    return not link.many_to_many and link.on_delete is models.CASCADE


def _values(each: Registered, found: Found) -> dict[str, Any]:
    return found.setdefault((type(each), each.pk), (each, {}))[1]


def _goes(each: Registered, found: Found) -> bool:
    return "deleted_at" in found.get((type(each), each.pk), (each, {}))[1]
