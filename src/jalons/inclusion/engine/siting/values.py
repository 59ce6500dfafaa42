"""The values of siting: a problem of where one more place helps most, and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jalons.inclusion.engine.access.values import Nearest, Pairs
from jalons.inclusion.engine.areas import Numbers, Rows


class Model(StrEnum):
    """What is made best: people within a distance, the mean distance, the longest distance."""

    COVERAGE = "coverage"
    P_MEDIAN = "p-median"
    P_CENTER = "p-center"


class Outcome(StrEnum):
    """How far the proof went."""

    OPTIMAL = "optimal"  # bound and objective are equal
    WITHIN_GAP = "within_gap"  # time ran out: the best known answer, with its gap
    IMPOSSIBLE = "impossible"  # no choice meets every condition


@dataclass(frozen=True, slots=True)
class Minimum:
    """At least ``count`` of these candidates (rows), for the equity of a group such as an EPCI."""

    group: str
    candidates: Rows
    count: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Where to open ``new`` places among candidates, existing ones staying where they are.

    ``pairs`` separates areas from candidates (its ``places`` are rows of candidates, ``candidates``
    in number); ``existing`` is the nearest existing place of each area, measured the same way.
    ``weights`` count in the objective (people, or people × fragility: see ``weigh``); ``people``
    count in what is reported. ``radius`` (km or minutes) is required by coverage and reported for
    the others. ``capacity`` is the people a candidate can serve (coverage only); ``hours`` those
    it could open a week.
    """

    model: Model
    new: int
    people: Numbers
    weights: Numbers
    pairs: Pairs
    candidates: int
    existing: Nearest | None = None
    radius: float | None = None
    capacity: Numbers | None = None
    minimums: tuple[Minimum, ...] = ()
    excluded: tuple[int, ...] = ()
    hours: Numbers | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """The next best when one chosen candidate may not be: ``instead`` of it, and what is lost."""

    without: int
    instead: int
    objective: float
    loss: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of the chosen candidates, and how far from the best they can be at most.

    ``objective``: people (or weights) within the radius, existing places included; the sum of
    weight × distance; or the longest distance. ``bound`` is what no choice can beat, ``gap`` their
    relative difference. ``gained``: people newly within the radius, or, without one, people whose
    nearest place is nearer. ``before`` is the objective without any new place (``inf`` when there
    is no place). ``neighbours``: how many candidates an area had to consider at most. ``left_out``:
    areas without weight or distance, in no count. ``unsought``: the chosen candidates whose
    alternative was not computed, for want of time.
    """

    chosen: tuple[int, ...]
    objective: float
    bound: float
    gap: float
    gained: float
    alternatives: tuple[Alternative, ...]
    neighbours: int
    outcome: Outcome
    seconds: float
    before: float
    left_out: Rows
    unsought: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why here: what one chosen candidate brings, the others being open.

    ``newly``: people within the radius thanks to it alone; ``nearer``: people it is the nearest
    place of; ``before`` and ``after``: their mean distance without it and with it (``nan`` when
    there is none); ``hours``: those it could open a week, ``nan`` unknown.
    """

    candidate: int
    newly: float
    nearer: float
    before: float
    after: float
    hours: float
