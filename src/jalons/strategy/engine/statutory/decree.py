"""The documents the law requires, and the items of the decree each must contain."""

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
    """A requirement of a text of law on a document, and the part of the document that answers it.

    ``indicators`` are those of the catalogue about it, ``numbers`` the items of the decree
    whose ready-made actions serve it; ``optional`` items are those the decree says a strategy *may*
    contain.
    """

    id: str
    document: DocumentKind
    part: str
    number: str
    text: Words
    verified: bool
    optional: bool
    indicators: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    def served_by(self, *, indicators: Iterable[str], numbers: Iterable[str] = ()) -> bool:
        """Whether an object with these indicators and items of the decree is about it."""
        return not (self.indicators.isdisjoint(indicators) and self.numbers.isdisjoint(numbers))


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """A part of a document: its title, and the instructions for its writer.

    An ``annex`` follows the body of the document, under a letter.
    """

    document: DocumentKind
    id: str
    title: Words
    help: Words
    annex: bool = False


@dataclass(frozen=True, slots=True)
class Purpose:
    """One of the five purposes of sustainable development, and the commitments that serve it."""

    id: str
    text: Words
    verified: bool
    commitments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Decree:
    """The requirements of the decree, the parts that answer them, and the acronyms to explain."""

    source: Source
    items: tuple[DecreeItem, ...]
    parts: tuple[PlannedPart, ...]
    purposes: tuple[Purpose, ...]
    words: Mapping[str, Words]

    def items_of(self, kind: DocumentKind) -> tuple[DecreeItem, ...]:
        """The items a document must answer, in their order."""
        return tuple(each for each in self.items if each.document is kind)

    def parts_of(self, kind: DocumentKind) -> tuple[PlannedPart, ...]:
        """The parts of a document, in their order."""
        return tuple(part for part in self.parts if part.document is kind)

    def part(self, kind: DocumentKind, part: str) -> PlannedPart:
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
    LEFT = "left"
    NOTHING = "nothing"

    @classmethod
    def of(cls, *, data: bool, text: bool, left: bool = False) -> Origin:
        """The origin of an answer; ``left`` when people wrote why they leave the item out."""
        if data:
            return cls.BOTH if text else cls.DATA
        if text:
            return cls.TEXT
        return cls.LEFT if left else cls.NOTHING


@dataclass(frozen=True, slots=True)
class Tick:
    """An item of the decree: what answers it, the title of its part, and what is missing.

    ``reason`` is why the authority leaves an optional item out.
    """

    item: DecreeItem
    origin: Origin
    title: str
    missing: tuple[str, ...]
    reason: str = ""

    @property
    def answered(self) -> bool:
        """Whether something in the document answers it."""
        return self.origin is not Origin.NOTHING


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many items are answered, and from where; ``left`` are left out for a reason."""

    items: int
    data: int
    text: int
    both: int
    left: int = 0

    @property
    def answered(self) -> int:
        """The items answered, whatever from."""
        return self.data + self.text + self.both + self.left


def coverage(ticks: Iterable[Tick]) -> Coverage:
    """The items answered from data, from free text, from both, or left out for a reason."""
    origins = [tick.origin for tick in ticks]
    return Coverage(
        items=len(origins),
        data=origins.count(Origin.DATA),
        text=origins.count(Origin.TEXT),
        both=origins.count(Origin.BOTH),
        left=origins.count(Origin.LEFT),
    )
