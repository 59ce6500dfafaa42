"""The publishers of the sources of the room, and whether they are acceptable for each use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit


class PublisherKind(StrEnum):
    """What a publisher is."""

    LAW = "law"  # the text of law, or a literal copy of it
    PUBLIC = "public"  # the State, its agencies, a public body
    AUTHORITY = "authority"  # a local authority, or an association of them
    STANDARD = "standard"  # a standard body, or an open reference method
    RESEARCH = "research"
    OWN = "own"  # Jalons itself
    PRESS = "press"  # the press, an account
    COMPANY = "company"

    @property
    def accepted(self) -> bool:
        """Whether it may be the source of an indicator, a legal basis, the decree or a duty."""
        return self not in {PublisherKind.PRESS, PublisherKind.COMPANY}


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher: ``hosts`` without ``www``, with the owner on github.com; why it is quoted."""

    name: str
    kind: PublisherKind
    hosts: tuple[str, ...]
    also: tuple[str, ...]
    reason: str

    @property
    def names(self) -> frozenset[str]:
        """Every spelling of its name."""
        return frozenset({self.name, *self.also})


def host_of(link: str) -> str:
    """The host of an address without ``www``; with the owner on github.com."""
    parts = urlsplit(link)
    host = parts.netloc.lower().removeprefix("www.").rstrip(".")
    owner = parts.path.split("/")[1:2]
    return f"{host}/{owner[0]}" if host == "github.com" and owner else host


def publisher_of(
    publishers: Iterable[Publisher], *, link: str = "", name: str = ""
) -> Publisher | None:
    """The publisher of a source, by the host of its link, by its name without one; None if unknown.

    The link prevails: a trusted name does not cover a page of another publisher.
    """
    host = host_of(link)
    return next(
        (each for each in publishers if (host in each.hosts if link else name in each.names)), None
    )
