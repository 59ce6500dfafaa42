"""Which requests are decided blind or are drills: drawn by a secret that nobody can compute."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from enum import StrEnum

BLIND, DRILLS = 0.05, 0.02  # shares of the requests that have a suggestion


class Mode(StrEnum):
    """How a request is shown to who decides."""

    OPEN = "open"  # with its suggestion
    BLIND = "blind"  # the suggestion exists, and is hidden until the decision
    DRILL = "drill"  # a wrong suggestion, planted; revealed at once, without effect
    NONE = "none"  # without suggestion: the recipe abstained, is suspended, or there is none


def part_of(secret: bytes, item: str, purpose: str) -> float:
    """A number from 0 to 1 that depends on the item, and that only the secret gives."""
    drawn = hmac.new(secret, f"{purpose}:{item}".encode(), hashlib.sha256).digest()
    return int.from_bytes(drawn[:8], "big") / 2**64


def mode_of(secret: bytes, item: str, *, drills: bool, blind: float = BLIND) -> Mode:
    """How an item with a suggestion is shown: always the same."""
    if part_of(secret, item, "blind") < blind:
        return Mode.BLIND
    if drills and part_of(secret, item, "drill") < DRILLS:
        return Mode.DRILL
    return Mode.OPEN


def planted(secret: bytes, item: str, suggested: Sequence[str], known: Sequence[str]) -> str:
    """A label that is not among those suggested, for a drill; empty when there is none."""
    wrong = sorted(set(known) - set(suggested))
    if not wrong:
        return ""
    return wrong[int(part_of(secret, item, "planted") * len(wrong)) % len(wrong)]
