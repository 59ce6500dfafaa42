"""What several topics say of one record, on its page: each registers what it shows.

The topic of the record imports none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Panel:
    """What a topic says of a record: a sentence, a mark (ok, late, walk or idle), a few pairs of a
    term and its value, the page to open. Shown by ``design/panels.html``.
    """

    sentence: str
    facts: tuple[tuple[str, str], ...] = ()
    url: str = ""
    action: str = ""
    mark: str = ""
    mark_kind: str = "idle"


class Panels[Record]:
    """The panels of the records of a topic."""

    def __init__(self) -> None:
        self._shown: dict[str, tuple[str | Promise, Callable[[Record], Panel | None]]] = {}

    def add(
        self, name: str, title: str | Promise, function: Callable[[Record], Panel | None]
    ) -> None:
        """Show on each record what ``function`` says of it, under ``title``; None: nothing."""
        self._shown[name] = (title, function)

    def remove(self, name: str) -> None:
        """Show it no more."""
        self._shown.pop(name, None)

    def of(self, record: Record) -> list[tuple[str, Panel]]:
        """The titles and the panels of a record, in the order topics were registered."""
        shown = ((str(title), function(record)) for title, function in self._shown.values())
        return [(title, each) for title, each in shown if each is not None]
