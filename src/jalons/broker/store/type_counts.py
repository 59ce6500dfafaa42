"""The types in use, from the rows either database counts them in."""

from __future__ import annotations

from collections.abc import Iterable

from .port import TypeCount


def type_counts(rows: Iterable[tuple[str, str | None, str, int]]) -> list[TypeCount]:
    """The types of rows (type, attribute, kind of attribute, entities), in their order.

    The row of a type by itself (attribute None) comes before those of its attributes.
    """
    found: dict[str, TypeCount] = {}
    for kind, attr, attr_kind, entities in rows:
        if attr is None:
            found[kind] = TypeCount(kind, entities)
        elif kind in found:
            found[kind].attrs.setdefault(attr, {})[attr_kind] = entities
    return list(found.values())
