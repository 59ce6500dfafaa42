"""The exports of well-known tools: recognised by their headings, read by their own columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jalons.kernel.tables import package_table
from jalons.strategy.engine.plan_files.vocabulary import plain
from jalons.tabular.column_mapping import has_signature


@dataclass(frozen=True, slots=True)
class PlanExport:
    """The export of a tool: the fields of its columns, by folded heading."""

    key: str
    names: Mapping[str, str]
    signature: tuple[frozenset[str], ...]
    columns: Mapping[str, str]
    groups: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]

    def field(self, heading: str, group: str) -> str | None:
        """The field of a column, by its heading or by the heading above it."""
        return self.groups.get(plain(group)) or self.columns.get(plain(heading))

    def choice(self, kind: str, text: str) -> str | None:
        """The key of a state in the words of the tool."""
        return self.words.get(kind, {}).get(plain(text))


@cache
def known_exports() -> tuple[PlanExport, ...]:
    """The exports of ``data/plan_exports.toml``."""
    table = package_table("jalons.strategy", "plan_exports")
    return tuple(_export(key, row) for key, row in table.items())


def _export(key: str, row: Mapping[str, Any]) -> PlanExport:
    any_of = [row["any"]] if "any" in row else []
    return PlanExport(
        key=key,
        names={"fr": row["fr"], "en": row["en"]},
        signature=tuple(map(frozenset, (*([each] for each in row["needs"]), *any_of))),
        columns=row.get("columns", {}),
        groups=row.get("groups", {}),
        words={
            kind: {plain(word): state for state, words in states.items() for word in words}
            for kind, states in row.get("words", {}).items()
        },
    )


def export_of(headings: Iterable[str]) -> PlanExport | None:
    """The tool whose export has these headings, the first that fits, or None."""
    folded = {plain(heading) for heading in headings}
    return next((e for e in known_exports() if has_signature(folded, e.signature)), None)
