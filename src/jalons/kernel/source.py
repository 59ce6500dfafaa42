"""Where a figure comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_NO_LICENCE = frozenset({"", "-", "–", "—", "unstated"})


@dataclass(frozen=True, slots=True)
class Source:
    """A title, its publisher, date, licence and link; ``verified`` is false until someone checked.

    A mark stands beside what rests on an unverified source, and leads to the page of sources.
    ``opened`` is the day it was opened and read, None when it was not or when nobody wrote it down.
    """

    title: str
    publisher: str
    published: date | None
    licence: str
    link: str = ""
    verified: bool = True
    opened: date | None = None

    def cite(self) -> str:
        """One line a reader can follow, without the link; a licence nobody stated is left out."""
        year = f", {self.published.year}" if self.published else ""
        licence = f" ({self.licence})" if self.licence not in _NO_LICENCE else ""
        return f"{self.publisher}, {self.title}{year}{licence}"


@dataclass(frozen=True, slots=True)
class Sourced:
    """Something a page says, and the source it rests on.

    ``confirmed``: the source was opened and says it. ``doubt`` is what remains unsure, confirmed or
    not, in the language of the page.
    """

    what: str
    source: Source
    confirmed: bool
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class SourcedDomain:
    """What is said of one domain, what of it is our judgement, and what was not found."""

    title: str
    sourced: tuple[Sourced, ...]
    judged: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
