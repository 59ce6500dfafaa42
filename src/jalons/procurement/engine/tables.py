"""Rows of the tables of the room as typed values, each with its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec


def typed[T](rows: Iterable[Mapping[str, Any]], of: type[T]) -> tuple[T, ...]:
    """The rows as values of a dataclass; a source without date or licence says so."""
    usual = {"published": None, "licence": "unstated"}
    whole = ({**row, "source": usual | row["source"]} for row in rows)
    return tuple(msgspec.convert(each, of) for each in whole)
