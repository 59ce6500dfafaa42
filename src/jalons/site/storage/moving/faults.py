"""What a base has that the other kind would refuse or change: found before anything is written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models

from jalons.kernel import Messages

from .tables import Base, Column, Fingerprint, Hashing, Row, Step, Table, key_of, rows

say = Messages.of("jalons.site").text
SHOWN = 10
TYPES: dict[type[models.Field[Any, Any]], type] = {
    models.BooleanField: bool,
    models.IntegerField: int,
    models.FloatField: float,
    models.DecimalField: Decimal,
    models.DateTimeField: datetime,
    models.DateField: date,
    models.UUIDField: UUID,
    models.BinaryField: bytes,
    models.CharField: str,
    models.TextField: str,
    models.JSONField: str,
}
SQLITE_DIGITS = 15  # of a decimal that SQLite stores exactly

type Look = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Fault:
    """A value that cannot go: where it is, and the code of the reason."""

    table: str
    row: str
    column: str
    code: str

    def __str__(self) -> str:
        return say(f"move.{self.code}", table=self.table, row=self.row, column=self.column)


def looked_at(
    source: Base, table: Table, target: Base, faults: list[Fault], step: Step
) -> Fingerprint:
    """The fingerprint of a table; what ``target`` would refuse is added to ``faults``."""
    looks = [
        (place, column, look)
        for place, column in enumerate(table.columns)
        if (look := _look(column, target))
    ]
    hashing = Hashing(table)
    for row in rows(source, table, step):
        hashing.add(row)
        for place, column, look in looks:
            if row[place] is not None and (code := look(row[place])):
                faults.append(Fault(table.name, key_of(table, row), column.name, code))
        if len(faults) >= SHOWN:
            break
    return hashing.done()


def orphans(source: Base, known: Iterable[Table]) -> Iterator[Fault]:
    """The rows that refer to one that is not there. PostgreSQL has none: it refuses them."""
    if source.vendor != "sqlite":
        return
    by_name = {each.name: each for each in known}
    with source.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT f.[table], f.rowid, k.[from] FROM pragma_foreign_key_check AS f"
            " JOIN pragma_foreign_key_list(f.[table]) AS k ON k.id = f.fkid"
        )
        found = cursor.fetchmany(SHOWN)
        for name, number, column in found:
            key: Any = number
            if (table := by_name.get(name)) is not None and number is not None:
                key = ", ".join(str(each) for each in _key(cursor, source, table, number))
            yield Fault(name, str(key), column, "orphan")


def _key(cursor: Any, source: Base, table: Table, number: int) -> Row:
    quote = source.ops.quote_name
    names = ", ".join(quote(each) for each in table.key)
    cursor.execute(
        f"SELECT {names} FROM {quote(table.name)} WHERE rowid = %s",  # noqa: S608
        [number],
    )
    return tuple(cursor.fetchone())


def _look(column: Column, target: Base) -> Look | None:
    """What says why a value of a column cannot go, "" when it can."""
    field = column.kind
    wanted = next((kind for each, kind in TYPES.items() if isinstance(field, each)), None)
    special: Look | None = None
    match field:
        case models.JSONField():
            special = _json if target.vendor == "postgresql" else None
        case models.CharField() | models.TextField() | models.FileField():
            wanted, special = str, _text(field, target)
        case models.IntegerField():
            special = _whole(*target.ops.integer_field_range(field.get_internal_type()))
        case models.DecimalField():
            special = _digits(field, target)
    if wanted is None:
        return None

    def look(value: Any) -> str:
        if type(value) is not wanted:
            return "wrong_type"
        return special(value) if special else ""

    return look


def _text(field: Any, target: Base) -> Look | None:
    if target.vendor != "postgresql":
        return None
    bound = re.match(r"varchar\((\d+)\)", field.db_type(target) or "")
    most = int(bound[1]) if bound else None

    def look(value: str) -> str:
        if "\0" in value:
            return "nul"
        return "too_long" if most is not None and len(value) > most else ""

    return look


def _whole(least: int | None, most: int | None) -> Look | None:
    if least is None or most is None:
        return None
    return lambda value: "" if least <= value <= most else "out_of_range"


def _digits(field: Any, target: Base) -> Look:
    most = field.max_digits if target.vendor == "postgresql" else SQLITE_DIGITS

    def look(value: Decimal) -> str:
        if not value.is_finite():
            return "out_of_range"
        return "" if len(value.as_tuple().digits) <= most else "too_many_digits"

    return look


def _json(text: str) -> str:
    """jsonb has no NUL character, and no half of a pair of characters."""
    if "\\u" not in text:
        return ""
    return next((code for each in _strings(json.loads(text)) if (code := _refused(each))), "")


def _refused(text: str) -> str:
    if "\0" in text:
        return "nul"
    return "half_character" if any("\ud800" <= each <= "\udfff" for each in text) else ""


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
