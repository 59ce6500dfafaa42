"""A Table Schema (specs.frictionlessdata.io/table-schema), read from its JSON."""

from __future__ import annotations

from typing import Any

import msgspec

from jalons.tabular.errors import TableError


class Constraints(msgspec.Struct, frozen=True, rename="camel"):
    """What the values of a column must respect; lengths in characters."""

    required: bool = False
    unique: bool = False
    enum: tuple[Any, ...] | None = None
    pattern: str | None = None
    minimum: Any = None
    maximum: Any = None
    min_length: int | None = None
    max_length: int | None = None


class Field(msgspec.Struct, frozen=True, rename="camel"):
    """A column: its heading, the type and the format of its values, its constraints."""

    name: str
    type: str = "string"
    format: str = "default"
    constraints: Constraints = Constraints()
    true_values: tuple[str, ...] = ("true", "True", "TRUE", "1")
    false_values: tuple[str, ...] = ("false", "False", "FALSE", "0")
    decimal_char: str = "."
    group_char: str = ""
    bare_number: bool = True
    missing_values: tuple[str, ...] | None = None


class RowCheck(msgspec.Struct, frozen=True):
    """What types do not say: siret, siren, one_of (one is filled), order (first ≥ second)."""

    check: str
    fields: tuple[str, ...]


class TableSchema(msgspec.Struct, frozen=True, rename="camel"):
    """The columns of a table, by heading: their order does not matter."""

    fields: tuple[Field, ...]
    missing_values: tuple[str, ...] = ("",)
    primary_key: tuple[str, ...] | str = ()
    checks: tuple[RowCheck, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """The headings whose values together name a row."""
        return (self.primary_key,) if isinstance(self.primary_key, str) else self.primary_key

    def field(self, name: str) -> Field | None:
        """The column of a heading."""
        return next((each for each in self.fields if each.name == name), None)

    def missing(self, field: Field) -> frozenset[str]:
        """The texts that mean that a cell has no value."""
        own = field.missing_values
        return frozenset(self.missing_values if own is None else own)


def read_schema(content: bytes) -> TableSchema:
    """The schema of a JSON file. Raises ``TableError`` (``schema_unread``)."""
    try:
        found = msgspec.json.decode(content, type=TableSchema)
    except msgspec.DecodeError as error:
        raise TableError("schema_unread", why=str(error)) from error
    if not found.fields:
        raise TableError("schema_unread", why="fields")
    return found
