"""Exports of known tools: one declared reader each, recognised by headings that only they have.

What a reader knows is data (``footprint/data/exports.toml``); this is the mechanism: which reader
fits a row of headings, where its columns stand, and the cells its rules write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from jalons.footprint.engine.reading.vocabulary.reference import table
from jalons.footprint.engine.reading.vocabulary.words import folded
from jalons.tabular.column_mapping import Preset
from jalons.tabular.folding import fold

_BARE_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+|\d+(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f.,](?=\d{3}(?!\d))")
_CELL = "\x1fcell"
_IDENTIFYING = frozenset({"type", "model"})


@dataclass(frozen=True, slots=True)
class CellRule:
    """The ``value`` a field takes on the rows where every pattern of ``when`` is found.

    ``when`` maps the name of a declared column to a regular expression over its folded text (blank
    when the file has no such column); empty: on every row. The first rule of a field that applies
    wins, over the cell itself too. ``row_nature`` is a field here: no device of the authority.
    """

    field: str
    value: str
    when: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ExportReader:
    """How to read one table a known tool exports.

    ``known``: the headings it is recognised by, and its columns by name; a name that is no field of
    the reader only serves the rules. ``units``: of bare numbers, by field. ``unused``: headings
    that look like a field and are none. A reader ``left_out`` recognises a table without devices;
    the sheets beside one of a ``whole_workbook`` that no reader fits are left out too.
    """

    known: Preset
    rules: tuple[CellRule, ...]
    units: Mapping[str, str]
    unused: frozenset[str]
    left_out: bool
    whole_workbook: bool

    @property
    def key(self) -> str:
        """Its name in a mapping."""
        return self.known.key

    def places(self, headings: Sequence[str]) -> dict[str, int]:
        """The column (0-based) of each declared name among the headings."""
        return self.known.places([fold(heading) for heading in headings])

    @property
    def declared(self) -> frozenset[str]:
        """The names of the fields a column or a rule gives."""
        return frozenset(self.known.columns) | {rule.field for rule in self.rules}

    @property
    def names_devices(self) -> bool:
        """Whether its rules alone say what the rows are."""
        return not self.left_out and any(rule.field in _IDENTIFYING for rule in self.rules)


@cache
def export_readers() -> Mapping[str, ExportReader]:
    """The declared readers by key, in order of precedence."""
    return {key: _reader(key, entry) for key, entry in table("exports").items()}


def _reader(key: str, entry: Mapping[str, Any]) -> ExportReader:
    return ExportReader(
        Preset(
            key,
            tuple(frozenset(map(fold, group)) for group in entry["signature"]),
            {name: tuple(map(fold, known)) for name, known in entry.get("columns", {}).items()},
        ),
        tuple(
            CellRule(rule["field"], rule["value"], rule.get("when", {}))
            for rule in entry.get("cells", ())
        ),
        entry.get("units", {}),
        frozenset(map(fold, entry.get("unused", ()))),
        bool(entry.get("left_out", False)),
        bool(entry.get("whole_workbook", False)),
    )


def reader_of(headings: Iterable[str]) -> ExportReader | None:
    """The first declared reader whose signature is in these headings, or None."""
    found = frozenset(fold(heading) for heading in headings if heading)
    return next((reader for reader in export_readers().values() if reader.known.fits(found)), None)


def with_declared_cells(
    lines: pl.DataFrame,
    body: pl.DataFrame,
    key: str,
    headings: Sequence[str],
    columns: Mapping[str, int],
) -> pl.DataFrame:
    """``lines`` (one text column per field) with what the reader called ``key`` writes in them.

    ``body``: the cells of the same rows; ``columns``: the column of each field as it was confirmed.
    A column somebody chose instead of the declared one is left as it is.
    """
    reader = export_readers().get(key)
    if reader is None:
        return lines
    places = reader.places(headings)
    own = {name for name in reader.declared if columns.get(name) == places.get(name)}
    units = [_with_unit(lines[name], unit) for name, unit in reader.units.items() if name in own]
    wanted = dict.fromkeys(name for rule in reader.rules for name in rule.when)
    watched = pl.DataFrame(
        [_watched(body, name, places.get(name), lines.height) for name in wanted]
    )
    named = dict.fromkeys(rule.field for rule in reader.rules if rule.field in own)
    written = [
        _written(lines[name], watched, [rule for rule in reader.rules if rule.field == name])
        for name in named
    ]
    known = lines["row_nature"]
    done = lines.with_columns(*units, *written)
    return done.with_columns(known.zip_with(known.is_not_null(), done["row_nature"]))


def _watched(body: pl.DataFrame, name: str, column: int | None, height: int) -> pl.Series:
    if column is None or column >= body.width:
        return pl.Series(name, [""], pl.String).new_from_index(0, height)
    return body.select(folded(str(column)).alias(name)).to_series()


def _written(cells: pl.Series, watched: pl.DataFrame, rules: Sequence[CellRule]) -> pl.Series:
    """The cells of a field once its rules are applied, the first that matches on each row."""
    frame = watched.with_columns(cells.alias(_CELL)) if watched.width else cells.to_frame(_CELL)
    text = pl.col(_CELL)
    for rule in reversed(rules):
        matches = pl.all_horizontal(
            pl.lit(value=True),
            *(pl.col(name).str.contains(pattern) for name, pattern in rule.when.items()),
        )
        text = pl.when(matches).then(pl.lit(rule.value)).otherwise(text)
    return frame.select(text.alias(cells.name)).to_series()


def _with_unit(cells: pl.Series, unit: str) -> pl.Series:
    """Bare numbers with their declared unit: « 65,536 » → « 65536 Mio »."""
    distinct = {
        text: f"{_THOUSANDS.sub('', text)} {unit}"
        for text in cells.unique().to_list()
        if _BARE_NUMBER.fullmatch(text)
    }
    return cells.replace(distinct) if distinct else cells
