"""The declaration of a room: data only, so that reading it loads neither Django nor the room.

What runs is named ``"module:attribute"`` within the package of the room, and imported only when it
is used: ``"web.daily:daily_round"`` of the room ``twin`` is ``jalons.twin.web.daily.daily_round``.
Texts are English, marked by ``N_``, and translated where they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from operator import attrgetter
from typing import Any

from jalons.kernel import Interval


def N_(text: str) -> str:  # noqa: N802  the name by which ``tools/messages.py`` finds it
    """The text itself: marks what ``tools/messages.py`` extracts from a declaration."""
    return text


class Verb(StrEnum):
    """The five words of the main navigation, in their order."""

    PATH = "path"
    MEASURE = "measure"
    DECIDE = "decide"
    ACT = "act"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Page:
    """A page that navigation names: the name of its address, and its label."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of a room: a line of the hub of its verb, and a second row on its own pages.

    ``page`` names the page it opens, none when no hub leads there; ``paths`` are the addresses of
    its pages within the room: one that ends with ``/`` covers what is below, ``""`` the whole room,
    or only its front page when the room has no path of its own. ``pages`` are those of the second
    row. ``figure`` names a callable ``(authority) -> str``: one short sentence, true today.
    ``action`` is what one does on ``page``, in a few words; its title where nothing says it better.
    ``order`` is its place in the hub of its verb, the smallest first; of one order, as the rooms
    and their topics stand.
    """

    title: str
    verb: Verb
    page: str = ""
    paths: tuple[str, ...] = ()
    purpose: str = ""
    pages: tuple[Page, ...] = ()
    figure: str = ""
    action: str = ""
    order: int = 50


@dataclass(frozen=True, slots=True)
class Start:
    """Where a newcomer who chose a territory may begin: an address within it, and its label."""

    path: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Every:
    """Work of the server done every ``seconds``; ``everywhere``: also by its other processes."""

    seconds: int
    work: str
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Store:
    """What a room stores beside the base, in a SQLite file or in ``schema`` of a PostgreSQL base.

    The backup of the instance has it. ``is_later`` names a callable (file): whether a later version
    of Jalons made the file. ``extension`` names a callable (address): whether the base searches by
    PostGIS: ``used``, ``unused`` or ``missing``; ``OSError`` when nobody answers.
    """

    schema: str
    is_later: str
    extension: str


@dataclass(frozen=True, slots=True)
class Specimen:
    """A footprint in kg CO2 eq a year, and the share of it that comes from manufacturing."""

    total: Interval
    manufacture: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """What a room plugs into the pages and the processes of an instance, by dotted name."""

    api: str = ""  # endpoints
    scopes: str = ""  # the same without what is heavy, for the process that serves
    stored: tuple[str, ...] = ()  # commands that read or write the database
    daily: tuple[str, ...] = ()  # callables (now=…)
    every: tuple[Every, ...] = ()
    at_end: tuple[str, ...] = ()  # callables, when a process ends
    serves: str = ""  # an ASGI application that answers before the pages (``site.server.Served``)
    health: str = ""  # a callable: whether what the room stores answers
    files: str = ""  # a ``DroppedFiles``
    folders: tuple[str, ...] = ()  # its folders of files, by authority
    leaving: str = ""  # a ``Part`` stored outside of the base
    finders: str = ""  # a module whose ``FINDERS`` say what can be found
    shelves: str = ""  # what may be shown to everybody: a tuple of ``publishing.declaration.Shelf``
    sources: str = ""  # a callable: the domains of the page of sources
    store: Store | None = None  # what the backup has beside the base; one room has it
    path: str = ""  # a callable (language): the milestones the first page names
    specimen: str = ""  # a callable (authority) -> ``Specimen``, None while it is not measured
    audit: str = ""  # a module that says the budget and the methods of an audit of pages
    observations: str = ""  # the ``ObservationStore`` of the instance; one room has it
    demo: str = ""  # a callable (Demonstration)
    demo_after: tuple[str, ...] = ()  # names of the rooms whose demonstration comes before


@dataclass(frozen=True, slots=True)
class Room:
    """A domain of the product: ``jalons.<name>``, declared by its module ``room``.

    ``path`` is where its pages live within an authority, None when it has none; ``public`` where
    its pages for everybody live, None when it has none. ``commitments`` are the numbers of those
    it serves, which lead to its ``front``. ``cli`` names its commands; ``extra`` the optional part
    of the product that brings its libraries.
    """

    name: str
    title: str = ""
    path: str | None = None
    public: str | None = None
    commitments: tuple[int, ...] = ()
    front: Page | None = None
    topics: tuple[Topic, ...] = ()
    starts: tuple[Start, ...] = ()
    cli: str = ""
    extra: str = ""
    web: Web = Web()

    @property
    def package(self) -> str:
        """The package of the room."""
        return f"jalons.{self.name}"

    @property
    def app(self) -> str:
        """The Django app of the room."""
        return f"{self.package}.web"

    def load(self, name: str) -> Any:
        """What a dotted name of the declaration names: a module, or an attribute of it."""
        module, _, attribute = name.partition(":")
        found = import_module(f"{self.package}.{module}")
        return attrgetter(attribute)(found) if attribute else found
