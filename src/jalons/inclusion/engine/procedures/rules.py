"""Whether a procedure has a human way: rules on its ways, each met, missing or not known.

Nothing declared is taken as true for long: what nobody checked for a year is to check again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jalons.kernel import Interval


class Way(StrEnum):
    """How a person does a procedure."""

    ONLINE = "online"
    DESK = "desk"
    PHONE = "phone"
    POST = "post"
    HOME = "home"
    ASSISTED = "assisted"  # somebody does it with the person: Aidants Connect, France services


class Rule(StrEnum):
    """What is requested of the ways of a procedure."""

    HUMAN = "human"
    NO_DEVICE = "no_device"
    DESK_OPEN = "desk_open"
    OUTSIDE = "outside"
    PHONE_COST = "phone_cost"
    ACCESSIBLE = "accessible"
    REACHED = "reached"
    CHECKED = "checked"


class State(StrEnum):
    """What a rule says of a procedure."""

    MET = "met"
    MISSING = "missing"
    UNKNOWN = "unknown"


HUMAN = frozenset({Way.DESK, Way.PHONE, Way.HOME, Way.ASSISTED})
WITHOUT_DEVICE = frozenset({Way.DESK, Way.PHONE, Way.POST, Way.HOME})
COVERING = (Rule.HUMAN, Rule.NO_DEVICE)


@dataclass(frozen=True, slots=True)
class Bounds:
    """From how much on a rule is met: hours a week, kilometres, days since the last check."""

    desk_hours: float
    reach_km: float
    checked_days: int


@dataclass(frozen=True, slots=True)
class Channel:
    """A way of a procedure; None is not known.

    ``hours`` a week (the sure ones), ``outside``: open at least once out of office hours,
    ``surcharged``: the call costs more than an ordinary one.
    """

    way: Way
    place: str = ""
    hours: float | None = None
    outside: bool | None = None
    surcharged: bool | None = None
    accessible: bool | None = None
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure with its ways. ``people`` do it in a year; ``farthest_km`` to its nearest desk.

    ``farthest_km`` is that of the commune farthest from any desk, None when it is not known;
    ``spread``: the territory has several communes.
    """

    id: str
    channels: tuple[Channel, ...]
    people: int | None = None
    farthest_km: float | None = None
    spread: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What each rule that concerns a procedure says of it."""

    procedure: Procedure
    states: Mapping[Rule, State]
    checked: bool  # whether a human way was checked lately

    @property
    def is_covered(self) -> bool:
        """Whether it has a human way and a way without a device, as declared."""
        return all(self.states[rule] is State.MET for rule in COVERING)

    @property
    def gaps(self) -> tuple[Rule, ...]:
        """The rules that are not met, the most serious first; then those not known."""
        return tuple(
            rule
            for state in (State.MISSING, State.UNKNOWN)
            for rule in Rule
            if self.states.get(rule) is state
        )


def judge(procedure: Procedure, bounds: Bounds, on: date) -> Verdict:
    """What each rule says of a procedure on a day; rules that do not concern it are absent."""
    ways = {each.way for each in procedure.channels}
    desks = [each for each in procedure.channels if each.way is Way.DESK]
    phones = [each for each in procedure.channels if each.way is Way.PHONE]
    people = [each for each in procedure.channels if each.way in HUMAN]
    fresh = [each for each in people if _is_fresh(each, bounds, on)]
    states = {
        Rule.HUMAN: _met(bool(ways & HUMAN)),
        Rule.NO_DEVICE: _met(bool(ways & WITHOUT_DEVICE)),
    }
    if desks:
        enough: Callable[[Channel], bool | None] = lambda each: (  # noqa: E731
            None if each.hours is None else each.hours >= bounds.desk_hours
        )
        states[Rule.DESK_OPEN] = _any([enough(each) for each in desks])
        states[Rule.ACCESSIBLE] = _any([each.accessible for each in desks])
        if procedure.spread:
            far = procedure.farthest_km
            states[Rule.REACHED] = State.UNKNOWN if far is None else _met(far <= bounds.reach_km)
    if desks or phones:
        states[Rule.OUTSIDE] = _any([each.outside for each in (*desks, *phones)])
    if phones:
        free = [None if each.surcharged is None else not each.surcharged for each in phones]
        states[Rule.PHONE_COST] = _any(free)
    if people:
        states[Rule.CHECKED] = State.MET if fresh else State.UNKNOWN
    return Verdict(procedure, states, bool(fresh))


def _is_fresh(channel: Channel, bounds: Bounds, on: date) -> bool:
    checked = channel.checked_on
    return checked is not None and 0 <= (on - checked).days <= bounds.checked_days


def _met(value: bool) -> State:  # noqa: FBT001
    return State.MET if value else State.MISSING


def _any(values: Sequence[bool | None]) -> State:
    """Met when one is true; not known when none is but one may be."""
    if True in values:
        return State.MET
    return State.UNKNOWN if None in values else State.MISSING


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares of 0 to 1: ``low`` counts what was checked lately, the others what is declared.

    ``people`` is over the procedures whose yearly number is known (``counted`` of them), None
    without any.
    """

    total: int
    covered: int
    procedures: Interval | None
    people: Interval | None
    counted: int


def coverage(verdicts: Sequence[Verdict]) -> Coverage:
    """The share of procedures, and of the people who do them, with a way that needs no device."""
    known = [each for each in verdicts if each.procedure.people is not None]
    return Coverage(
        len(verdicts),
        sum(each.is_covered for each in verdicts),
        share([(each.checked, each.is_covered) for each in verdicts]),
        share([(each.checked, each.is_covered) for each in known],
              [each.procedure.people or 0 for each in known]),
        len(known),
    )  # fmt: skip


def share(states: Sequence[tuple[bool, bool]], weights: Sequence[int] = ()) -> Interval | None:
    """The share (0 to 1) of what has a way, from pairs (checked lately, has one as declared).

    ``low`` counts what was checked, ``mid`` and ``high`` what is declared. None of nothing.
    """
    heavy = weights or [1] * len(states)
    whole = sum(heavy)
    if not whole:
        return None
    pairs = list(zip(states, heavy, strict=True))
    declared = sum(weight for (_checked, has), weight in pairs if has) / whole
    sure = sum(weight for (checked, has), weight in pairs if has and checked) / whole
    return Interval(sure, declared, declared)


def nearest_fix(procedure: Procedure, others: Sequence[Procedure]) -> Channel | None:
    """The way of another procedure that could do: the desk with most hours, else a telephone.

    None when no other procedure has either.
    """
    ways = [each for other in others if other.id != procedure.id for each in other.channels]
    for way in (Way.DESK, Way.PHONE):
        if known := [each for each in ways if each.way is way]:
            return max(known, key=lambda each: (each.hours or 0.0, each.place))
    return None
