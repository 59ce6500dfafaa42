"""What a base has that PostgreSQL would refuse, found before anything is written: texts, orphans.

A number out of its bounds is refused by the database itself, in the transaction of the copy.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import models

from jalons.kernel import Messages

from .tables import Base, Column, Fingerprint, Hashing, Step, Table, key_of, rows

say = Messages.of("jalons.site").text
SHOWN = 10


def looked_at(
    source: Base, table: Table, faults: list[str], step: Step = lambda _: None
) -> Fingerprint:
    """The fingerprint of a table; what PostgreSQL would refuse in it is added to ``faults``."""
    looks = [
        (place, column.name, look)
        for place, column in enumerate(table.columns)
        if source.vendor == "sqlite" and (look := _look(column))
    ]
    hashing = Hashing(table)
    for row in rows(source, table, step):
        hashing.add(row)
        for place, name, look in looks:
            if row[place] is not None and (code := look(row[place])):
                faults.append(_fault(code, table.name, key_of(table, row), name))
        if len(faults) >= SHOWN:
            break
    return hashing.done()


def orphans(source: Base, known: Iterable[Table]) -> Iterator[str]:
    """The rows that refer to one that is not there. PostgreSQL has none: it refuses them."""
    if source.vendor != "sqlite":
        return
    by_name = {each.name: each for each in known}
    with source.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT f.[table], f.rowid, k.[from] FROM pragma_foreign_key_check AS f"
            " JOIN pragma_foreign_key_list(f.[table]) AS k ON k.id = f.fkid"
        )
        for name, number, column in cursor.fetchmany(SHOWN):
            names = ", ".join(map(source.ops.quote_name, by_name[name].key))
            cursor.execute(
                f"SELECT {names} FROM {source.ops.quote_name(name)} WHERE rowid = %s",  # noqa: S608
                [number],
            )
            yield _fault("orphan", name, ", ".join(map(str, cursor.fetchone())), column)


def _fault(code: str, table: str, row: str, column: str) -> str:
    return say(f"move.{code}", table=table, row=row, column=column)


def _look(column: Column) -> Callable[[Any], str] | None:
    """What says why PostgreSQL refuses a value of a column, "" when it does not."""
    field = column.kind
    if isinstance(field, models.JSONField):
        return _json
    if not isinstance(field, models.CharField | models.TextField | models.FileField):
        return None
    most = None if isinstance(field, models.TextField) else field.max_length

    def look(value: Any) -> str:
        text = str(value)
        if "\0" in text:
            return "nul"
        return "too_long" if most is not None and len(text) > most else ""

    return look


def _json(text: str) -> str:
    """In a ``jsonb`` there is no NUL character, and no half of a pair of characters."""
    if "\\u" not in text:
        return ""
    try:
        found = "".join(_strings(json.loads(text)))
        found.encode()
    except UnicodeEncodeError:
        return "half_character"
    return "nul" if "\0" in found else ""


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{value} "  # so that two halves apart make no whole
    elif isinstance(value, dict):
        yield from map(str, value)
        yield from _strings(list(value.values()))
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
