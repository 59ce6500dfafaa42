"""The national schema of places, version by version (``data/places_schema.toml``), and a place."""

import math
import re
from collections.abc import Mapping
from dataclasses import field, make_dataclass
from datetime import date
from functools import cache
from typing import Any

import msgspec

from jalons.inclusion.engine.errors import InclusionError
from jalons.kernel.tables import package_table

type Row = Mapping[str, str]  # the texts of a line, by the headings of the schema
_BLANKS: Mapping[str, Any] = {"text": "", "list": (), "number": None, "date": None}


class Field(msgspec.Struct, frozen=True):
    """A field: its name in ``Place``, its labels, its kind (text, number, date, list), rules."""

    field: str
    fr: str
    en: str
    kind: str = "text"
    required: bool = False
    pattern: str = ""
    values: tuple[str, ...] = ()
    variants: dict[str, str] = {}
    longest: int = 0
    also: tuple[str, ...] = ()
    repairs: tuple[tuple[str, str], ...] = ()
    fault: str = "pattern"
    alone: bool = False


def table() -> Mapping[str, Any]:
    """The reference table: versions of the schema, rules of Jalons, lists of others."""
    return package_table("jalons.inclusion", "places_schema")


@cache
def schema(version: str = "") -> dict[str, Field]:
    """The fields of a version (the latest by default) by heading, in the order of the columns.

    Raises ``InclusionError`` (``schema_unknown``).
    """
    versions, wanted = table()["versions"], version.removeprefix("v") or table()["latest"]
    if wanted not in versions:
        raise InclusionError("schema_unknown", version=version, known=", ".join(versions))
    return msgspec.convert(versions[wanted]["fields"], dict[str, Field])


_ALL = {one.field: _BLANKS[one.kind] for v in table()["versions"] for one in schema(v).values()}
_FIELDS: Any = make_dataclass(
    "_Fields", [(name, Any, field(default=blank)) for name, blank in _ALL.items()], frozen=True
)


class Place(_FIELDS):  # type: ignore[misc]  # the fields are data
    """A place with the fields of every version; unknown is "", () or None.

    Texts, tuples of texts, ``lat`` and ``lon`` in degrees (WGS84), ``updated_on`` a day.
    """

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude; None unless both are known, and not both zero."""
        spot = self.lat, self.lon
        return spot if None not in spot and any(spot) else None


def value_of(kind: str, text: str) -> Any:
    """The value a cell writes in the form of the schema; the blank of the kind when none."""
    if kind in {"text", "list"}:
        return text if kind == "text" else tuple(part for part in text.split("|") if part)
    try:
        if kind == "number":
            return float(text) if math.isfinite(float(text)) else None
        return date.fromisoformat(text) if re.fullmatch("[0-9]{4}(-[0-9]{2}){2}", text) else None
    except ValueError:
        return None


def place_of(row: Row, version: str = "") -> Place:
    """The place of a row; what cannot be read is unknown (``check`` reports it)."""
    cells = ((one, row.get(name, "")) for name, one in schema(version).items())
    return Place(**{one.field: value_of(one.kind, text) for one, text in cells if text})


def written(value: Any) -> str:
    """A value as a cell of the schema writes it."""
    if isinstance(value, list | tuple):
        return "|".join(value)
    return "" if value is None else str(value)
