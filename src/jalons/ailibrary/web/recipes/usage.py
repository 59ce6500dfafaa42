"""What each topic counts of the recipes it serves, for the living card: topics register here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from jalons.foundation.accounts.models import Authority


@dataclass(frozen=True, slots=True)
class Usage:
    """Thirty days of a recipe; None is not measured.

    ``decisions`` of people, ``set_aside`` those that did not follow the suggestion; shares are 0
    to 1: ``blind_accuracy`` without showing it, ``accepted_if_wrong`` of planted or blind errors,
    ``drift`` the stability index of its scores. ``last`` is the day of the last decision.
    """

    decisions: int = 0
    set_aside: int | None = None
    blind_accuracy: float | None = None
    accepted_if_wrong: float | None = None
    drift: float | None = None
    incidents: int | None = None
    last: date | None = None


type Counts = Callable[[Authority, date], Usage]
_counts: dict[str, Counts] = {}


def counts(key: str, function: Counts) -> None:
    """Ask ``function(authority, today)`` for the usage of this recipe."""
    _counts[key] = function


def usage_of(authority: Authority, key: str, today: date) -> Usage | None:
    """The usage of a recipe; None when no topic counts it."""
    return _counts[key](authority, today) if key in _counts else None
