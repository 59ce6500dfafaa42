"""The bounds of a JSON value to store: finite numbers, and no deeper than readers can walk."""

from __future__ import annotations

import reprlib
import sys
from math import isfinite
from typing import Any

from .problems import bad

MOST_DEEP = 64
MOST_INTEGER = int(sys.float_info.max)


def bounded(value: Any, what: str) -> None:
    """Nothing when a JSON value can be stored; raises ``Problem`` naming ``what`` otherwise.

    Numbers are finite doubles, and at most 64 lists and objects are within each other. Walked level
    by level, so that no depth stops the walk itself.
    """
    level: list[Any] = [value]
    for _ in range(MOST_DEEP + 1):
        below: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is dict:
                below += item.values()
            elif kind is list:
                below += item
            elif kind is int:
                if not -MOST_INTEGER <= item <= MOST_INTEGER:
                    raise bad(f"{what} has a number too large for a double")
            elif kind is float and not isfinite(item):
                raise bad(f"{what} has {item}, which is not a finite number")
        if not below:
            return
        level = below
    raise bad(f"{what} has more than {MOST_DEEP} lists and objects within each other")


def as_text(value: Any) -> str:
    """Any JSON value as a message quotes it: cut where it is long or deep."""
    return value if isinstance(value, str) else reprlib.repr(value)
