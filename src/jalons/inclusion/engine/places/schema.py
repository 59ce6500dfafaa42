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
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
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
    link: bool = False
    also: tuple[str, ...] = ()


class Schema(msgspec.Struct, frozen=True):
    """A version of the schema: its fields by heading, in the order of the columns."""

    version: str
    delimiter: str
    fields: dict[str, Field]


def table() -> Mapping[str, Any]:
    """The reference table: versions of the schema, rules of Jalons, lists of others."""
    return package_table("jalons.inclusion", "places_schema")


@cache
def schema(version: str = "") -> Schema:
    """A version, the latest by default. Raises ``InclusionError`` (``schema_unknown``)."""
    versions, wanted = table()["versions"], version.removeprefix("v") or table()["latest"]
    if wanted not in versions:
        raise InclusionError("schema_unknown", version=version, known=", ".join(versions))
    return msgspec.convert({**versions[wanted], "version": wanted}, Schema)


_KINDS = {
    one.field: one.kind for each in table()["versions"] for one in schema(each).fields.values()
}
_FIELDS: Any = make_dataclass(
    "_Fields", [(name, Any, field(default=_BLANKS[kind])) for name, kind in _KINDS.items()],
    frozen=True, kw_only=True, slots=True,
)  # fmt: skip


class Place(_FIELDS):  # type: ignore[misc]  # the fields are data
    """A place with the fields of every version: texts, tuples of texts, degrees, ``updated_on``.

    Unknown is "", (), or None for ``lat``, ``lon`` (WGS84) and ``updated_on``.
    """

    __slots__ = ()

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude; None unless both are known, and not both zero."""
        spot = self.lat, self.lon
        return spot if None not in spot and any(spot) else None


def value_of(kind: str, text: str) -> Any:
    """The value a cell writes in the form of the schema; None when it writes none."""
    if kind == "list":
        return tuple(part for part in text.split("|") if part)
    try:
        if kind == "date":
            return date.fromisoformat(text) if _DAY.fullmatch(text) else None
        value = text if kind == "text" else float(text)
    except ValueError:
        return None
    return value if isinstance(value, str) or math.isfinite(value) else None


def place_of(row: Row, shape: Schema) -> Place:
    """The place of a row; what cannot be read is unknown (``check`` reports it)."""
    texts = ((one, row.get(name, "")) for name, one in shape.fields.items())
    return Place(**{one.field: value_of(one.kind, text) for one, text in texts if text})


def written(value: Any) -> str:
    """A value as a cell of the schema writes it."""
    return (
        "|".join(value) if isinstance(value, list | tuple) else "" if value is None else str(value)
    )
