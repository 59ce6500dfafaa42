"""The constraints of a model checked in memory, for many records with a query for each."""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from jalons.foundation.register.models import Registered
from jalons.foundation.register.writer.loaded import Pair

type Key = tuple[Any, ...]
type Keys = dict[str, Key]  # by the name of a constraint

COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
    "in": lambda value, several: value in several,
}


class Constraints:
    """What is unique among the rows stored and those an act is about to store."""

    def __init__(self) -> None:
        self._taken: defaultdict[str, dict[Key, Any]] = defaultdict(dict)
        self._read: defaultdict[str, set[Any]] = defaultdict(set)
        self._left: set[tuple[str, Key]] = set()

    def prepare(self, pairs: Iterable[Pair]) -> None:
        """Read the rows that could be in the way of these."""
        wanted: defaultdict[type[Registered], list[Pair]] = defaultdict(list)
        for record, values in pairs:
            if values.get("deleted_at") is None:
                wanted[type(record)].append((record, values))
        for model, group in wanted.items():
            for constraint in _uniques(model):
                found = {_last(constraint, record, values) for record, values in group}
                self._load(model, constraint, found)

    def _load(
        self, model: type[Registered], constraint: models.UniqueConstraint, found: set[Any]
    ) -> None:
        new = found - self._read[constraint.name] - {None}
        if not new:
            return
        self._read[constraint.name] |= new
        rows = model._base_manager.filter(constraint.condition or models.Q())  # noqa: SLF001
        rows = rows.filter(**{f"{constraint.fields[-1]}__in": new})
        taken = self._taken[constraint.name]
        for pk, *key in rows.values_list("pk", *constraint.fields):
            taken.setdefault(tuple(key), pk)

    def keys(self, record: Registered) -> Keys:
        """What a record takes of each constraint, as it is now."""
        found = {}
        for constraint in _uniques(type(record)):
            with suppress(LookupError):
                if key := _key(constraint, record):
                    found[constraint.name] = key
        return found

    def check(self, record: Registered) -> None:
        """Raise ``ValidationError`` with the sentence of each constraint a record breaks."""
        said: list[Any] = []
        for constraint in record._meta.constraints:
            try:
                if not self._is_met(constraint, record):
                    said.append(constraint.get_violation_error_message())
            except LookupError:
                try:
                    constraint.validate(type(record), record)
                except ValidationError as error:
                    said.extend(error.messages)
        if said:
            raise ValidationError({NON_FIELD_ERRORS: said})

    def _is_met(self, constraint: models.BaseConstraint, record: Registered) -> bool:
        """Whether a record respects a constraint; ``LookupError`` when only the base can say."""
        if isinstance(constraint, models.CheckConstraint):
            return is_met(constraint.condition, record) is not False
        if not (isinstance(constraint, models.UniqueConstraint) and _is_plain(constraint)):
            raise LookupError(constraint.name)
        key = _key(constraint, record)
        if key is None:
            return True
        self._load(type(record), constraint, {key[-1]})
        other = self._taken[constraint.name].get(key)
        return other is None or other is record or other == record.pk

    def take(self, record: Registered, before: Keys) -> bool:
        """Note the keys a record takes and frees; whether it takes one freed by an unstored row."""
        now = self.keys(record)
        for name, key in before.items():
            if now.get(name) != key:
                self._taken[name].pop(key, None)
                self._left.add((name, key))
        taken_over = any(
            each in self._left for each in now.items() if each[1] != before.get(each[0])
        )
        for name, key in now.items():
            self._taken[name][key] = record
        if taken_over:
            self._left.clear()
        return taken_over


def _is_plain(constraint: models.UniqueConstraint) -> bool:
    """Whether it says that fields are unique, an empty one aside."""
    return bool(constraint.fields) and constraint.nulls_distinct is not False


def _key(constraint: models.UniqueConstraint, record: Registered) -> Key | None:
    """What a record takes of a constraint, None when it does not count."""
    fields: Any = (record._meta.get_field(name) for name in constraint.fields)
    key = tuple(getattr(record, field.attname) for field in fields)
    return key if None not in key and is_met(constraint.condition, record) else None


def _uniques(model: type[Registered]) -> list[models.UniqueConstraint]:
    return [
        constraint
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and _is_plain(constraint)
    ]


def _last(constraint: models.UniqueConstraint, record: Registered, values: Any) -> Any:
    """The value of the last field of a constraint that a record will have."""
    field: Any = record._meta.get_field(constraint.fields[-1])
    value = values.get(field.name, getattr(record, field.attname))
    if isinstance(value, models.Model):
        return value.pk
    try:
        return field.to_python(value)
    except ValidationError:
        return None  # it will be refused


def is_met(condition: Any, record: models.Model) -> bool | None:
    """Whether a condition of a constraint is true of a record, None when a value is empty.

    ``LookupError`` when only the base can say.
    """
    if condition is None:
        return True
    if not isinstance(condition, models.Q):
        raise LookupError(condition)  # noqa: TRY004  (an expression of the base)
    found = [
        is_met(each, record) if isinstance(each, models.Q) else _compared(record, *each)  # type: ignore[misc]
        for each in condition.children
    ]
    if condition.negated and None in found:
        raise LookupError(condition)
    whole = _all(found) if condition.connector == models.Q.AND else _any(found)
    return not whole if condition.negated else whole


def _all(found: list[bool | None]) -> bool | None:
    return False if False in found else None if None in found else True


def _any(found: list[bool | None]) -> bool | None:
    return True if True in found else None if None in found else False


def _compared(record: models.Model, path: str, value: Any) -> bool | None:
    name, _, lookup = path.partition("__")
    mine = _value(record, name)
    if lookup == "isnull" or (lookup in ("", "exact") and value is None):
        return (mine is None) is (value is None or bool(value))
    other = _value(record, str(value.name)) if _is_field(value) else value
    if (lookup or "exact") not in COMPARED or hasattr(other, "resolve_expression"):
        raise LookupError(path)
    return None if mine is None or other is None else COMPARED[lookup or "exact"](mine, other)


def _is_field(value: Any) -> bool:
    return isinstance(value, models.F)


def _value(record: models.Model, name: str) -> Any:
    if "__" in name:
        raise LookupError(name)
    return getattr(record, record._meta.get_field(name).attname)  # type: ignore[union-attr]
