"""What training comes to: who completed it, what people said of their level before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jalons.kernel.suppression import LEAST, TOTAL, ShownTable, table_of

LEVELS = ("1", "2", "3", "4", "5")
UNSTATED = ""


def completion(sessions: Sequence[tuple[int, int | None]]) -> tuple[int, int] | None:
    """Who completed and who attended, over sessions where both are known; None when it is hidden.

    ``sessions`` are pairs of those who attended and of those who completed.
    """
    known = [(attended, done) for attended, done in sessions if done is not None]
    attended, done = (sum(pair[at] for pair in known) for at in (0, 1))
    shown = table_of({("yes", TOTAL): done, ("no", TOTAL): attended - done}, ("yes", "no"))
    return None if shown.hides or not attended else (done, attended)


@dataclass(frozen=True, slots=True)
class Progress:
    """Levels before and after; the least and the most people who may have gained one.

    Levels are counted, never followed from a person to another: how many gained is only bounded,
    and ``gained`` is None when the same people did not answer twice, or when a count is hidden.
    """

    before: ShownTable
    after: ShownTable
    answered: int
    gained: tuple[int, int] | None


def progress(before: Mapping[str, int], after: Mapping[str, int]) -> Progress:
    """What may be shown of self-assessed levels 1 to 5; those unstated stand apart."""
    first, last = (
        table_of({(level, TOTAL): count for level, count in counts.items()}, (*LEVELS, UNSTATED))
        for counts in (before, after)
    )
    totals = [sum(counts.get(level, 0) for level in LEVELS) for counts in (before, after)]
    same = totals[0] == totals[1] >= LEAST and not (first.hides or last.hides)
    return Progress(first, last, totals[0], gained(before, after) if same else None)


def gained(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[int, int]:
    """The least and the most people above their former level, of as many before as after."""
    start, end = ([*_at_least(counts), 0] for counts in (before, after))
    low = max(0, *(end[at] - start[at] for at in range(len(LEVELS))))
    stuck = max(start[at] - end[at + 1] for at in range(len(LEVELS)))
    return low, start[0] - max(0, stuck)


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One session: who attended, who completed it (None: not known), counts by level."""

    public: str
    attended: int
    completed: int | None
    before: Mapping[str, int]
    after: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Training:
    """What sessions come to; ``attended`` and ``completed`` are None when they are hidden."""

    sessions: int
    attended: int | None
    completed: tuple[int, int] | None
    progress: Progress


def training(sessions: Sequence[SessionFacts]) -> Training:
    """What may be shown of sessions put together."""
    people = sum(each.attended for each in sessions)
    before, after = Counter[str](), Counter[str]()
    for each in sessions:
        before.update(each.before)
        after.update(each.after)
    done = completion([(each.attended, each.completed) for each in sessions])
    shown = None if 0 < people < LEAST else people
    return Training(len(sessions), shown, done, progress(before, after))


def _at_least(counts: Mapping[str, int]) -> list[int]:
    return [sum(counts.get(level, 0) for level in LEVELS[at:]) for at in range(len(LEVELS))]
