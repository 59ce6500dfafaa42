"""Checkboxes of a filtered and paged list: ticked rows stay ticked on every page.

The boxes belong to the form of the filter (``form="filter"``), so that each answer brings them
back by the address, without a script. A button of that form with an address of its own acts on
them; it is the only one that sends the token of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

ALL_SHOWN = "filtre"  # with “aucun”: show the whole list, and forget no tick


@dataclass(frozen=True, slots=True)
class Ticks:
    """The boxes called ``name``: the values ticked, and those of them the list does not show."""

    name: str
    ticked: frozenset[str]
    aside: tuple[str, ...]

    @property
    def query(self) -> str:
        """The ticks alone, as the query of an address."""
        return urlencode([(self.name, each) for each in sorted(self.ticked)])


def ticks(
    query: QueryDict, name: str, *, known: Callable[[str], bool], shown: Iterable[str]
) -> Ticks:
    """The ticks in an address; values that are not ``known`` are left out."""
    ticked = frozenset(each for each in query.getlist(name) if known(each))
    return Ticks(name, ticked, tuple(sorted(ticked.difference(shown))))


def shows_all(query: QueryDict) -> bool:
    """Whether an address asks for the whole list again."""
    return query.get(ALL_SHOWN) == "aucun"
