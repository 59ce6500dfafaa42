"""The journal as a spreadsheet file that runs nothing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from jalons.foundation.journal.models import Entry
from jalons.kernel.cells import harmless

COLUMNS = ("when", "who", "verb", "object", "label", "before", "after")


def _json(value: object) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """The lines of a CSV file: UTF-8 with a mark, semicolons, dates in ISO 8601."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")

    def line(cells: Iterable[str]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([harmless(cell) for cell in cells])
        return buffer.getvalue()

    yield "\ufeff" + line(COLUMNS)
    for entry in entries:
        yield line(
            (
                entry.when.isoformat(timespec="seconds"),
                entry.actor_label,
                entry.verb,
                entry.urn,
                entry.label,
                _json(entry.before),
                _json(entry.after),
            )
        )
