"""The journal as a spreadsheet file that runs nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain

from jalons.foundation.journal.models import Entry
from jalons.tabular.files.writing import MARK
from jalons.tabular.files.writing import csv_lines as lines_of

COLUMNS = ("when", "who", "verb", "object", "label", "before", "after")


def _json(value: object) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """The lines of a CSV file: UTF-8 with a mark, semicolons, dates in ISO 8601."""
    yield MARK
    yield from lines_of(chain((COLUMNS,), map(_cells, entries)))


def _cells(entry: Entry) -> tuple[str, ...]:
    return (
        entry.when.isoformat(timespec="seconds"),
        entry.actor_label,
        entry.verb,
        entry.urn,
        entry.label,
        _json(entry.before),
        _json(entry.after),
    )
