"""What the values of a column are, all together: a table for analysts has one type a column."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Literal

from jalons.broker.engine.instants import is_instant

ColumnType = Literal["integer", "number", "boolean", "instant", "date", "text", "mixed", "empty"]
_EXACT = 1 << 53  # integers a double represents
_LONGEST = 1 << 63
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def value_kind(value: Any) -> str:
    """What a value is: a type of column, ``long`` (a whole number beyond doubles) or ``json``.

    A text is an instant when it writes its zone; without one, nobody knows when it was.
    """
    match value:
        case bool():
            return "boolean"
        case int() if abs(value) <= _EXACT:
            return "integer"
        case int():
            return "long" if -_LONGEST <= value < _LONGEST else "longer"
        case float():
            return "number"
        case str():
            return _text_kind(value)
        case _:
            return "json"


_LOSSLESS: tuple[tuple[ColumnType, frozenset[str]], ...] = (
    ("empty", frozenset()),
    ("integer", frozenset({"integer", "long"})),
    ("number", frozenset({"integer", "number"})),
    ("boolean", frozenset({"boolean"})),
    ("instant", frozenset({"instant"})),
    ("date", frozenset({"date"})),
    ("text", frozenset({"text", "date", "instant"})),
)
"""Types of column, each with the kinds of values it stores without loss; the first that fits."""


def column_type(kinds: set[str], *, number: bool = False) -> ColumnType:
    """The type that loses nothing of values of some kinds; ``mixed`` when only text can be.

    ``number`` says that whole numbers are numbers among others there.
    """
    if number and kinds == {"integer"}:
        return "number"
    return next((name for name, fit in _LOSSLESS if kinds <= fit), "mixed")


def _text_kind(text: str) -> str:
    if _INSTANT.fullmatch(text):
        return "instant" if is_instant(text) else "text"
    return "date" if _DATE.fullmatch(text) and _is_date(text) else "text"


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
