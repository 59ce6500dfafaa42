"""The referential: the questions to an authority, as versioned data.

A commitment has milestones on a path; a milestone has questions of level 1; a question may have
details of level 2. Ready-made actions answer questions. Nothing here is a target.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from jalons.kernel import Source
from jalons.strategy.engine.catalogue import LegalBasis, StrategyError, Words
from jalons.strategy.engine.diagnosis.formulas import Formula

FACT_NAMES = frozenset(
    {"kind", "nature", "population", "staff", "competences", "overseas", "track"}
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an authority; None is unknown, not zero.

    ``kind`` and ``nature`` are those of the territories (``commune``, ``epci``…; ``CC``, ``CA``…);
    ``track`` is its size: ``village``, ``town`` or ``metropole`` (see ``tracks.py``).
    """

    kind: str | None = None
    nature: str | None = None
    population: int | None = None
    staff: int | None = None
    competences: frozenset[str] | None = None
    overseas: bool | None = None
    track: str | None = None


class Effect(StrEnum):
    """What a rule does to a question when its condition is true."""

    NOT_CONCERNED = "not_concerned"
    WEIGHT = "weight"


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition on the facts that removes a question, or multiplies its weight."""

    when: Formula
    effect: Effect
    factor: float
    because: Words


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator shown beside an answer; ``done_when`` is a condition on its ``value``."""

    indicator: str
    done_when: Formula


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The number of the same matter in another framework; no text of it.

    ``verified``: the number was read in the framework, and its matter there is that of the
    question.
    """

    framework: str
    number: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Replaced:
    """A question of an earlier version replaced by this one, with its weight."""

    id: str
    weight: float


@dataclass(frozen=True, slots=True)
class Question:
    """A question; ``details`` refine it (level 2) and have none themselves.

    ``left_by`` are the tracks that do not include it.
    """

    id: str
    level: int
    weight: float
    text: Words
    help: Words
    rules: tuple[Rule, ...] = ()
    measured: Measured | None = None
    crosswalks: tuple[Crosswalk, ...] = ()
    replaces: tuple[Replaced, ...] = ()
    details: tuple[Question, ...] = ()
    left_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Milestone:
    """A jalon on the path of a commitment, reached when every question in it is done.

    ``requires`` are the details that must be done too; None: all of them.
    """

    id: str
    title: Words
    reached_when: Words
    questions: tuple[Question, ...]
    requires: tuple[str, ...] | None = None


class Effort(StrEnum):
    """The work an action requires from the staff of the authority."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class Cost(StrEnum):
    """The money an action requires; the bounds of the bands are in the referential."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Reach(StrEnum):
    """How much an action changes."""

    SMALL = "small"
    NOTABLE = "notable"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Exemplar:
    """An authority whose practice is an example: who it is, and what it looks like."""

    name: str
    siren: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Example:
    """A published practice with its source; ``by`` is the authority, if any."""

    text: Words
    source: Source
    verified: bool
    by: Exemplar | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """The differences of an action for one track: work, money, steps."""

    effort: Effort | None = None
    cost: Cost | None = None
    steps: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadyAction:
    """A ready-made action: what to do, what it requires, what it changes, what it answers.

    ``sizes`` are the differences by track; ``replaces`` the ids of former actions it replaces;
    ``duties`` the duties of law it answers.
    """

    id: str
    milestone: str
    title: Words
    summary: Words
    steps: tuple[Words, ...]
    effort: Effort
    cost: Cost
    reach: Reach
    reach_why: Words
    answers: tuple[str, ...]
    indicators: tuple[str, ...]
    when: Formula | None
    legal_basis: LegalBasis | None
    decree: tuple[str, ...]
    examples: tuple[Example, ...]
    verified: bool  # of effort, cost and reach
    sizes: Mapping[str, Size] = field(default_factory=dict)
    replaces: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()

    @property
    def commitments(self) -> tuple[int, ...]:
        """The commitments it serves, its own first."""
        own, served = self.id.partition("-")[0], sorted({answer[0] for answer in self.answers})
        return tuple(int(each) for each in dict.fromkeys((own, *served)))

    def sized(self, track: str | None) -> ReadyAction:
        """The action as that track has it."""
        size = self.sizes.get(track or "")
        if size is None:
            return self
        return replace(
            self,
            effort=size.effort or self.effort,
            cost=size.cost or self.cost,
            steps=size.steps or self.steps,
        )


@dataclass(frozen=True, slots=True)
class CommitmentPath:
    """The milestones and questions of one commitment of the manifesto."""

    number: int
    weight: float
    milestones: tuple[Milestone, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Its questions of level 1, in order."""
        return tuple(question for milestone in self.milestones for question in milestone.questions)


@dataclass(frozen=True, slots=True)
class Referential:
    """One version of the referential, whole.

    ``frameworks`` are the names crosswalks may use; the numbers of one were read in the entry of
    ``sources`` of the same name, and ``absent`` says why a framework has none.
    """

    id: str
    version: str
    released: date
    title: Words
    cost_bands: Mapping[Cost, Words]
    competences: Mapping[str, Words]
    commitments: tuple[CommitmentPath, ...]
    actions: tuple[ReadyAction, ...]
    sources: Mapping[str, Source] = field(default_factory=dict)
    frameworks: tuple[str, ...] = ()
    absent: Mapping[str, Words] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """Its name and version, as a snapshot keeps them: ``jalons/1.0.0``."""
        return f"{self.id}/{self.version}"

    @property
    def by_track(self) -> bool:
        """Whether it follows the size of authorities; the first version does not."""
        return any(action.sizes for action in self.actions)

    def questions(self) -> Iterator[Question]:
        """Every question of level 1, each followed by its details."""
        for commitment in self.commitments:
            for question in commitment.questions:
                yield question
                yield from question.details

    def indicators(self) -> frozenset[str]:
        """The indicators shown beside its questions and details."""
        return frozenset(each.measured.indicator for each in self.questions() if each.measured)

    def question(self, question_id: str) -> Question:
        """The question of that id; ``StrategyError`` (``question_unknown``) if none."""
        for question in self.questions():
            if question.id == question_id:
                return question
        raise StrategyError("question_unknown", question=question_id, version=self.reference)

    def current_ids(self, action_ids: Collection[str]) -> set[str]:
        """The ids in this version of actions, replaced ids included."""
        return {
            each.id for each in self.actions if not {each.id, *each.replaces}.isdisjoint(action_ids)
        }

    def action(self, action_id: str) -> ReadyAction:
        """The ready-made action of that id, or the one that replaces it.

        Raises ``StrategyError`` (``action_unknown``) if none.
        """
        for action in self.actions:
            if action_id == action.id or action_id in action.replaces:
                return action
        raise StrategyError("action_unknown", action=action_id, version=self.reference)
