"""What remains to do with a lot, and the steps that wait for each task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from jalons.reuse.engine.lots.weights import LotDevice
from jalons.reuse.engine.routes.rules import RouteRule

BEFORE = frozenset({"open", "offered", "agreed"})  # states before the collection
_EARLY = frozenset({"devices", "route", "allowed", "taker", "commitment", "agreement",
                    "certificates"})  # fmt: skip
_LATE = frozenset({"commitment", "slip", "proof", "disposal"})
_FIRST = ("offer", "agree", "collect")


@dataclass(frozen=True, slots=True)
class LotFacts:
    """What is known of a lot. ``proved``: devices whose reuse is proved; ``taker``: its nature.

    ``is_disposed``: the day, the recycler and the number of its certificate are known.
    """

    state: str
    devices: tuple[LotDevice, ...] = ()
    route: RouteRule | None = None
    taker: str = ""
    is_committed: bool = False
    has_slip: bool = False
    proved: int = 0
    is_disposed: bool = False

    @property
    def is_waste(self) -> bool:
        """Whether its route leads to recycling."""
        return self.route is not None and self.route.decision == "recycle"


class LotTask(NamedTuple):
    """A thing to do: a code of ``lots.tasks``, how many are ``left``, the steps it blocks."""

    code: str
    left: int
    steps: tuple[str, ...] = ()


def tasks(facts: LotFacts) -> tuple[LotTask, ...]:
    """The tasks of a lot in their order; those with nothing left are done.

    The written commitment blocks the agreement where the law wants it first, else the proof.
    """
    route = facts.route
    commitment = route.commitment if route else "none"
    unfit = sum(each.verdict in {"missing", "refused"} for each in facts.devices)
    found = (
        LotTask("devices", int(not facts.devices), _FIRST),
        LotTask("route", int(route is None), _FIRST),
        LotTask("allowed", unfit, _FIRST),
        LotTask("taker", int(route is None or facts.taker not in route.takers), _FIRST[1:]),
        LotTask("commitment", int(commitment != "none" and not facts.is_committed),
             (*_FIRST[1:], "prove") if commitment == "law" else ("prove",)),
        LotTask("agreement", int(facts.state in {"open", "offered"})),
        LotTask("certificates", sum(not each.ready for each in facts.devices), ("collect",)),
        LotTask("collection", int(facts.state in BEFORE)),
        LotTask("slip", int(not facts.has_slip)),
    )  # fmt: skip
    last = LotTask("disposal", int(not facts.is_disposed), ("dispose",))
    return (*found, last if facts.is_waste else _proof(facts))


def _proof(facts: LotFacts) -> LotTask:
    return LotTask("proof", max(0, len(facts.devices) - facts.proved), ("prove",))


def waiting(facts: LotFacts) -> tuple[LotTask, ...]:
    """What is missing now: what the collection needs before it, what proves the end after it."""
    late = _LATE if facts.state == "collected" else frozenset()
    wanted = _EARLY if facts.state in BEFORE else late
    return tuple(each for each in tasks(facts) if each.left and each.code in wanted)


def refusals(facts: LotFacts, step: str) -> tuple[LotTask, ...]:
    """What forbids a step today; nothing when it may be taken."""
    more = [_proof(facts)] if facts.is_waste else [LotTask("not_waste", 1, ("dispose",))]
    return tuple(each for each in (*tasks(facts), *more) if each.left and step in each.steps)
