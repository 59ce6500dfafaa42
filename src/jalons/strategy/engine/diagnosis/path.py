"""Where an authority stands on the path of the nine commitments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jalons.kernel import Observation, Quantity
from jalons.strategy.engine.catalogue import Catalogue, Commitment, Manifesto
from jalons.strategy.engine.diagnosis.scoring import CommitmentScore, Diagnosis, Progress, Shares

_WHOLE_YEAR = "jalons-footprint"  # how the methods of the footprint begin


class State(StrEnum):
    """What is known of a commitment, the furthest that can be claimed.

    An indicator makes it measured, an answer of the diagnosis answered; something done sets it on
    the way, and a milestone all done makes one reached.
    """

    UNMEASURED = "unmeasured"
    MEASURED = "measured"
    ANSWERED = "answered"
    WALKING = "walking"
    REACHED = "reached"


@dataclass(frozen=True, slots=True)
class Walked:
    """The progress of a commitment by its answers: milestones reached among those that concern.

    ``shares`` are those of its points.
    """

    reached: int
    milestones: int
    shares: Shares

    @property
    def answered(self) -> bool:
        """Whether a question is answered."""
        return self.shares.known > 0

    @property
    def begun(self) -> bool:
        """Whether something in it is done."""
        return self.shares.done > 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A commitment, its state, and the latest observation of each of its measured indicators.

    ``walked`` is None while nobody answered; ``late`` counts its actions that are late.
    """

    commitment: Commitment
    state: State
    observations: tuple[Observation, ...]
    walked: Walked | None = None
    late: int = 0

    @property
    def measured(self) -> bool:
        """Whether an indicator of it is known."""
        return bool(self.observations)

    @property
    def answered(self) -> bool:
        """Whether a question of the diagnosis is answered."""
        return self.walked is not None and self.walked.answered

    @property
    def share(self) -> float | None:
        """The milestones reached, as a share of those that concern; None while nobody answered."""
        return (
            self.walked.reached / self.walked.milestones if self.walked and self.answered else None
        )

    @property
    def advancing(self) -> bool:
        """Whether it is on the way, or has reached a milestone."""
        return self.state in {State.WALKING, State.REACHED}


def walked(diagnosis: Diagnosis) -> dict[int, Walked]:
    """The progress of each commitment; no milestone where nothing concerns the authority."""
    found = {}
    for score in diagnosis.commitments:
        away = (Progress.NOT_CONCERNED, Progress.BEYOND)
        concerned = [milestone for milestone in score.milestones if milestone.progress not in away]
        reached = sum(each.progress.passed for each in concerned)
        shares = score.shares if concerned else None
        found[score.path.number] = Walked(
            reached, len(concerned), shares or Shares(0, 0, 0, unknown=1)
        )
    return found


def standings(
    manifesto: Manifesto,
    catalogue: Catalogue,
    latest: Mapping[str, Observation],
    walked: Mapping[int, Walked] | None = None,
    late: Mapping[int, int] | None = None,
) -> tuple[Standing, ...]:
    """The nine commitments in order, each with its observations, answers and actions.

    Assumptions, projections and allocated averages measure nothing: they are left out.
    """
    result = []
    for commitment in manifesto.commitments:
        sheets = catalogue.of_commitment(commitment.number)
        known = tuple(latest[sheet.id] for sheet in sheets if sheet.measures and sheet.id in latest)
        far = (walked or {}).get(commitment.number)
        overdue = (late or {}).get(commitment.number, 0)
        result.append(Standing(commitment, _state(known, far), known, far, overdue))
    return tuple(result)


def _state(known: tuple[Observation, ...], far: Walked | None) -> State:
    if far and far.reached:
        return State.REACHED
    if far and far.begun:
        return State.WALKING
    if far and far.answered:
        return State.ANSWERED
    return State.MEASURED if known else State.UNMEASURED


def latest_by_indicator(observations: Iterable[Observation]) -> dict[str, Observation]:
    """The observation of each indicator that ends last; of two that end together, the last one.

    Observations come in the order they were recorded.
    """
    latest: dict[str, Observation] = {}
    for observation in observations:
        former = latest.get(observation.indicator)
        if former is None or observation.period.end >= former.period.end:
            latest[observation.indicator] = observation
    return latest


@dataclass(frozen=True, slots=True)
class Change:
    """How an indicator moved between two periods, on an equal perimeter and with one method.

    ``share`` is the relative change of the central value (-0.09 for nine per cent less), None when
    the earlier value is zero; ``difference`` is the later central value less the earlier one, in
    the unit of the later; ``clear`` is true when the two intervals do not overlap.
    """

    earlier: Observation
    later: Observation
    share: float | None
    difference: Quantity
    clear: bool


def change(observations: Iterable[Observation]) -> Change | None:
    """How one indicator moved since the last period that compares with its latest observation.

    None when no earlier period has the same perimeter, the same method and a unit of the same
    dimension: two figures that do not compare are never subtracted.
    """
    series = list(observations)
    if not series:
        return None
    later = latest_by_indicator(series)[series[-1].indicator]
    comparable = [o for o in series if o.period.end < later.period.start and same_measure(o, later)]
    if not comparable:
        return None
    earlier = latest_by_indicator(comparable)[later.indicator]
    low, mid, high = (
        Quantity(value, earlier.unit).to(later.unit.symbol).value
        for value in (earlier.value.low, earlier.value.mid, earlier.value.high)
    )
    share = (later.value.mid - mid) / mid if mid else None
    clear = later.value.high < low or later.value.low > high
    difference = Quantity(later.value.mid - mid, later.unit)
    return Change(earlier, later, share, difference, clear)


def is_under_way(method: str, unit: str, end: date, today: date) -> bool:
    """Whether a value adds up until the end of its period, and that day is not over.

    A share or a score does not add up, and a footprint is that of a whole year on any day.
    """
    return end >= today and unit not in ("%", "point") and not method.startswith(_WHOLE_YEAR)


def same_measure(one: Observation, other: Observation) -> bool:
    """Whether two observations count the same thing the same way, whatever their periods."""
    return (
        one.indicator == other.indicator
        and one.method == other.method
        and one.unit.dimensions == other.unit.dimensions
        and one.perimeter.authority == other.perimeter.authority
        and set(one.perimeter.included) == set(other.perimeter.included)
        and set(one.perimeter.excluded) == set(other.perimeter.excluded)
        and one.perimeter.counted == other.perimeter.counted
    )


@dataclass(frozen=True, slots=True)
class Moved:
    """A commitment at two dates; ``alike`` when both share the same points the same way."""

    number: int
    then: Shares | None
    now: Shares | None
    alike: bool


def moved(then: Diagnosis, now: Diagnosis) -> tuple[Moved, ...]:
    """How each commitment moved; nothing when the version or the rule of the points differ."""
    if then.referential.reference != now.referential.reference or then.scoring is not now.scoring:
        return ()
    return tuple(
        Moved(one.path.number, one.shares, two.shares, _points(one) == _points(two))
        for one, two in zip(then.commitments, now.commitments, strict=True)
    )


def _points(score: CommitmentScore) -> dict[str, float]:
    return {
        part.question.id: round(part.points, 6)
        for question in score.questions
        for part in (question, *question.details)
    }
