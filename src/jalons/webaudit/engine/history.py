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

type Row = tuple[int, object, float | None, datetime]  # run, page, its score, when


class Trend(StrEnum):
    """How a page fares since the run before; LOST: it has no score any more."""

    WORSE = "worse"
    LOST = "lost"
    BETTER = "better"
    SAME = "same"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Judged:
    """A page with its EcoIndex, from the worst to the best visit, and g CO2 eq a view by SWDM."""

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
    """A page in two runs: points gained, and what it breaks since; None when not examined."""

    before: Judged | None
    after: Judged | None
    trend: Trend
    points: float = 0.0
    rules: tuple[str, ...] | None = None


def judge(measure: PageMeasure, method: EcoIndexMethod, carbon: CarbonModel) -> Judged:
    """A page with its score, 0 to 100, and its grams CO2 eq a view, on the French grid."""
    if not measure.scorable or measure.dom_nodes is None:
        return Judged(measure)
    middle = (measure.dom_nodes, measure.requests, measure.transferred_kb)
    names = ("dom_nodes", "requests", "transferred_kb")
    spread = [measure.spread.get(name, (value, value))
              for name, value in zip(names, middle, strict=True)]  # fmt: skip
    known, best, worst = (
        ecoindex(method, dom_nodes=int(dom), requests=int(requests), size_kb=kb)
        for dom, requests, kb in (middle, *zip(*spread, strict=True))
    )
    grid = carbon.french_g_per_kwh
    grams = page_view_g(carbon, 1000 * measure.transferred_kb, grid_g_per_kwh=grid)
    return Judged(measure, _around(known.score, [best.score, worst.score]), known, grams)


def summary(pages: Sequence[Judged], method: EcoIndexMethod) -> Summary:
    """What a run comes to; the bounds of its score are the means of those of its pages."""
    scored = [(page.score, page) for page in pages if page.score]
    if not scored:
        return Summary(len(pages), 0)
    low, mid, high = (
        fmean(getattr(score, end) for score, _ in scored) for end in Interval.__slots__
    )
    worst = min(scored, key=lambda pair: (pair[0].mid, pair[1].key))[1]
    return Summary(len(pages), len(scored), _around(mid, [low, high]), method.grade(mid), worst)


def compare(before: Iterable[Judged], after: Iterable[Judged]) -> tuple[Change, ...]:
    """Each page of two runs by trend, those that lost most first."""
    old, new = ({page.key: page for page in run} for run in (before, after))
    changes = [_change(old.get(key), new.get(key)) for key in new | old]
    order = list(Trend)
    return tuple(sorted(changes, key=lambda change: (order.index(change.trend), change.points)))


def runs(rows: Iterable[Row]) -> tuple[tuple[datetime, int, Interval | None, bool], ...]:
    """The day of each run, its pages, its scores, and whether the same pages had one before."""
    history = []
    before = None
    for _run, group in groupby(sorted(rows, key=lambda row: row[0]), lambda row: row[0]):
        pages = list(group)
        scores = {page: score for _, page, score, _ in pages if score is not None}
        values, same = list(scores.values()), before is None or before == scores.keys()
        mean = _around(fmean(values), values) if values else None
        history.append((max(row[3] for row in pages), len(pages), mean, same))
        before = scores.keys()
    return tuple(history)


def _around(mid: float, others: Sequence[float]) -> Interval:
    return Interval(min(mid, *others), mid, max(mid, *others))


def _change(old: Judged | None, new: Judged | None) -> Change:
    """A score is worse or better when the intervals of the two runs do not meet."""
    if new is None or old is None:
        return Change(old, new, Trend.GONE if new is None else Trend.NEW)
    was, now, broken, points = old.score, new.score, new.broken, 0.0
    if was is None or now is None:
        trend = Trend.NEW if now else Trend.LOST if was else Trend.SAME
    else:
        points, meet = now.mid - was.mid, now.high >= was.low and now.low <= was.high
        trend = Trend.WORSE if points < 0 else Trend.BETTER
        trend = Trend.SAME if meet or abs(points) < NOTICEABLE else trend
    if old.broken is None or broken is None:
        return Change(old, new, trend, points)
    rules = tuple(broken[rule] for rule in broken if rule not in old.broken)
    return Change(old, new, trend, points, rules)
