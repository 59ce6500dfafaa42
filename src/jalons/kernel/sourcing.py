"""What a room rests on: each thing it says with its source, what it judges, what it lacks."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.kernel.source import Source


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
