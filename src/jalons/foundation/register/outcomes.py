"""The outcome of an act, or of its undo."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from jalons.foundation.register.models import Batch, Registered
from jalons.kernel import JalonsError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act that leaves aside the records that refuse it, with each reason."""

    batch: Batch | None
    changed: tuple[str, ...]
    refused: tuple[tuple[Registered, str], ...]
    created: int  # of those changed, how many are new


@dataclass(frozen=True, slots=True)
class Undone:
    """What came of undoing an act: the new act, and the records that were left as they are.

    ``changed_since`` names those somebody changed meanwhile; ``refused`` those that cannot come
    back, with the reason.
    """

    batch: Batch | None
    restored: int
    changed_since: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def refusal_words(error: ValidationError | JalonsError) -> str:
    """Why an act was refused, in one text."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
