"""What several territories measured of the same recipe, side by side: never a rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

LEAST = 3  # territories, for a figure of all of them


@dataclass(frozen=True, slots=True)
class Measured:
    """The result of a territory on its own sample: the score of the candidate it uses, with its
    95 % interval, the score of the rule beside it, and on how many items.
    """

    publisher: str
    version: str
    metric: str
    items: int
    score: float
    low: float
    high: float
    rule: float
    by_rule: bool


@dataclass(frozen=True, slots=True)
class Pooled:
    """Several territories together, on one version and one metric.

    ``score`` and ``rule`` are medians, ``lowest`` and ``highest`` the range of the scores, None
    under three territories; ``by_rule`` is how many use the rule.
    """

    version: str
    metric: str
    territories: int
    items: int
    by_rule: int
    score: float | None
    rule: float | None
    lowest: float | None
    highest: float | None


def pool(results: Sequence[Measured]) -> tuple[Pooled, ...]:
    """The results together, a line per version and metric: only what counted the same thing."""
    lines: dict[tuple[str, str], dict[str, Measured]] = {}
    for each in results:  # the last of a territory counts, once
        lines.setdefault((each.version, each.metric), {})[each.publisher] = each
    return tuple(
        _line(*key, list(found.values())) for key, found in sorted(lines.items(), reverse=True)
    )


def _line(version: str, metric: str, found: Sequence[Measured]) -> Pooled:
    scores = [each.score for each in found]
    enough = len(found) >= LEAST
    return Pooled(
        version, metric, len(found), sum(each.items for each in found),
        sum(each.by_rule for each in found),
        median(scores) if enough else None,
        median(each.rule for each in found) if enough else None,
        min(scores) if enough else None, max(scores) if enough else None,
    )  # fmt: skip
