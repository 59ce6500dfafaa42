"""Lists of places: files of the national schema, of others, raw JSON, brought to its columns."""

import csv
import gzip
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.engine.places.communes import Commune, Communes
from jalons.inclusion.engine.places.schema import Row, schema, table
from jalons.kernel.cells import harmless, unguarded
from jalons.kernel.tables import package_table
from jalons.tabular import Limits, open_tables
from jalons.tabular.column_mapping import MappingProposal, Preset, Wanted, known_headings, propose
from jalons.tabular.files.writing import csv_text
from jalons.tabular.folding import fold
from jalons.tabular.headings import HeadedTable, headed_table

LIMITS = Limits(bytes=30 * 2**20, expanded_bytes=200 * 2**20, rows=60_000, columns=300, sheets=50)
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


class PlacesTable(NamedTuple):
    """A table with the columns proposed for the fields of the schema."""

    table: HeadedTable
    proposal: MappingProposal

    def rows(self) -> dict[int, dict[str, str]]:
        """The rows by line, then by heading of the schema, from the columns that are known.

        A known list adds what it says of every place; nothing is corrected.
        """
        about: Mapping[str, Any] = table()["lists"].get(self.proposal.preset, {})
        rows: dict[int, dict[str, str]] = {}
        for line, cells in enumerate(self.table.rows, self.table.first):
            if any(cells):
                texts = [*map(unguarded, cells), *[""] * (len(self.table.headings) - len(cells))]
                row = {name: texts[at] for name, at in self.proposal.mapping.items()}
                rows[line] = row | about.get("says", {})
                for name, known in about.get("words", {}).items():
                    rows[line][name] = known.get(row.get(name), row.get(name, ""))
        return rows


@cache
def wanted() -> tuple[Wanted, ...]:
    """The fields of the schema as columns of a list may be headed."""
    return tuple(Wanted(name, one.fr, one.also) for name, one in schema().items())


def places_table(content: bytes, name: str) -> PlacesTable:
    """The table of a file that says the most of places: CSV, spreadsheet, list of JSON objects.

    Raises ``TableError``, ``InclusionError`` (``places_missing``, ``places_json``).
    """
    is_json = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in {b"[", b"{"}
    opened = [] if is_json else open_tables(content, name, LIMITS)
    sheets = [_of_json(content)] if is_json else [sheet.rows for sheet in opened if sheet.rows]
    lists, tables = table()["lists"], []
    presets = [Preset(key, tuple(frozenset(map(fold, group)) for group in one["signature"]),
                      {field: (fold(heading),) for field, heading in one["columns"].items()})
               for key, one in lists.items()]  # fmt: skip
    for headed in (_one_week(headed_table(rows, known_headings(wanted()))) for rows in sheets):
        proposal = propose(headed.headings, wanted(), presets=presets)
        unread = lists.get(proposal.preset, {}).get("not_read", ())
        tables.append(PlacesTable(headed, proposal.confirmed(dict.fromkeys(unread))))
    best = max(tables, key=lambda one: len(one.proposal.mapping), default=None)
    if best is None or not best.table.rows or not best.proposal.columns:
        raise InclusionError("places_missing", name=name)
    return best


def _one_week(headed: HeadedTable) -> HeadedTable:
    """The table with one column of hours in place of a column a day, as France services has it.

    Hours that are written in one cell stay as they are: days fill the empty ones.
    """
    names = package_table("jalons.inclusion", "access")["columns"]
    folded = [fold(heading) for heading in headed.headings]
    known = {fold(also): day for number, day in enumerate(DAYS) for also in names[f"day_{number}"]}
    days = {at: known[heading] for at, heading in enumerate(folded) if heading in known}
    if not days:
        return headed
    own = next((at for at, heading in enumerate(folded) if heading in names["written"]), None)
    rest = [at for at in range(len(folded)) if at not in days and at != own]
    rows = []
    for cells in headed.rows:
        texts = [*cells, *[""] * (len(folded) - len(cells))]
        week = ", ".join(f"{day} {unguarded(texts[at])}" for at, day in days.items() if texts[at])
        rows.append([*(texts[at] for at in rest), (texts[own] if own is not None else "") or week])
    return replace(headed, headings=(*(headed.headings[at] for at in rest), "horaires"), rows=rows)


def _of_json(content: bytes) -> list[list[str]]:
    """The rows of a list of objects, or of the first list of an object; numbers as written."""
    try:
        data = json.loads(content, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise InclusionError("places_json", why=str(error)) from error
    if isinstance(data, dict):
        data = next((one for one in data.values() if isinstance(one, list)), [])
    objects = [one for one in data if isinstance(one, dict)]
    headings = list(dict.fromkeys(name for one in objects for name in one))
    return [headings, *([_text(one.get(name)) for name in headings] for one in objects)]


def _text(value: Any) -> str:
    return "|".join(map(_text, value)) if isinstance(value, list) else str(value or "").strip()


@cache
def communes() -> Communes:
    """The municipalities that checks confront places with."""
    packaged = resources.files("jalons") / "foundation/territories/data/territories.csv.gz"
    with packaged.open("rb") as raw, gzip.open(raw, "rt", encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["kind"] == "commune"]
    return Communes(
        Commune(row["code"], row["name"], float(row["lat"] or "nan"), float(row["lon"] or "nan"),
                tuple(row["postcodes"].split()), tuple(row["former_codes"].split()))
        for row in rows
    )  # fmt: skip


def schema_file(rows: Iterable[Row]) -> str:
    """A file of the schema; a text that a spreadsheet would execute is made inert, no number is."""
    lines = ([row[name] for name in schema()] for row in rows)
    return csv_text([list(schema()), *lines], delimiter=",", text=_inert)


def _inert(text: str) -> str:
    return text if re.fullmatch(r"[+-][0-9.]+", text) else harmless(text)
