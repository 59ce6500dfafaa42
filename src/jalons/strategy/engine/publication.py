"""What an authority shows to everybody, as values: the one source of every public output.

Nothing here has a place for a person: an action carries departments, a change a verb and an
object. Pages, export, feed and API are all written from these values, so that what has no place
here cannot come out anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from jalons.kernel import Interval, Period, Urn
from jalons.strategy.engine.diagnosis import Shares
from jalons.strategy.engine.path import Walked


class Shelf(StrEnum):
    """A family of things an authority may show, by the kind of their durable name."""

    COMMITMENTS = "commitment"
    ACTIONS = "action"
    INDICATORS = "indicator"
    DOCUMENTS = "document"
    ACTORS = "actor"


@dataclass(frozen=True, slots=True)
class PublicMilestone:
    """A milestone of a commitment: what has become true, and where the authority is with it."""

    title: str
    reached_when: str
    progress: str  # a value of ``diagnosis.Progress``


@dataclass(frozen=True, slots=True)
class PublicCommitment:
    """A commitment and what the diagnosis says of it.

    The four shares (0 to 1) sum to 1; they are None while nobody answered, or when nothing in it
    concerns the authority. ``against`` says, in sentences, where a measure contradicts an answer.
    """

    urn: Urn
    number: int
    ambition: int
    title: str
    done: float | None
    planned: float | None
    not_done: float | None
    unknown: float | None
    milestones: tuple[PublicMilestone, ...]
    against: tuple[str, ...] = ()

    @property
    def reached(self) -> int:
        """The milestones reached."""
        return sum(each.progress in {"reached", "essential"} for each in self.milestones)

    @property
    def walked(self) -> Walked | None:
        """How far it is; None while nobody answered, or when nothing in it concerns."""
        parts = (self.done, self.planned, self.not_done, self.unknown)
        known = [share for share in parts if share is not None]
        if len(known) < len(parts):
            return None
        away = {"not_concerned", "beyond"}
        concerned = sum(each.progress not in away for each in self.milestones)
        return Walked(self.reached, concerned, Shares(*known))


@dataclass(frozen=True, slots=True)
class PublicAction:
    """An action: ``departments`` say who leads it; no person, no note, no amount."""

    urn: Urn
    number: str
    title: str
    description: str
    commitments: tuple[int, ...]
    departments: tuple[str, ...]
    status: str
    pace: str
    start: date | None
    end: date | None
    tasks_done: int
    tasks: int
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicValue:
    """The value of an indicator for a period, in the unit of its indicator."""

    period: Period
    value: Interval
    status: str
    method: str
    included: tuple[str, ...]
    excluded: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicObjective:
    """What the authority itself aims at, in the unit of the indicator."""

    baseline: float
    baseline_on: date
    target: float
    target_on: date


@dataclass(frozen=True, slots=True)
class PublicIndicator:
    """An indicator with its values, the latest period last, and the objective if one is set.

    ``note`` says what the figure is worth when it is no measure, or may be empty.
    """

    urn: Urn
    id: str
    name: str
    definition: str
    unit: str
    note: str
    values: tuple[PublicValue, ...]
    objective: PublicObjective | None


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """A document signed off, and the name its files have."""

    urn: Urn
    id: str
    title: str
    year: int
    edition: int
    signed: date
    file: str


@dataclass(frozen=True, slots=True)
class PublicActor:
    """An organisation concerned that agreed to be named; ``kind`` says what it is."""

    urn: Urn
    name: str
    kind: str
    role: str
    brings: str


@dataclass(frozen=True, slots=True)
class PublicChange:
    """Something that changed in what is shown: a verb and an object, never a person."""

    urn: Urn
    when: datetime
    verb: str
    verb_words: str
    about: Urn
    label: str
    shelf: Shelf


@dataclass(frozen=True, slots=True)
class PublicTerritory:
    """All that an authority shows: what a public page, an export, a feed or the API holds.

    ``referential`` and ``scoring`` are the version of the questions and the rule of the points:
    two diagnoses compare only when both are the same.
    """

    urn: Urn
    slug: str
    name: str
    siren: str
    fictional: bool
    introduction: str
    contact_role: str
    contact_address: str
    opened: datetime | None
    referential: str
    scoring: str
    completeness: float | None
    commitments: tuple[PublicCommitment, ...]
    actions: tuple[PublicAction, ...]
    indicators: tuple[PublicIndicator, ...]
    documents: tuple[PublicDocument, ...]
    changes: tuple[PublicChange, ...]
    actors: tuple[PublicActor, ...] = ()
    other_actors: int = 0  # those that are counted, and not named

    @property
    def late(self) -> int:
        """The actions shown that are late."""
        return sum(each.pace == "late" for each in self.actions)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen."""
        held = (self.commitments, self.actions, self.indicators, self.documents, self.actors)
        return not any(held)
