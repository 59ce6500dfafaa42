"""What other topics show on the page of a service, and the measures they have of its pages.

A topic registers itself in its ``register``: topics import services, services import none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from jalons.foundation.register.models import Registered
from jalons.kernel.contracts import Port
from jalons.webaudit.engine.measure import PageMeasure
from jalons.webaudit.web.services.models import WebService


@dataclass(frozen=True, slots=True)
class Panel:
    """What a topic says of a service: a sentence, a mark (ok, late, walk or idle), a few pairs of a
    term and its value, the page to open.
    """

    sentence: str
    facts: tuple[tuple[str, str], ...] = ()
    url: str = ""
    action: str = ""
    mark: str = ""
    mark_kind: str = "idle"


def about(record: Registered, sentence: str, page: str, action: str | Promise) -> Panel:
    """A panel that leads to the page of a record."""
    url = reverse(page, args=[record.authority.slug, record.pk])
    return Panel(sentence, url=url, action=str(action))


type Shown = Callable[[WebService], Panel | None]
_panels: dict[str, tuple[str | Promise, Shown]] = {}
# The latest measures of the pages of a service, none when nobody measured: audits plug it in.
latest_measures: Port[Callable[[WebService], Sequence[PageMeasure]]] = Port("latest_measures")
latest_measures.connect(lambda _service: ())


def panel(name: str, title: str | Promise, function: Shown) -> None:
    """Show on each service what ``function`` says of it, under ``title``; None shows nothing."""
    _panels[name] = (title, function)


def panels_of(service: WebService) -> list[tuple[str, Panel]]:
    """The titles and the panels of a service, in the order topics were registered."""
    shown = ((str(title), function(service)) for title, function in _panels.values())
    return [(title, each) for title, each in shown if each is not None]
