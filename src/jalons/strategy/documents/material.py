"""What a statutory document is made of: values that need no database.

No person is named in them but the elected member an action sheet refers to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from jalons.kernel import Interval, Observation, Source
from jalons.strategy.engine.catalogue import Catalogue, Indicator, Manifesto, Words
from jalons.strategy.engine.diagnosis.scoring import Diagnosis
from jalons.strategy.engine.indicators.trajectory import Course, Following
from jalons.strategy.engine.roadmap.actors import Partner
from jalons.strategy.engine.roadmap.roadmap import Pace
from jalons.strategy.engine.statutory.decree import Decree, DecreeItem, DocumentKind
from jalons.strategy.engine.statutory.yearly import YearFacts
from jalons.strategy.engine.territory.estimate import Estimate
from jalons.strategy.engine.territory.known import Known, KnownName


@dataclass(frozen=True, slots=True)
class Subject:
    """The authority of a document; ``population`` and ``staff`` are None when unknown."""

    name: str
    kind: str | None = None
    nature: str | None = None  # what the law calls it, where the kind does not say enough
    population: int | None = None
    population_source: Source | None = None
    staff: int | None = None
    fictional: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty of the authority by law; ``applies`` is None when a fact is missing."""

    name: Words
    what: Words
    law: str
    applies: bool | None
    source: Source


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective the authority set itself, and where the measures are against it."""

    indicator: Indicator
    course: Course
    following: Following
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a year, planned and spent, in euros or days of staff; None when unknown."""

    year: int
    nature: str
    measure: str
    planned: Decimal | None
    actual: Decimal | None


@dataclass(frozen=True, slots=True)
class Grant:
    """Money requested from a funder, in euros."""

    funder: str
    state: str
    requested: Decimal | None
    granted: Decimal | None
    scheme: str = ""
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """An organisation concerned; ``agreed``: it may be named in public."""

    name: str
    kind: str
    role: str = ""
    brings: str = ""
    signed: str = ""
    signed_on: date | None = None
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A task of an action."""

    title: str
    due: date | None
    done_at: date | None


@dataclass(frozen=True, slots=True)
class RoadmapAction:
    """An action as documents show it: departments lead it, no person is named.

    ``axis`` is the label of its axis, empty when it has none; ``plans`` are names of other plans.
    ``decree`` are the items of the decree its ready-made action serves, ``effect`` what that action
    is expected to change.
    """

    id: str
    title: str
    status: str
    pace: Pace
    number: str = ""
    description: str = ""
    axis: str = ""
    parent: str = ""
    priority: str = ""
    participation: str = "none"
    start: date | None = None
    end: date | None = None
    commitments: tuple[int, ...] = ()
    departments: tuple[str, ...] = ()
    partners: tuple[Partner, ...] = ()
    indicators: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    decree: tuple[str, ...] = ()
    elected_referent: str = ""
    effect: str = ""
    tasks: tuple[Task, ...] = ()
    costs: tuple[Cost, ...] = ()
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Another plan of the authority."""

    kind: str
    name: str
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class TerritoryFacts:
    """What is estimated and known of the whole territory; ``confirmed`` once a person said so."""

    estimate: Estimate | None
    known: Mapping[KnownName, Known]
    confirmed: bool
    overseas: bool = False


@dataclass(frozen=True, slots=True)
class LastYear:
    """What was known a year before: of which year, and from what."""

    facts: YearFacts
    title: str


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a document of ``year`` may say. ``observations`` are in the order recorded.

    ``texts`` is what people wrote, by part; ``left`` why they leave optional items of the decree
    out, by item. ``proposed`` is the document a deliberation is about. ``followed`` are the ids of
    the indicators the authority chose to follow. ``final``: what is written is signed off, and may
    be published: only organisations that agreed are named.
    """

    subject: Subject
    year: int
    day: date
    manifesto: Manifesto
    catalogue: Catalogue
    decree: Decree
    diagnosis: Diagnosis
    observations: tuple[Observation, ...] = ()
    aims: tuple[Aim, ...] = ()
    axes: tuple[tuple[str, str], ...] = ()  # label, description
    actions: tuple[RoadmapAction, ...] = ()
    plans: tuple[Plan, ...] = ()
    actors: tuple[Actor, ...] = ()
    duties: tuple[Duty, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)
    last: LastYear | None = None
    territory: TerritoryFacts | None = None
    proposed: DocumentKind = DocumentKind.STRATEGY
    followed: frozenset[str] = frozenset()
    final: bool = False

    def prints(self, indicator: Indicator) -> bool:
        """Whether documents print an indicator: a core one, one followed or with an objective."""
        return (
            indicator.core
            or indicator.id in self.followed
            or any(aim.indicator.id == indicator.id for aim in self.aims)
        )

    def item(self, name: str) -> DecreeItem:
        return next(each for each in self.decree.items if each.id == name)

    def commitment_name(self, number: int, lang: str) -> str:
        return f"{number} · {self.manifesto.commitment(number).short.to(lang)}"


def scaled(observation: Observation, indicator: Indicator) -> Interval:
    """The value of an observation in the unit of its indicator."""
    return observation.value.scaled(observation.unit.factor / indicator.unit.factor)
