"""The tables and charts of the pages of scenarios."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.analysis.scenarios import Scenario, Trajectory
from jalons.footprint.engine.factors.pack import LIFE_STAGES
from jalons.footprint.web.labels import KG, bare, difference, stage, value_columns
from jalons.footprint.words.figures import unit
from jalons.footprint.words.scenario import (
    KG_A_YEAR,
    TONNE,
    ScenarioSummary,
    effect_words,
    share_words,
    size_words,
)
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.drawings.charts import Line
from jalons.foundation.design.drawings.svg import Markup, share, tag
from jalons.kernel import Interval, Unit
from jalons.wording import in_tonnes, series_finding


def scenario_changes(scenario: Scenario, lang: str) -> Table:
    """The effect of the levers by stage of life, beside the impact of today."""
    columns = (
        Column(_("What")),
        Column(_("Today"), numeric=True),
        Column(_("Difference"), numeric=True),
        Column(_("In % of today’s"), numeric=True),
        Column(_("90 % interval"), numeric=True),
    )
    stages = (
        change
        for change in scenario.changes
        if change.subject.criterion == CLIMATE and change.subject.stage in LIFE_STAGES
    )
    rows = []
    for each in stages:
        mid, span = difference(each, lang)
        today = bare(each.before, lang)[0] if each.before else ""
        name = stage(each.subject.stage, lang)
        rows.append((name, today, mid, share_words(each, lang), span))
    return Table(_("By stage of life, kg CO₂e a year"), columns, tuple(rows))


def way(trajectory: Trajectory, lang: str) -> tuple[Line, Table]:
    """The years on the way: a chart and its table, in tonnes when the chart is."""
    points = tuple((str(each.year), each.value) for each in trajectory.points)
    last = trajectory.points[-1].difference
    title = series_finding(points, KG, lang, difference=last)
    wanted = trajectory.wanted.mid if trajectory.wanted else None
    drawn = Line(title, points, KG, target=wanted, target_label=_("your objective"),
                 variable=_("Yearly footprint on the way"))  # fmt: skip
    first = trajectory.points[0]
    columns = (
        Column(_("Year")),
        *value_columns(),
        Column(_("Difference with %(year)s") % {"year": str(first.year)}, numeric=True),
    )
    _value, symbol = in_tonnes(first.value, KG_A_YEAR)
    times = 1.0 if symbol == KG_A_YEAR else 1 / TONNE
    rows = tuple(
        (
            str(each.year),
            *bare(each.value.scaled(times), lang),
            bare(each.difference.scaled(times), lang)[0] if rank else "",
        )
        for rank, each in enumerate(trajectory.points)
    )
    return drawn, Table(unit(symbol, lang), columns, rows)


@dataclass(frozen=True, slots=True)
class Fall:
    """From today to a scenario: each move from where the one before stopped, then all together.

    On the scale of what changes: from zero, a few percent would hide behind two like totals.

    ``rows``: the words of each, its effect in words, the level it starts from, its value in
    ``unit``.
    """

    title: str
    rows: tuple[tuple[str, str, float, Interval], ...]
    unit: Unit

    @classmethod
    def of(cls, scenario: Scenario, summary: ScenarioSummary, lang: str) -> Fall:
        """The levers of a scenario, and their effect together."""
        rows, level = [], 0.0
        for step, row in zip(scenario.steps, summary.levers, strict=True):
            rows.append((row.title, row.difference, level, step.difference))
            level += step.difference.mid
        whole = scenario.change(CLIMATE)
        if len(rows) > 1:
            words = effect_words(whole.difference, whole.subject.unit, lang)
            rows.append((_("Together"), words, 0.0, whole.difference))
            title = _("What each choice changes, after those before it")
        else:
            title = _("What this choice changes")
        return cls(title, tuple(rows), whole.subject.unit)

    def figure(self, lang: str) -> str:
        """Its HTML, every text escaped: words that wrap, the bar of each row, then the scale."""
        ends = [start + end for _, _, start, value in self.rows for end in (value.low, value.high)]
        low, high = min(0.0, *ends), max(0.0, *ends)
        width = (high - low) or 1.0
        parts = [
            tag(
                "p", tag("strong", title), tag("br"), effect,
                _bar(*((each - low) / width for each in _places(start, value))),
            )
            for title, effect, start, value in self.rows
        ]  # fmt: skip
        marks = [(each, size_words(each, self.unit, lang)) for each in (low, high) if each]
        marks.append((0.0, _("0 (today)")))
        scale = tag("svg", *(_mark((each - low) / width, words) for each, words in marks),
                    height=20, width="100%", aria_hidden="true")  # fmt: skip
        return tag("figure", tag("figcaption", self.title), *parts, scale, class_="chart")


def _places(start: float, value: Interval) -> tuple[float, float, float, float]:
    """Where a move starts and ends, then the ends of its interval."""
    return start, start + value.mid, start + value.low, start + value.high


def _bar(start: float, end: float, low: float, high: float) -> Markup:
    """The move from a level to the next, over its interval."""
    left, width = min(start, end), abs(end - start)
    return tag(
        "svg",
        tag("rect", y=5, width="100%", height=10, rx=2, class_="track"),
        tag("rect", x=share(low), y=5, width=share(high - low), height=10, class_="range"),
        tag("rect", x=share(left), y=2, width=share(max(width, 0.004)), height=16, class_="mid"),
        class_="band",
        aria_hidden="true",
    )


def _mark(at: float, words: str) -> Markup:
    """A value of the scale under its place, inside the drawing."""
    anchor = "start" if at < 0.2 else "end" if at > 0.8 else "middle"
    return tag("text", words, x=share(at), y=14, text_anchor=anchor, class_="t")
