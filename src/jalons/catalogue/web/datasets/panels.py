"""What other topics show on the page of a dataset, what they forbid, and what they do with a file.

A topic registers itself in its ``register``: topics import datasets, datasets import none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.foundation.design.panels import Panels


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why a dataset may not be published yet: a sentence, and the page where a person decides."""

    sentence: str
    url: str = ""
    action: str = ""


type Forbids = Callable[[Dataset], Sequence[Blocker]]
type Arrival = Callable[[Distribution], None]
panels: Panels[Dataset] = Panels()
_blockers: dict[str, Forbids] = {}
_arrivals: dict[str, Arrival] = {}


def blocker(name: str, function: Forbids) -> None:
    """Refuse to publish a dataset while ``function`` gives reasons."""
    _blockers[name] = function


def on_arrival(name: str, function: Arrival) -> None:
    """Call ``function`` in the transaction that stores a new file of a distribution."""
    _arrivals[name] = function


def blockers_of(dataset: Dataset) -> list[Blocker]:
    """Every reason not to publish a dataset."""
    return [reason for function in _blockers.values() for reason in function(dataset)]


def arrived(distribution: Distribution) -> None:
    """Let every topic know of a new file."""
    for function in _arrivals.values():
        function(distribution)
