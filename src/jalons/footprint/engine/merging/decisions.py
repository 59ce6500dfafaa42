"""Decisions on pairs proposed as one device: pair by pair, or for a whole reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from jalons.footprint.engine.merging.pairs import WEIGHTS, Likeness, Proposal
from jalons.kernel import Where

type PairKey = tuple[str, str, int, str, str, int]  # source, sheet and row of both


class PairDecision(StrEnum):
    """One device described twice, or two devices."""

    MERGE = "merge"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class PairDecisions:
    """The decisions of a person; that of a pair prevails over that of its reason.

    A pair without a decision is undecided: both its rows are counted, and this is said.
    """

    by_reason: Mapping[Likeness, PairDecision] = field(default_factory=dict)
    by_pair: Mapping[PairKey, PairDecision] = field(default_factory=dict)

    def of(self, pair: Proposal) -> PairDecision | None:
        """The decision on a pair, or that on its reason, if any."""
        return self.by_pair.get(pair_key(pair)) or self.by_reason.get(main_reason(pair))

    def with_reason(self, reason: Likeness, decision: PairDecision | None) -> PairDecisions:
        """These decisions with that on a reason; None withdraws it."""
        others = {name: decision for name, decision in self.by_reason.items() if name != reason}
        return replace(self, by_reason=others | ({reason: decision} if decision else {}))

    def with_pairs(self, decisions: Mapping[PairKey, PairDecision | None]) -> PairDecisions:
        """These decisions with those on some pairs; None withdraws one."""
        merged = {**self.by_pair, **decisions}
        return replace(
            self, by_pair={key: decision for key, decision in merged.items() if decision}
        )

    def merged(self, pairs: Iterable[Proposal]) -> tuple[Proposal, ...]:
        """The pairs said to be one device."""
        return tuple(pair for pair in pairs if self.of(pair) == PairDecision.MERGE)

    def undecided(self, pairs: Iterable[Proposal]) -> tuple[Proposal, ...]:
        """The pairs without a decision."""
        return tuple(pair for pair in pairs if self.of(pair) is None)

    def to_json(self) -> dict[str, Any]:
        """The decisions as JSON values."""
        return {
            "reasons": {
                reason.value: decision.value for reason, decision in self.by_reason.items()
            },
            "pairs": [[*key, decision.value] for key, decision in self.by_pair.items()],
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> PairDecisions:
        """The decisions written by ``to_json``."""
        return cls(
            {
                Likeness(name): PairDecision(decision)
                for name, decision in content.get("reasons", {}).items()
            },
            {
                (a, b, int(c), d, e, int(f)): PairDecision(decision)
                for a, b, c, d, e, f, decision in content.get("pairs", ())
            },
        )


def main_reason(pair: Proposal) -> Likeness:
    """The strongest likeness of a pair."""
    return max(pair.why, key=WEIGHTS.__getitem__)


def pair_key(pair: Proposal) -> PairKey:
    """The key of a pair, whatever its rows contain."""
    return (*_place(pair.first), *_place(pair.second))


def _place(where: Where) -> tuple[str, str, int]:
    return where.file, where.sheet, where.row or 0
