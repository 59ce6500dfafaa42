"""The rules: one identifier as written, the same one cleaned, mean similarity, points by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz.fuzz import ratio

from jalons.ailibrary.engine.pairs.comparing import FIELDS, compare, keys_of, table
from jalons.tabular.folding import fold

type Record = Mapping[str, str]
type RecordPair = tuple[Record, Record]
_PERSON = ("given_name", "surname", "date_of_birth")  # by which registers of people are sorted


def same_identifier(pairs: Sequence[RecordPair]) -> list[bool]:
    """The same serial number as written: what “remove duplicates” of a spreadsheet does.

    Of people: the same names and birth.
    """
    return [_same(one, other, ("serial",)) or _same(one, other, _PERSON) for one, other in pairs]


def _same(one: Record, other: Record, fields: Sequence[str]) -> bool:
    return all(one.get(field) and one.get(field) == other.get(field) for field in fields)


def same_clean_identifier(pairs: Sequence[RecordPair]) -> list[bool]:
    """The same serial number once what machines say without one is left out."""
    keys = ((keys_of(one), keys_of(other), one, other) for one, other in pairs)
    return [_same(a, b, ("serial",)) or _same(one, other, _PERSON) for a, b, one, other in keys]


def by_similarity(pairs: Sequence[RecordPair]) -> list[bool]:
    """The mean similarity of the fields that both fill."""
    return [similarity(one, other) > table()["mean"] for one, other in pairs]


def similarity(one: Record, other: Record) -> float:
    """The mean similarity of the fields that both records fill, 0 to 1."""
    shared = [field for field in one if one[field] and other.get(field)]
    alike = [ratio(fold(one[field]), fold(other[field])) for field in shared]
    return sum(alike) / len(alike) / 100 if alike else 0.0


def by_points(pairs: Sequence[RecordPair]) -> list[bool]:
    """The points of the fields of an inventory; other records by their mean similarity."""
    return [_by_points(one, other) for one, other in pairs]


def _by_points(one: Record, other: Record) -> bool:
    if not any(field in one for field in FIELDS):
        return bool(similarity(one, other) > table()["mean"])
    return bool(compare(keys_of(one), keys_of(other)).points >= table()["least"])
