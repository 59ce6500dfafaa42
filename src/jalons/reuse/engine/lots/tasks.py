"""What remains to do with a lot, and the steps that wait for each task."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.reuse.engine.lots.weights import LotDevice
from jalons.reuse.engine.routes import RouteRule

BEFORE = frozenset({"open", "offered", "agreed"})  # states before the collection


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


@dataclass(frozen=True, slots=True)
class Task:
    """A thing to do: a code of ``lots.tasks``, how many are ``left``, the steps it blocks."""

    code: str
    left: int
    steps: tuple[str, ...] = ()


def tasks(facts: LotFacts) -> tuple[Task, ...]:
    """The tasks of a lot in their order; those with nothing left are done."""
    route, before = facts.route, facts.state in BEFORE
    by_law = route is not None and route.commitment == "law"
    wanted = route is not None and route.commitment != "none" and not facts.is_committed
    unfit = route is None or facts.taker not in route.takers
    found = [
        Task("devices", int(not facts.devices), ("offer", "agree", "collect")),
        Task("route", int(route is None), ("offer", "agree", "collect")),
        Task("allowed", sum(each.verdict in {"missing", "refused"} for each in facts.devices),
             ("offer", "agree", "collect")),
        Task("taker", int(unfit), ("agree", "collect")),
        Task("commitment", int(wanted), ("agree", "collect", "prove") if by_law else ("prove",)),
        Task("agreement", int(facts.state in {"open", "offered"})),
        Task("certificates", sum(not each.ready for each in facts.devices), ("collect",)),
        Task("collection", int(before)),
        Task("slip", int(not facts.has_slip)),
    ]  # fmt: skip
    if facts.is_waste:
        found.append(Task("disposal", int(not facts.is_disposed), ("dispose",)))
    else:
        left = max(0, len(facts.devices) - facts.proved)
        found.append(Task("proof", left, ("prove",)))
    return tuple(found)


def waiting(facts: LotFacts) -> tuple[Task, ...]:
    """What is missing now: what the collection needs before it, what proves the end after it."""
    early = {"devices", "route", "allowed", "taker", "commitment", "agreement", "certificates"}
    late = {"commitment", "slip", "proof", "disposal"} if facts.state == "collected" else set()
    wanted = early if facts.state in BEFORE else late
    return tuple(each for each in tasks(facts) if each.left and each.code in wanted)


def refusals(facts: LotFacts, step: str) -> tuple[Task, ...]:
    """What forbids a step today; nothing when it may be taken."""
    lacks = tuple(each for each in tasks(facts) if each.left and step in each.steps)
    if step == "dispose" and not facts.is_waste:
        return (*lacks, Task("not_waste", 1, ("dispose",)))
    if step == "prove" and facts.is_waste:
        return (*lacks, *_proof_left(facts))
    return lacks


def _proof_left(facts: LotFacts) -> tuple[Task, ...]:
    """A lot that went to recycling is proved reused only when all of it was."""
    left = max(0, len(facts.devices) - facts.proved)
    return (Task("proof", left, ("prove",)),) if left or not facts.devices else ()
