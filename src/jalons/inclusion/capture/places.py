"""Lists of places: files of the national schema, of others, raw JSON, brought to its columns."""

import csv
import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.engine.places.communes import Commune, Communes
from jalons.inclusion.engine.places.schema import schema, table
from jalons.kernel.cells import unguarded
from jalons.tabular import Limits, open_tables, refusals_as
from jalons.tabular.column_mapping import MappingProposal, Preset, Wanted, known_headings, propose
from jalons.tabular.folding import fold
from jalons.tabular.headings import HeadedTable, headed_table

LIMITS = Limits(bytes=30 * 2**20, expanded_bytes=200 * 2**20, rows=60_000, columns=300, sheets=50)
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


class PlacesFileError(InclusionError):
    """A file that is no readable table, in the words of ``tabular``."""

    package = "jalons.tabular"


@dataclass(frozen=True, slots=True)
class PlacesTable:
    """A table with the columns proposed for the fields of the schema."""

    table: HeadedTable
    fields: tuple[Wanted, ...]
    proposal: MappingProposal

    def rows(self, mapping: Mapping[str, int] | None = None) -> dict[int, dict[str, str]]:
        """The rows by line, then by heading of the schema; columns as ``mapping``, else as known.

        A known list adds what it says of every place, its days become hours; nothing is corrected.
        """
        about: Mapping[str, Any] = table()["lists"].get(self.proposal.preset, {})
        columns, headings = mapping or self.proposal.mapping, list(map(fold, self.table.headings))
        named = zip(DAYS, map(fold, about.get("days", ())), strict=False)
        days = [(day, headings.index(heading)) for day, heading in named if heading in headings]
        rows = {}
        for line, cells in enumerate(self.table.rows, self.table.first):
            if any(cells):
                row = {
                    name: unguarded(cells[at]) if at < len(cells) else ""
                    for name, at in columns.items()
                }
                hours = ", ".join(f"{day} {cells[at]}" for day, at in days if cells[at])
                row |= ({"horaires": hours} if days else {}) | about.get("says", {})
                for name, known in about.get("words", {}).items():
                    row[name] = known.get(row.get(name), row.get(name, ""))
                rows[line] = row
        return rows


def places_table(content: bytes, name: str) -> PlacesTable:
    """The table of a file that says the most of places: CSV, spreadsheet, list of JSON objects.

    Raises ``InclusionError``: what ``tabular`` refuses, ``places_missing``, ``places_json``.
    """
    with refusals_as(PlacesFileError):
        is_json = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in {b"[", b"{"}
        opened = [] if is_json else open_tables(content, name, LIMITS)
        sheets = [_of_json(content)] if is_json else [each.rows for each in opened if each.rows]
        fields = tuple(Wanted(key, one.fr, one.also) for key, one in schema().fields.items())
        headed = [headed_table(rows, known_headings(fields)) for rows in sheets]
    presets = [Preset(key, tuple(frozenset(map(fold, group)) for group in one["signature"]),
                      {field: (fold(heading),) for field, heading in one["columns"].items()})
               for key, one in table()["lists"].items()]  # fmt: skip
    proposals = [propose(one.headings, fields, presets=presets) for one in headed]
    unread = [table()["lists"].get(one.preset, {}).get("not_read", ()) for one in proposals]
    tables = [PlacesTable(one, fields, proposal.confirmed(dict.fromkeys(names)))
              for one, proposal, names in zip(headed, proposals, unread, strict=True)]  # fmt: skip
    best = max(tables, key=lambda one: len(one.proposal.mapping), default=None)
    if best is None or not best.table.rows or not best.proposal.columns:
        raise InclusionError("places_missing", name=name)
    return best


def _of_json(content: bytes) -> list[list[str]]:
    """The rows of a list of objects, or of the first list of an object; numbers as written."""
    try:
        data = json.loads(content, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise InclusionError("places_json", why=str(error)) from error
    lists = (
        [one for one in data.values() if isinstance(one, list)]
        if isinstance(data, dict)
        else [data]
    )
    objects = [one for each in lists[:1] for one in each if isinstance(one, dict)]
    headings = list(dict.fromkeys(name for one in objects for name in one))
    return [headings, *([_text(one.get(name)) for name in headings] for one in objects)]


def _text(value: Any) -> str:
    return "|".join(map(_text, value)) if isinstance(value, list) else str(value or "").strip()


def communes(rows: Iterable[Mapping[str, str]] | None = None) -> Communes:
    """The municipalities that checks confront places with: those of ``rows``, else all."""
    if rows is None:
        packaged = resources.files("jalons") / "foundation/territories/data/territories.csv.gz"
        with packaged.open("rb") as raw, gzip.open(raw, "rt", encoding="utf-8") as stream:
            return communes([row for row in csv.DictReader(stream) if row["kind"] == "commune"])
    places = (
        (float(one["lat"]), float(one["lon"])) if one["lat"] else (None, None) for one in rows
    )
    return Communes(
        Commune(one["code"], one["name"], lat, lon, tuple(one["postcodes"].split()),
                tuple(one["former_codes"].split()))
        for one, (lat, lon) in zip(rows, places, strict=True)
    )  # fmt: skip
