"""The documents the law asks for, and the items of the decree each must hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from jalons.kernel import Source
from jalons.strategy.engine.catalogue import StrategyError, Words


class DocumentKind(StrEnum):
    """A document of the strategy, by the name the command line gives it."""

    PROGRAMME = "programme"
    STRATEGY = "strategie"
    REVIEW = "bilan"
    DELIBERATION = "deliberation"
    ACTIONS = "actions"


@dataclass(frozen=True, slots=True)
class DecreeItem:
    """One thing a text of law asks of a document, and the part of the document that answers it.

    ``commitments`` are the domains it speaks of, when it does; ``optional`` items are those the
    decree says a strategy *may* hold.
    """

    id: str
    document: DocumentKind
    part: str
    number: str
    text: Words
    verified: bool
    optional: bool
    commitments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PartSheet:
    """A part of a document: its title, and what is asked of who writes in it."""

    document: DocumentKind
    id: str
    title: Words
    help: Words


@dataclass(frozen=True, slots=True)
class Purpose:
    """One of the five purposes of sustainable development, and the commitments that serve it."""

    id: str
    text: Words
    verified: bool
    commitments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Decree:
    """What the decree asks, the parts that answer it, and the acronyms documents explain."""

    source: Source
    items: tuple[DecreeItem, ...]
    parts: tuple[PartSheet, ...]
    purposes: tuple[Purpose, ...]
    words: Mapping[str, Words]

    def items_of(self, kind: DocumentKind) -> tuple[DecreeItem, ...]:
        """The items a document must answer, in their order."""
        return tuple(each for each in self.items if each.document is kind)

    def parts_of(self, kind: DocumentKind) -> tuple[PartSheet, ...]:
        """The parts of a document, in their order."""
        return tuple(each for each in self.parts if each.document is kind)

    def part(self, kind: DocumentKind, part: str) -> PartSheet:
        """A part of a document; ``StrategyError`` (``part_unknown``) if it has none so named."""
        for each in self.parts_of(kind):
            if each.id == part:
                return each
        raise StrategyError("part_unknown", part=part, document=kind.value)


class Origin(StrEnum):
    """Where an answer to an item comes from."""

    DATA = "data"
    TEXT = "text"
    BOTH = "both"
    NOTHING = "nothing"

    @classmethod
    def of(cls, *, data: bool, text: bool) -> Origin:
        """The origin of what data and people say."""
        if data:
            return cls.BOTH if text else cls.DATA
        return cls.TEXT if text else cls.NOTHING


@dataclass(frozen=True, slots=True)
class Tick:
    """An item of the decree: what answers it, the title where it stands, and what is missing."""

    item: DecreeItem
    origin: Origin
    title: str
    missing: tuple[str, ...]

    @property
    def answered(self) -> bool:
        """Whether something in the document answers it."""
        return self.origin is not Origin.NOTHING


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many items are answered, and from where."""

    items: int
    data: int
    text: int
    both: int

    @property
    def answered(self) -> int:
        """The items answered, whatever from."""
        return self.data + self.text + self.both

    @property
    def from_data(self) -> float | None:
        """The share (0 to 1) of the items that data answer, alone or with text; None without."""
        return (self.data + self.both) / self.items if self.items else None


def coverage(ticks: Iterable[Tick]) -> Coverage:
    """The items answered from data, from free text, from both."""
    origins = [each.origin for each in ticks]
    return Coverage(
        items=len(origins),
        data=origins.count(Origin.DATA),
        text=origins.count(Origin.TEXT),
        both=origins.count(Origin.BOTH),
    )
