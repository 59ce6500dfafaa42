"""What each topic counts of the recipes it serves, for the living card: topics register here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from jalons.ailibrary.engine.cards.blocks import RecipeMonth as Usage
from jalons.foundation.accounts.models import Authority

__all__ = ["Usage", "counts", "usage_of"]


type Counts = Callable[[Authority, date], Usage]
_counts: dict[str, Counts] = {}


def counts(key: str, function: Counts) -> None:
    """Ask ``function(authority, today)`` for the usage of this recipe."""
    _counts[key] = function


def usage_of(authority: Authority, key: str, today: date) -> Usage | None:
    """The usage of a recipe; None when no topic counts it."""
    return _counts[key](authority, today) if key in _counts else None
