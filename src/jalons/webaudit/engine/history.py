"""Pages judged by their EcoIndex, and what changed from one run of an audit to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from statistics import fmean

from jalons.kernel import Interval
from jalons.webaudit.engine.carbon import CarbonModel, page_view_g
from jalons.webaudit.engine.ecoindex import EcoIndex, EcoIndexMethod, ecoindex
from jalons.webaudit.engine.measure import PageMeasure

NOTICEABLE = 1.0  # points of EcoIndex under which a change says nothing
_MEASURES = ("dom_nodes", "requests", "transferred_kb")


class Trend(StrEnum):
    """How a page fares since the run before; SAME when the intervals of both scores meet."""

    WORSE = "worse"
    LOST = "lost"  # it has no score any more
    BETTER = "better"
    SAME = "same"
    NEW = "new"
    GONE = "gone"


WORSENED = frozenset({Trend.WORSE, Trend.LOST})


@dataclass(frozen=True, slots=True)
class Judged:
    """A page with its EcoIndex, from the worst to the best visit, and grams CO2 eq by SWDM."""

    measure: PageMeasure
    score: Interval | None = None
    ecoindex: EcoIndex | None = None
    swdm_g: float | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same page from one run to another."""
        return self.measure.url, str(self.measure.device), str(self.measure.consent)

    @property
    def broken(self) -> dict[str, str] | None:
        """The rules of accessibility it breaks, with their words; None when not examined."""
        every = self.measure.findings
        return None if every is None else {e.rule: e.help for e in every if not e.undecided}

    def exceeds(self, least_score: float | None, most_kb: float | None) -> tuple[str, ...]:
        """Which limits it exceeds, ``score`` or ``kb``; none when it has no score."""
        if self.score is None:
            return ()
        low = least_score is not None and self.score.mid < least_score
        heavy = most_kb is not None and self.measure.transferred_kb > most_kb
        return ("score",) * low + ("kb",) * heavy


@dataclass(frozen=True, slots=True)
class Summary:
    """The mean EcoIndex of the pages that have one, its grade, and the worst page."""

    pages: int
    scored: int
    score: Interval | None = None
    grade: str = ""
    worst: Judged | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A page in two runs, and what it breaks since, in words; None when a run did not examine."""

    before: Judged | None
    after: Judged | None
    trend: Trend
    rules: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A run: the least, mean and most of its scores, and whether its pages are those before."""

    at: datetime
    pages: int
    scored: int
    score: Interval | None
    same_pages: bool


def judge(measure: PageMeasure, method: EcoIndexMethod, carbon: CarbonModel) -> Judged:
    """A page with its score, 0 to 100, and its grams CO2 eq a view, on the French grid."""
    if not measure.scorable:
        return Judged(measure)
    values = [float(getattr(measure, name)) for name in _MEASURES]
    spreads = [measure.spread.get(name, (value, value))
               for name, value in zip(_MEASURES, values, strict=True)]  # fmt: skip

    def of(dom: float, requests: float, kb: float) -> EcoIndex:
        return ecoindex(method, dom_nodes=int(dom), requests=int(requests), size_kb=kb)

    known, grid = of(*values), carbon.french_g_per_kwh
    ends = [of(*(each[end] for each in spreads)).score for end in (0, 1)]
    grams = page_view_g(carbon, 1000 * measure.transferred_kb, grid_g_per_kwh=grid)
    return Judged(measure, _interval(known.score, ends), known, grams)


def summary(pages: Sequence[Judged], method: EcoIndexMethod) -> Summary:
    """What a run comes to; the bounds of its score are the means of those of its pages."""
    scored = [(each.score, each) for each in pages if each.score]
    if not scored:
        return Summary(len(pages), 0)
    low, mid, high = (fmean(getattr(each, end) for each, _ in scored) for end in Interval.__slots__)
    worst = min(scored, key=lambda pair: (pair[0].mid, pair[1].key))[1]
    return Summary(len(pages), len(scored), _interval(mid, [low, high]), method.grade(mid), worst)


def compare(before: Iterable[Judged], after: Iterable[Judged]) -> tuple[Change, ...]:
    """Each page of two runs by trend, those that lost most first."""
    old, new = ({each.key: each for each in run} for run in (before, after))
    changes = [_change(old.get(key), new.get(key)) for key in new | old]
    order = list(Trend)
    return tuple(sorted(changes, key=lambda each: (order.index(each.trend), _move(each))))


def runs(rows: Iterable[tuple[int, object, float | None, datetime]]) -> tuple[Run, ...]:
    """The history of an audit from its pages (run, page, score, moment), the first run first."""
    history: list[Run] = []
    before = None
    for _number, group in groupby(sorted(rows, key=lambda row: row[0]), lambda row: row[0]):
        pages = list(group)
        scored = {page: score for _, page, score, _ in pages if score is not None}
        values, same = list(scored.values()), before is None or before == scored.keys()
        mean = _interval(fmean(values), values) if values else None
        history.append(Run(max(row[3] for row in pages), len(pages), len(values), mean, same))
        before = scored.keys()
    return tuple(history)


def _interval(mid: float, others: Sequence[float]) -> Interval:
    return Interval(min(mid, *others), mid, max(mid, *others))


def _change(old: Judged | None, new: Judged | None) -> Change:
    if new is None or old is None:
        return Change(old, new, Trend.GONE if new is None else Trend.NEW)
    was, now, trend = old.broken, new.broken, _trend(old.score, new.score)
    if was is None or now is None:
        return Change(old, new, trend)
    return Change(old, new, trend, tuple(now[rule] for rule in now if rule not in was))


def _trend(was: Interval | None, now: Interval | None) -> Trend:
    if was is None or now is None:
        return Trend.NEW if now else Trend.LOST
    if abs(now.mid - was.mid) < NOTICEABLE or (now.high >= was.low and now.low <= was.high):
        return Trend.SAME
    return Trend.WORSE if now.mid < was.mid else Trend.BETTER


def _move(change: Change) -> float:
    was, now = (each.score if each else None for each in (change.before, change.after))
    return now.mid - was.mid if was and now else 0.0
