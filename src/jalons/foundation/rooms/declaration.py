"""The declaration of a room: data only, so that reading it loads neither Django nor the room.

What runs is named ``"module:attribute"`` within the package of the room, and imported only when it
is used: ``"web.daily:daily_round"`` of the room ``twin`` is ``jalons.twin.web.daily.daily_round``.
Texts are English, marked by ``N_``, and translated where they are shown. The comment of an item is
the shape of what it names, if it names something, then what it is for: the reference page is
written from them, and a test checks every room against the shapes.
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
    """A page that navigation names."""

    name: str  # the name of its address
    title: str  # its label


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of a room: a line of the hub of its verb, and a second row on its own pages."""

    title: str  # its name
    verb: Verb  # the word of the main navigation it is under
    page: str = ""  # the page it opens; none when no hub leads there
    paths: tuple[str, ...] = ()  # its addresses; "x/" covers what is below, "" the whole room
    purpose: str = ""  # what it is for, in a sentence
    pages: tuple[Page, ...] = ()  # its second row
    figure: str = ""  # (authority: Authority) -> str: one short sentence, true today
    action: str = ""  # what one does on its page, in a few words; by default its title
    order: int = 50  # its place in the hub, the smallest first
    guide: str = ""  # the guide of its pages, one of those of the room; by default the first


@dataclass(frozen=True, slots=True)
class Start:
    """Where a newcomer who chose a territory may begin."""

    path: str  # an address within the territory
    label: str  # its label
    note: str = ""  # what to know before


@dataclass(frozen=True, slots=True)
class Every:
    """Work of the server done again and again."""

    seconds: int  # how often
    work: str  # () -> None: what is done
    everywhere: bool = False  # also by the other processes of the instance


@dataclass(frozen=True, slots=True)
class Store:
    """What a room stores beside the base: a SQLite file, or a schema of a PostgreSQL base."""

    schema: str  # the name of the file and of the schema
    is_later: str  # (file: Path) -> bool: whether a later version of Jalons made the file
    extension: str  # (address: str) -> Literal['used', 'unused', 'missing']: PostGIS in the base
    copied: str  # (source: str, target: str, *, again: bool) -> counts: all of it, compared


@dataclass(frozen=True, slots=True)
class Specimen:
    """A footprint already measured, for the first page."""

    total: Interval  # kg CO2 eq a year
    manufacture: float  # the share that comes from manufacturing, 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """What a room plugs into the pages and the processes of an instance, by dotted name."""

    api: str = ""  # Endpoints: the addresses of the JSON API
    scopes: str = ""  # Endpoints: the same without what is heavy, for the process that serves
    stored: tuple[str, ...] = ()  # Command: a command that reads or writes the database
    daily: tuple[str, ...] = ()  # (*, now: datetime) -> None: work done once a day
    every: tuple[Every, ...] = ()  # Every: work done every few seconds
    at_end: tuple[str, ...] = ()  # () -> None: called when a process ends
    serves: str = ""  # () -> Served: an ASGI application that answers before the pages
    health: str = ""  # () -> bool: whether what the room stores answers
    files: str = ""  # DroppedFiles: the files people sent, found again and removed
    folders: tuple[str, ...] = ()  # name: a folder of files, by authority
    leaving: str = ""  # Part: what is stored outside of the base, exported and erased
    finders: str = ""  # module: its FINDERS say what the search can find
    shelves: str = ""  # tuple[Shelf, ...]: what may be shown to everybody
    sources: str = ""  # () -> tuple[SourcedDomain, ...]: the domains of the page of sources
    store: Store | None = None  # Store: what the backup has beside the base; one room has it
    path: str = ""  # (lang: str) -> list[Milestone]: the milestones the first page names
    specimen: str = ""  # (authority: Authority) -> Specimen | None: a footprint already measured
    audit: str = ""  # module: the budget and the methods of an audit of pages
    observations: str = ""  # ObservationStore: where observations go; one room has it
    impacts: str = ""  # DeviceImpacts: what devices weigh on the climate; one room has it
    fleet: str = ""  # FleetReader: the fleet of an authority, as it was counted; one room has it
    live: str = ""  # LiveDatasets: the live data of an authority; one room has them
    columns: str = ""  # ColumnChecks: what columns of a table look like; one room knows
    pairs: str = ""  # PairFinder: records that may be one; one room knows
    meters: str = ""  # MeterReader: the meters of an authority; one room has them
    ai_register: str = ""  # AIRegister: the register of AI systems; one room has it
    themes: str = ""  # ThemeSuggester: themes of texts; one room knows
    shared: str = ""  # Sharing: what it shares with other territories, and takes from them
    figures: str = ""  # IndicatorFigures: indicators and their latest figures; one room has them
    roadmap: str = ""  # Roadmap: the actions of an authority; one room has them
    drafts: str = ""  # ActionDrafts: where a proposed action may be stored; one room has it
    demo: str = ""  # (demo: Demonstration) -> None: fills the demonstration
    demo_after: tuple[str, ...] = ()  # name: a room whose demonstration comes before


@dataclass(frozen=True, slots=True)
class Room:
    """A domain of the product: ``jalons.<name>``, declared by its module ``room``."""

    name: str  # its package
    title: str = ""  # its name
    path: str | None = None  # where its pages live within an authority; None when it has none
    public: str | None = None  # where its pages for everybody live; None when it has none
    well_known: str | None = None  # its address below /.well-known/, for machines; None without
    commitments: tuple[int, ...] = ()  # the numbers of those it serves
    front: Page | None = None  # the page these commitments lead to
    topics: tuple[Topic, ...] = ()  # its subjects
    guides: tuple[str, ...] = ()  # its short guides, each a file of its data/guides
    starts: tuple[Start, ...] = ()  # where a newcomer may begin
    cli: str = ""  # Group: its commands
    command: str = ""  # the name of these commands; its package by default
    extra: str = ""  # the optional part of the product that brings its libraries
    web: Web = Web()  # what it plugs into an instance

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
