"""What a person decided of pairs proposed as one device: pair by pair, or for a whole reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from jalons.footprint.engine.merging.pairs import WEIGHTS, Likeness, Proposal
from jalons.kernel import Where

type PairKey = tuple[str, str, int, str, str, int]  # source, sheet and row of both


class PairVerdict(StrEnum):
    """One device told twice, or two devices."""

    MERGE = "merge"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class PairVerdicts:
    """The verdicts given; that of a pair prevails over that of its reason.

    A pair nobody judged has none: both its rows are counted, and said to be undecided.
    """

    by_reason: Mapping[Likeness, PairVerdict] = field(default_factory=dict)
    by_pair: Mapping[PairKey, PairVerdict] = field(default_factory=dict)

    def of(self, pair: Proposal) -> PairVerdict | None:
        """The verdict on a pair, if any."""
        return self.by_pair.get(pair_key(pair)) or self.by_reason.get(main_reason(pair))

    def with_reason(self, reason: Likeness, verdict: PairVerdict | None) -> PairVerdicts:
        """These verdicts with that of a reason, or without any when None."""
        kept = {name: held for name, held in self.by_reason.items() if name != reason}
        return replace(self, by_reason=kept | ({reason: verdict} if verdict else {}))

    def with_pairs(self, given: Mapping[PairKey, PairVerdict | None]) -> PairVerdicts:
        """These verdicts with those of some pairs; None takes a verdict back."""
        merged = {**self.by_pair, **given}
        return replace(self, by_pair={key: held for key, held in merged.items() if held})

    def merged(self, pairs: Iterable[Proposal]) -> tuple[Proposal, ...]:
        """The pairs said to be one device."""
        return tuple(each for each in pairs if self.of(each) == PairVerdict.MERGE)

    def undecided(self, pairs: Iterable[Proposal]) -> tuple[Proposal, ...]:
        """The pairs nobody judged."""
        return tuple(each for each in pairs if self.of(each) is None)

    def to_json(self) -> dict[str, Any]:
        """The verdicts as JSON values."""
        return {
            "reasons": {reason.value: held.value for reason, held in self.by_reason.items()},
            "pairs": [[*key, held.value] for key, held in self.by_pair.items()],
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> PairVerdicts:
        """The verdicts kept by ``to_json``."""
        return cls(
            {
                Likeness(name): PairVerdict(held)
                for name, held in content.get("reasons", {}).items()
            },
            {
                (a, b, int(c), d, e, int(f)): PairVerdict(held)
                for a, b, c, d, e, f, held in content.get("pairs", ())
            },
        )


def main_reason(pair: Proposal) -> Likeness:
    """What two rows share that says most."""
    return max(pair.why, key=WEIGHTS.__getitem__)


def pair_key(pair: Proposal) -> PairKey:
    """What names a pair, whatever is said of its rows."""
    return (*_place(pair.first), *_place(pair.second))


def _place(where: Where) -> tuple[str, str, int]:
    return where.file, where.sheet, where.row or 0
