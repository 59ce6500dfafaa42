"""Notices of the batches of one file, reported once for all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from jalons.footprint.engine.inventory.line import Notice

_SUMMED = ("rows", "devices")
_HIGHEST = ("largest",)
_ROWS = ("shown", "lines")  # numbers of rows, the first ones
MOST_SHOWN = 12


class NoticeTotals:
    """Notices by subject: counts are summed, the first place and samples are retained."""

    def __init__(self) -> None:
        self._notices: dict[tuple[str, str, str], Notice] = {}

    def add(self, notices: Iterable[Notice]) -> None:
        """Add the notices of one more batch."""
        for notice in notices:
            where = notice.where
            key = (notice.code, where.sheet if where else "", (where.column or "") if where else "")
            past = self._notices.get(key)
            self._notices[key] = notice if past is None else _together(past, notice)

    def all(self) -> tuple[Notice, ...]:
        """The notices, in the order they were first met."""
        return tuple(self._notices.values())


def _together(past: Notice, new: Notice) -> Notice:
    params: dict[str, Any] = dict(past.params)
    where = past.where
    for name in _SUMMED:
        if name in params and name in new.params:
            params[name] += new.params[name]
    for name in _HIGHEST:
        if name in params and new.params.get(name, 0) > params[name]:
            params[name], where = new.params[name], new.where
    for name in _ROWS:
        if name in params:
            params[name] = _shown(str(params[name]), str(new.params.get(name, "")))
    return replace(past, where=where, params=params)


def _shown(past: str, new: str) -> str:
    """The first rows of both, dots after the last one shown when there are more."""
    rows = [row for row in f"{past}, {new}".replace(", …", "").split(", ") if row]
    more = len(rows) > MOST_SHOWN or "…" in past or "…" in new
    return ", ".join(rows[:MOST_SHOWN]) + (", …" if more else "")
