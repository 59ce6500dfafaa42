"""What the answers to a consultation stand for: never the whole population, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

FEW = 100  # answers: even drawn at random, fewer leave more than 10 points of doubt (1/√n)
MOSTLY = 0.8  # the share of a channel from which it is nearly the only one


class Reason(StrEnum):
    """Why the answers do not stand for everybody."""

    NONE = "none"
    CHOSEN = "chosen"
    INVITED = "invited"
    FEW = "few"
    MOSTLY = "mostly"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Standing:
    """Why answers are not representative: they never are, since people chose to answer.

    ``total`` is None when it is hidden; ``channel`` is the one nearly all came by, with its
    ``share`` (0 to 1); ``codes`` are those printed, 0 for an open consultation.
    """

    reasons: tuple[Reason, ...]
    total: int | None
    channel: str = ""
    share: float = 0.0
    codes: int = 0


def standing(
    total: int | None, channels: Mapping[str, int | None], *, codes: int = 0,
    asks_about_you: bool = False,
) -> Standing:  # fmt: skip
    """What answers stand for, from counts as they are shown: a hidden one stays hidden."""
    if total == 0:
        return Standing((Reason.NONE,), 0, codes=codes)
    reasons = [Reason.INVITED if codes else Reason.CHOSEN]
    if total is None or total < FEW:
        reasons.append(Reason.FEW)
    name, count = max(channels.items(), key=lambda each: each[1] or 0, default=("", None))
    share = count / total if count and total else 0.0
    if share >= MOSTLY:
        reasons.append(Reason.MOSTLY)
    if not asks_about_you:
        reasons.append(Reason.UNKNOWN)
    if share < MOSTLY:
        name, share = "", 0.0
    return Standing(tuple(reasons), total, name, share, codes)
