"""The tables and charts of the pages of scenarios."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.analysis.scenarios import Scenario, Trajectory
from jalons.footprint.web.labels import KG, LIFE, bare, difference, stage, value_columns
from jalons.footprint.words.scenario import share_words
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.drawings.charts import Line
from jalons.wording import series_finding


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
        if change.subject.criterion == CLIMATE and change.subject.stage in LIFE
    )
    rows = []
    for each in stages:
        mid, span = difference(each, lang)
        today = bare(each.before, lang)[0] if each.before else ""
        name = stage(each.subject.stage, lang)
        rows.append((name, today, mid, share_words(each, lang), span))
    return Table(_("By stage of life, kg CO₂e a year"), columns, tuple(rows))


def way(trajectory: Trajectory, lang: str) -> tuple[Line, Table]:
    """The years on the way: a chart and its table."""
    points = tuple((str(each.year), each.value) for each in trajectory.points)
    last = trajectory.points[-1].difference
    title = series_finding(points, KG, lang, difference=last)
    wanted = trajectory.wanted.mid if trajectory.wanted else None
    drawn = Line(title, points, KG, target=wanted, target_label=_("your objective"),
                 variable=_("Yearly footprint on the way"))  # fmt: skip
    first = str(trajectory.points[0].year)
    columns = (
        Column(_("Year")),
        *value_columns(),
        Column(_("Difference with %(year)s") % {"year": first}, numeric=True),
    )
    rows = tuple(
        (str(each.year), *bare(each.value, lang), bare(each.difference, lang)[0] if rank else "")
        for rank, each in enumerate(trajectory.points)
    )
    return drawn, Table(_("kg CO₂e a year"), columns, rows)
