"""Reads any inventory file: every row is counted, or listed with its reason."""

from jalons.footprint.engine.reading.formats.sheet import Sheet
from jalons.footprint.engine.reading.lines import read_inventory
from jalons.footprint.engine.reading.mapping.choices import Tally, tally, with_choices
from jalons.footprint.engine.reading.mapping.columns import (
    ColumnGuess,
    HeaderGuess,
    find_header,
    guess_columns,
)
from jalons.footprint.engine.reading.mapping.sheet_mapping import Mapping, SheetMapping, mapping_of
from jalons.footprint.engine.reading.sheet_choice import fit_mapping, guess_mapping
from jalons.footprint.engine.reading.sheets import read_files, read_sheets
from jalons.footprint.engine.reading.vocabulary.fields import Field, Why
from jalons.footprint.engine.reading.vocabulary.reference import country_of
from jalons.tabular import DEFAULT_LIMITS, Limits, is_readable

__all__ = [
    "DEFAULT_LIMITS",
    "ColumnGuess",
    "Field",
    "HeaderGuess",
    "Limits",
    "Mapping",
    "Sheet",
    "SheetMapping",
    "Tally",
    "Why",
    "country_of",
    "find_header",
    "fit_mapping",
    "guess_columns",
    "guess_mapping",
    "is_readable",
    "mapping_of",
    "read_files",
    "read_inventory",
    "read_sheets",
    "tally",
    "with_choices",
]
