"""What a room declares: shelves, families of objects that an authority may show to everybody.

A room names its shelves in its declaration (``Web.shelves``): a tuple of ``Shelf``. Choice, reading
by a person, pages, data, feed, export, preview and journal are the same for all. Every public
output is written from ``PublicItem.value``: what has no place in it cannot come out anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Milestone
from jalons.foundation.publishing.addresses import CHANGES, INDEX, Addresses
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.rooms import Page, loaded
from jalons.kernel import Interval, Urn

type Words = str | Promise
RESERVED = frozenset({INDEX, CHANGES})  # pages of no shelf


@dataclass(frozen=True, slots=True)
class PublicItem:
    """An object an authority chose to show: its durable name, its label and its public values.

    ``texts`` are the words in it that people wrote. ``imported``: they came from a file, and nobody
    read them since. ``withdrawn`` are those they name that no longer agree to be.
    """

    urn: Urn
    label: str
    value: Any
    texts: tuple[str, ...] = ()
    imported: bool = False
    withdrawn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicChange:
    """Something that changed in what is shown: a verb and an object, never a person."""

    urn: Urn
    when: datetime
    verb: str
    verb_words: str
    about: Urn
    label: str


@dataclass(frozen=True, slots=True)
class ShelfContent:
    """What an authority shows of a shelf; ``whole`` is what the shelf knows beyond its items.

    ``changes`` are those that the journal does not have.
    """

    items: tuple[PublicItem, ...]
    whole: Any = None
    changes: tuple[PublicChange, ...] = ()

    @property
    def values(self) -> list[Any]:
        """The public values of its items, in their order."""
        return [each.value for each in self.items]


@dataclass(frozen=True, slots=True)
class PublicTerritory:
    """All that an authority shows: the content of a public page, an export, a feed, the API.

    ``shelves`` are those of the instance by name, in their order.
    """

    page: PublicPage
    shelves: Mapping[str, ShelfContent]
    changes: tuple[PublicChange, ...] = ()

    def items(self) -> list[tuple[Shelf, PublicItem]]:
        """Every object shown, with its shelf."""
        return [(shelf, item) for shelf in shelves() for item in self.shelves[shelf.name].items]

    @property
    def name(self) -> str:
        """The name of the authority."""
        return self.page.authority.name

    @property
    def siren(self) -> str:
        """The SIREN of the authority; empty when its territory is unknown."""
        territory = self.page.authority.territory
        return territory.siren or "" if territory else ""

    @property
    def fictional(self) -> bool:
        """Whether it is the demonstration."""
        return self.page.authority.kind == Authority.Kind.DEMO

    @property
    def head(self) -> dict[str, Any]:
        """Whose data they are: the first lines of each data file."""
        return {
            "id": str(self.page.authority.urn),
            "authority": self.name,
            "siren": self.siren,
            "fictional": self.fictional,
        }


def values_under(key: str, shelf: str) -> Callable[[PublicTerritory], dict[str, Any]]:
    """The data file of a shelf that is its values alone: whose they are, and ``key``."""
    return lambda snapshot: {**snapshot.head, key: snapshot.shelves[shelf].values}


type DataFiles = Mapping[str, Callable[[PublicTerritory], Any]]


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """A figure of the overview: its name, where more is read, and sentences that put it in place.

    ``ambition`` is that of its commitment, 1 to 3.
    """

    name: str
    url: str
    value: Interval
    unit: str
    label: str
    ambition: int
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShelfSummary:
    """What the overview says of a shelf.

    ``sentence`` is one of those that open the page; ``figures`` and ``milestones`` are drawn above
    the rest; ``late`` are a few things that are late, with what is known of each and an address.
    ``beside`` follows the number of objects; ``facts`` follow those of all shelves.
    """

    beside: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    sentence: str = ""
    milestones: tuple[Milestone, ...] = ()
    figures: tuple[PublicFigure, ...] = ()
    late: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingRule:
    """How a person reads the texts of a shelf before they are public.

    ``edit`` is the URL name of the page that changes a text, none when it is frozen. In
    ``sentences`` two capitals in a row may be a name; elsewhere only when they stand alone.
    ``remember`` stores that an imported text was read: without it the reading itself is enough.
    """

    edit: str = ""
    sentences: bool = False
    remember: Callable[[Authority, Urn], object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A family of objects that may be shown.

    ``name`` stands in addresses and never changes; ``kind`` is that of the URNs. ``offered`` gives
    what may be chosen, in the order people know it; ``shown`` what all chosen URNs show, when one
    is of its kind; ``words`` the context of ``template`` for the values of one page. ``data`` are
    the files beside the pages by name: what writes a text, or JSON values. ``tree`` gives the
    stored document of an object, whose value then has the name of its files (``file``). ``inside``
    says what never goes out. ``related`` are pages that the overview leads to; ``invites`` what
    everybody may take part in on this instance, with its address.
    """

    name: str
    kind: str
    title: Words
    offered: Callable[[Authority], Sequence[tuple[Urn, str]]]
    shown: Callable[[Authority, Collection[str]], ShelfContent]
    template: str
    words: Callable[[PublicTerritory, list[Any], Addresses], Mapping[str, Any]]
    per_page: int = 30
    summary: Callable[[PublicTerritory, Addresses], ShelfSummary] = lambda _snapshot, _addresses: (
        ShelfSummary()
    )
    reading: ReadingRule = ReadingRule()
    data: DataFiles = MappingProxyType({})
    tree: Callable[[Authority, str], dict[str, Any]] | None = None
    inside: Words = ""
    related: tuple[Page, ...] = ()
    invites: Callable[[Authority], Sequence[tuple[str, str]]] = lambda _authority: ()

    def place(self, addresses: Addresses, rank: int, anchor: str) -> str:
        """Where the object of a rank (0 is the first) is: the page it is on, and its anchor there.

        The template marks each object with an ``id``.
        """
        return f"{addresses.page(self.name, rank // self.per_page + 1)}#{anchor}"


def shelves() -> tuple[Shelf, ...]:
    """Every shelf of this instance, in the order of the rooms."""
    return distinct(each for found in loaded(lambda room: room.web.shelves) for each in found)


def distinct(found: Iterable[Shelf]) -> tuple[Shelf, ...]:
    """The shelves themselves; ``ValueError`` when two have one name or one kind."""
    every = tuple(found)
    names, kinds = [each.name for each in every], [each.kind for each in every]
    if len({*names, *RESERVED}) < len(names) + len(RESERVED) or len(set(kinds)) < len(kinds):
        raise ValueError(f"two shelves of one name or kind: {names}, {kinds}")
    return every


def shelf_named(name: str) -> Shelf | None:
    """The shelf of that name, None when no room declares it."""
    return next((shelf for shelf in shelves() if shelf.name == name), None)
