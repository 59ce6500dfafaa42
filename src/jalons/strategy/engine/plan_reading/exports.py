"""The exports of well-known tools: known by their headings, read by their own columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jalons.kernel.tables import package_table
from jalons.strategy.engine.plan_reading.words import plain


@dataclass(frozen=True, slots=True)
class PlanExport:
    """The export of a tool: what its columns hold, by folded heading."""

    key: str
    names: Mapping[str, str]
    needs: frozenset[str]
    one_of: frozenset[str]
    columns: Mapping[str, str]
    groups: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]

    def field(self, heading: str, group: str) -> str | None:
        """What a column holds, by its heading or by the heading above it."""
        return self.groups.get(plain(group)) or self.columns.get(plain(heading))

    def choice(self, kind: str, text: str) -> str | None:
        """The key of a state in the words of the tool."""
        return self.words.get(kind, {}).get(plain(text))


@cache
def known_exports() -> tuple[PlanExport, ...]:
    """The exports of ``data/plan_exports.toml``."""
    table = package_table("jalons.strategy", "plan_exports")
    return tuple(_export(key, told) for key, told in table.items())


def _export(key: str, told: Mapping[str, Any]) -> PlanExport:
    return PlanExport(
        key=key,
        names={"fr": told["fr"], "en": told["en"]},
        needs=frozenset(told["needs"]),
        one_of=frozenset(told.get("any", ())),
        columns=told.get("columns", {}),
        groups=told.get("groups", {}),
        words={
            kind: {plain(word): state for state, words in states.items() for word in words}
            for kind, states in told.get("words", {}).items()
        },
    )


def export_of(headings: Iterable[str]) -> PlanExport | None:
    """The tool whose export has these headings, the first that fits, or None."""
    held = {plain(heading) for heading in headings}
    for each in known_exports():
        if each.needs <= held and (not each.one_of or each.one_of & held):
            return each
    return None
