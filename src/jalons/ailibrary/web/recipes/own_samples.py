"""What people decided, as a sample on which a recipe is judged: topics register theirs here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from jalons.ailibrary.engine.evaluation.outcomes import Sample
from jalons.foundation.accounts.models import Authority

LEAST = 200  # items, before a recipe may leave its trial


@dataclass(frozen=True, slots=True)
class Decided:
    """Decided items; ``labels`` say which answer of people each label of a recipe stands for.

    ``names`` are the answers people may give, in words.
    """

    sample: Sample
    labels: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


type Decisions = Callable[[Authority], Decided]
_samples: dict[str, Decisions] = {}


def own_sample(key: str, function: Decisions) -> None:
    """Judge this recipe on what ``function`` gives."""
    _samples[key] = function


def decided(authority: Authority, key: str) -> Decided | None:
    """The decided items of an authority; None for a recipe on which nobody decides here."""
    return _samples[key](authority) if key in _samples else None


def is_decided(key: str) -> bool:
    """Whether people decide on this recipe somewhere, so that it is judged on their decisions."""
    return key in _samples


def sample_of(authority: Authority, key: str) -> Sample | None:
    """The decided items of an authority; None when there are none, or too few to judge."""
    found = decided(authority, key)
    return found.sample if found and len(found.sample) >= LEAST else None
