"""The exports of well-known tools: known by their headings, read by their own columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jalons.kernel.tables import package_table
from jalons.strategy.engine.plan_reading.words import plain
from jalons.tabular.proposing import has_signature


@dataclass(frozen=True, slots=True)
class PlanExport:
    """The export of a tool: what its columns hold, by folded heading."""

    key: str
    names: Mapping[str, str]
    signature: tuple[frozenset[str], ...]
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
    any_of = [told["any"]] if "any" in told else []
    return PlanExport(
        key=key,
        names={"fr": told["fr"], "en": told["en"]},
        signature=tuple(map(frozenset, (*([each] for each in told["needs"]), *any_of))),
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
    return next((e for e in known_exports() if has_signature(held, e.signature)), None)
