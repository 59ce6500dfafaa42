"""The connection that reads: SQLite calls functions of ours on it, registered once.

To register them again at each query would have SQLite prepare every statement of the connection
anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.query.evaluate import matches, pattern
from jalons.broker.engine.query.geo import GeoQuery, satisfies
from jalons.broker.engine.query.leaves import values_at
from jalons.broker.engine.query.tree import Compare, Has, Scalar


class Reader(sqlite3.Connection):
    """A connection of one thread. ``geo_queries`` are those of the current query, ``read`` its
    conditions on what has no leaves.

    SQL functions: ``satisfies(n, geometry)`` is true in the relation of the nth geo-query,
    ``matches(regular, text)`` when a text matches a regular expression,
    ``matches_condition(n, document)`` when a document matches the nth condition; ``least`` and
    ``most`` are the values at its path.
    """

    geo_queries: Sequence[GeoQuery] = ()
    read: Sequence[Has | Compare] = ()
    _text = ""
    _document: Doc = {}

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.places: dict[tuple[int, str], int] = {}
        self.create_function("matches", 2, _matches, deterministic=True)
        self.create_function("satisfies", 2, self._satisfies, deterministic=True)
        self.create_function("matches_condition", 2, self._matches_condition, deterministic=True)
        self.create_function("least", 2, self._least, deterministic=True)
        self.create_function("most", 2, self._most, deterministic=True)

    def _satisfies(self, number: int, geometry: str) -> bool:
        return satisfies(self.geo_queries[number], msgspec.json.decode(geometry))

    def _matches_condition(self, number: int, text: str) -> bool:
        node = self.read[number]
        values = self._values(node, text)
        return bool(values) and matches({node.path: values}, node)

    def _least(self, number: int, text: str) -> Scalar | None:
        return min(self._values(self.read[number], text), key=_rank, default=None)

    def _most(self, number: int, text: str) -> Scalar | None:
        return max(self._values(self.read[number], text), key=_rank, default=None)

    def _values(self, node: Has | Compare, text: str) -> set[Scalar]:
        if text != self._text:  # several conditions read the same document
            self._text, self._document = text, msgspec.json.decode(text)
        return values_at(self._document, node.path)


def _rank(value: Scalar) -> tuple[bool, Any]:
    return isinstance(value, str), value


def _matches(regular: str, text: Any) -> bool:
    return isinstance(text, str) and pattern(regular).search(text) is not None
