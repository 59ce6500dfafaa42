"""What other topics show on the page of a dataset, what they forbid, and what they do with a file.

A topic registers itself in its ``register``: topics import datasets, datasets import none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from jalons.catalogue.web.datasets.models import Dataset, Distribution


@dataclass(frozen=True, slots=True)
class Panel:
    """What a topic says of a dataset: a sentence, a mark (ok, late, walk or idle), a few pairs of a
    term and its value, the page to open.
    """

    sentence: str
    facts: tuple[tuple[str, str], ...] = ()
    url: str = ""
    action: str = ""
    mark: str = ""
    mark_kind: str = "idle"


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why a dataset may not be published yet: a sentence, and the page where a person decides."""

    sentence: str
    url: str = ""
    action: str = ""


type Shown = Callable[[Dataset], Panel | None]
type Forbids = Callable[[Dataset], Sequence[Blocker]]
type Arrival = Callable[[Distribution], None]
_panels: dict[str, tuple[str | Promise, Shown]] = {}
_blockers: dict[str, Forbids] = {}
_arrivals: dict[str, Arrival] = {}


def panel(name: str, title: str | Promise, function: Shown) -> None:
    """Show on each dataset what ``function`` says of it, under ``title``; None shows nothing."""
    _panels[name] = (title, function)


def blocker(name: str, function: Forbids) -> None:
    """Refuse to publish a dataset while ``function`` gives reasons."""
    _blockers[name] = function


def on_arrival(name: str, function: Arrival) -> None:
    """Call ``function`` in the transaction that stores a new file of a distribution."""
    _arrivals[name] = function


def panels_of(dataset: Dataset) -> list[tuple[str, Panel]]:
    """The titles and the panels of a dataset, in the order topics were registered."""
    shown = ((str(title), function(dataset)) for title, function in _panels.values())
    return [(title, each) for title, each in shown if each is not None]


def blockers_of(dataset: Dataset) -> list[Blocker]:
    """Every reason not to publish a dataset."""
    return [reason for function in _blockers.values() for reason in function(dataset)]


def arrived(distribution: Distribution) -> None:
    """Let every topic know of a new file."""
    for function in _arrivals.values():
        function(distribution)
