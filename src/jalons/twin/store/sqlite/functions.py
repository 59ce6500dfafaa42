"""The connection that reads: SQLite calls two functions of ours on it, given to it once.

To give them again at each query would have SQLite prepare every statement of the connection anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from jalons.twin.engine.query.evaluate import pattern
from jalons.twin.engine.query.geo import GeoQuery, holds


class Reader(sqlite3.Connection):
    """A connection of one thread. ``asked`` has the geo-queries of the query under way.

    ``holds(n, geometry)`` tells whether a geometry is in the relation of the nth of them,
    ``matches(regular, text)`` whether a text matches a regular expression.
    """

    asked: Sequence[GeoQuery] = ()

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.create_function("matches", 2, _matches, deterministic=True)
        self.create_function("holds", 2, self._holds, deterministic=True)

    def _holds(self, number: int, geometry: str) -> bool:
        return holds(self.asked[number], msgspec.json.decode(geometry))


def _matches(regular: str, text: Any) -> bool:
    return isinstance(text, str) and pattern(regular).search(text) is not None
