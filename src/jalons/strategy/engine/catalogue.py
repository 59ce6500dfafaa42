"""The values of the manifesto and of the indicator catalogue, and the errors of the room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jalons.kernel import JalonsError, Source, Unit


class StrategyError(JalonsError):
    """A problem of the strategy room, explained in ``data/messages.toml``."""

    package = "jalons.strategy"


class FileError(StrategyError):
    """A file that is no readable table, in the words of ``tabular``."""

    package = "jalons.tabular"


@dataclass(frozen=True, slots=True)
class Words:
    """One text in French and in English."""

    fr: str
    en: str

    def to(self, lang: str) -> str:
        """The text in ``lang``: English for ``en`` and its variants, French for all others."""
        return self.en if lang.startswith("en") else self.fr


class Direction(StrEnum):
    """Which way an indicator gets better; ``none`` when neither way is better."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


class Origin(StrEnum):
    """Where the idea of an indicator comes from."""

    PUBLISHED = "P"  # an authority publishes its value
    LAW = "L"  # a text of law asks for it
    TOOL = "T"  # a tool or a reference framework has it
    DERIVED = "D"  # proposed by Jalons


class ValueKind(StrEnum):
    """What the value of an indicator is: only a measure can be counted as measured."""

    MEASURED = "measured"  # measured, declared or estimated for the authority and the period
    ASSUMPTION = "assumption"  # a value taken for granted, as the expected lives of a catalogue
    PROJECTION = "projection"  # what would be, if decisions were applied
    ESTIMATE = "estimate"  # a national average allocated to the territory


DECLARED = "declared"  # the provider of an indicator that a person types in
TERRITORY = "territory"  # of one that the page of the territory estimates or reads in a file
# what computes values so far
COMPUTING = frozenset(
    {"ailibrary", "catalogue", "federation", "footprint", "inclusion", "participation",
     "procurement", "reuse", "strategy", TERRITORY, "twin", "webaudit"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """The text of law that requires an indicator, or an action.

    ``verified``: the text, a literal copy or translation of the passage, or the page of a public
    body that states it, was opened at ``link`` on the day ``opened``, and confirms it.
    """

    text: Words
    verified: bool
    link: str = ""
    opened: date | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator: its definition, its unit, and the provider of its values.

    Exactly one of ``provider`` (the id of a room, ``declared`` or ``territory``) and ``formula``
    is not empty. ``order`` is its place among the indicators of its commitment. The ``core`` ones
    come first in pages and documents.
    """

    id: str
    name: Words
    unit: Unit
    direction: Direction
    definition: Words
    provider: str
    formula: str
    frequency: str
    commitment: int
    order: int
    origin: Origin
    nature: ValueKind
    source: Source
    legal_basis: LegalBasis | None
    core: bool = False

    @property
    def by_hand(self) -> bool:
        """Whether people type its values: declared, or of a room that computes nothing yet."""
        return not self.formula and self.provider not in COMPUTING

    @property
    def measures(self) -> bool:
        """Whether its values are measures: no assumption, projection nor allocated average."""
        return self.nature is ValueKind.MEASURED

    @property
    def verified(self) -> bool:
        """Whether its source, and its legal basis if any, were opened and confirm it."""
        return self.source.verified and (self.legal_basis is None or self.legal_basis.verified)


@dataclass(frozen=True, slots=True)
class Ambition:
    """One of the three ambitions of the manifesto, with a summary in our words."""

    id: str
    number: int
    name: Words
    text: Words


@dataclass(frozen=True, slots=True)
class Content:
    """A statement of the manifesto, in our words, with its source."""

    text: Words
    source: Source
    verified: bool


@dataclass(frozen=True, slots=True)
class Commitment:
    """One of the nine commitments: its official title, a short one, and its content.

    ``does`` is what Jalons does for it, in one sentence.
    """

    number: int
    ambition: Ambition
    title: Words
    short: Words
    does: Words
    content: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Manifesto:
    """The manifesto the authorities signed: what it is and asks, and what was not found of it."""

    title: Words
    signed: date
    signatories: tuple[str, ...]
    ambitions: tuple[Ambition, ...]
    commitments: tuple[Commitment, ...]
    about: tuple[Content, ...] = ()
    missing: tuple[Words, ...] = ()

    def contents(self) -> Iterator[Content]:
        """Every statement of the manifesto: about itself, then by commitment."""
        yield from self.about
        for commitment in self.commitments:
            yield from commitment.content

    def commitment(self, number: int) -> Commitment:
        """The commitment of that number; ``StrategyError`` (``commitment_unknown``) if none."""
        for commitment in self.commitments:
            if commitment.number == number:
                return commitment
        raise StrategyError("commitment_unknown", number=number)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every indicator of this version, by id."""

    indicators: Mapping[str, Indicator]

    def get(self, indicator: str) -> Indicator:
        """The sheet of an indicator; ``StrategyError`` (``indicator_unknown``) if none."""
        try:
            return self.indicators[indicator]
        except KeyError:
            raise StrategyError("indicator_unknown", indicator=indicator) from None

    def of_commitment(self, number: int) -> tuple[Indicator, ...]:
        """The indicators of a commitment, in the order of the catalogue."""
        return tuple(i for i in self.indicators.values() if i.commitment == number)
