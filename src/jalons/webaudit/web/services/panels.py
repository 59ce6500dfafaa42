"""What other topics show on the page of a service, and the measures they have of its pages.

A topic registers itself in its ``register``: topics import services, services import none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from jalons.webaudit.engine.measure import PageMeasure
from jalons.webaudit.web.services.models import WebService


@dataclass(frozen=True, slots=True)
class Panel:
    """What a topic says of a service: a sentence, a mark, a few facts, the page to open.

    ``mark_kind`` is ok, late, walk or idle; ``facts`` are pairs of a term and its value.
    """

    sentence: str
    facts: tuple[tuple[str, str], ...] = ()
    url: str = ""
    action: str = ""
    mark: str = ""
    mark_kind: str = "idle"


type Shown = Callable[[WebService], Panel | None]
type Measures = Callable[[WebService], Sequence[PageMeasure]]

_panels: dict[str, tuple[str | Promise, Shown]] = {}
_measures: dict[str, Measures] = {}


def panel(name: str, title: str | Promise, function: Shown) -> None:
    """Show on each service what ``function`` says of it, under ``title``; None shows nothing."""
    _panels[name] = (title, function)


def panels_of(service: WebService) -> list[tuple[str, Panel]]:
    """The titles and the panels of a service, in the order topics were registered."""
    shown = ((str(title), function(service)) for title, function in _panels.values())
    return [(title, each) for title, each in shown if each is not None]


def measures_from(function: Measures) -> None:
    """Register who knows the latest measures of the pages of a service."""
    _measures["latest"] = function


def measures_of(service: WebService) -> Sequence[PageMeasure]:
    """The latest measures of its pages; none while no topic measures."""
    return _measures["latest"](service) if _measures else ()
