"""The content of the pages of scenarios."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.drawings.charts import IntervalBars
from jalons.foundation.design.page_language import lang, number_words
from jalons.foundation.places.maps import Map, Marker, corners
from jalons.foundation.places.windows import window
from jalons.kernel import Interval
from jalons.twin.engine.whatif import figures
from jalons.twin.engine.whatif.application import ChangeReport
from jalons.twin.engine.whatif.comparison import Comparison
from jalons.twin.engine.whatif.figures import TwinFigure
from jalons.twin.engine.whatif.uncertain_factors import Factor
from jalons.twin.web.labels.values import number_of
from jalons.twin.web.town_map import maps
from jalons.wording import with_unit

from .computation import ScenarioRun, SnapshotChanges
from .wording import (
    FORMULAS,
    between,
    central,
    change_words,
    figure_name,
    missing_words,
    spread,
    trace_words,
    unit_of,
)

ROWS = 12
ENERGY = (figures.LIGHTING, figures.BUILDINGS)
DRAWN = (*ENERGY, figures.HEAT, figures.PUMPS)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change in words: what it is, what it found and changed, what it could not."""

    text: str
    outcome: str
    unable: str
    place: int


@dataclass(frozen=True, slots=True)
class Trace:
    """How a figure was computed: name, formula, lines, entities left out, factors."""

    name: str
    formula: str
    lines: tuple[str, ...]
    missing: str
    factors: Table | None


@dataclass(frozen=True, slots=True)
class Summary:
    """A result ready for its page."""

    sentence: str
    range: str
    table: Table | None
    charts: tuple[IntervalBars, ...]
    changes: tuple[ChangeLine, ...]
    traces: tuple[Trace, ...]
    touched: int
    unverified: int
    apart: int


def summary(name: str, found: ScenarioRun) -> Summary:
    comparisons = found.result.comparisons
    reports = found.result.outcome.reports
    used = {factor for each in comparisons for factor in each.before.factors + each.after.factors}
    sentence, range_text = headline(name, found)
    return Summary(
        sentence=sentence,
        range=range_text,
        table=table(comparisons) if comparisons else None,
        charts=tuple(chart(each) for each in comparisons if drawable(each)),
        changes=tuple(change_line(each, found.names, place) for place, each in enumerate(reports)),
        traces=tuple(trace(each) for each in comparisons),
        touched=found.count,
        unverified=sum(not factor.source.verified for factor in used),
        apart=sum(each.apart for each in comparisons),
    )


def headline(name: str, scenario_run: ScenarioRun) -> tuple[str, str]:
    """The sentence of a scenario, and the range of its figure in words."""
    main = scenario_run.result.main
    if not scenario_run.count:
        return _("“%(name)s” changes nothing in this snapshot.") % {"name": name}, ""
    if main is None or main.difference is None:
        text = _("“%(name)s” changes nothing the twin can count.")
        return text % {"name": name}, ""
    unit = unit_of(main.before)
    if main.key in ENERGY:
        saves = main.difference.mid < 0
        size = main.difference.scaled(-1) if saves else main.difference
        range_text = "" if size.low == size.high else between(size, unit)
        values = {"name": name, "value": central(size, unit), "range": range_text}
        if saves and range_text:
            text = _("“%(name)s” would save about %(value)s a year, %(range)s.")
        elif saves:
            text = _("“%(name)s” would save %(value)s a year.")
        elif range_text:
            text = _("“%(name)s” would use about %(value)s more a year, %(range)s.")
        else:
            text = _("“%(name)s” would use %(value)s more a year.")
        return text % values, range_text
    if main.key == figures.HEAT:
        values = {
            "name": name,
            "value": central(main.difference, unit),
            "range": between(main.difference, unit),
        }
        text = _("“%(name)s” would use about %(value)s of heat a year, %(range)s.")
        return text % values, values["range"]
    values = {
        "name": name,
        "figure": figure_name(main.before),
        "before": central(main.before.value, unit),
        "after": central(main.after.value, unit),
    }
    return _("“%(name)s”: %(figure)s, from %(before)s to %(after)s.") % values, ""


def table(comparisons: tuple[Comparison, ...]) -> Table:
    rows = tuple(
        (
            figure_name(comparison.before),
            _value(comparison.before),
            _value(comparison.after),
            _difference(comparison),
            number_words(comparison.common),
            missing_words(comparison.after.left_out) or "–",
        )
        for comparison in comparisons
    )
    columns = (
        Column(_("Indicator")),
        Column(_("Today"), numeric=True),
        Column(_("With the scenario"), numeric=True),
        Column(_("Difference"), numeric=True),
        Column(_("Counted"), numeric=True),
        Column(_("Not assessed")),
    )
    note = _("Central value, then 9 chances out of 10. Unknown is not zero.")
    return Table(_("Today and with the scenario"), columns, rows, note=note)


def _value(figure: TwinFigure) -> Cell:
    if figure.value is None:
        return Cell("", mark=_("not assessed"))
    return Cell(with_span(figure.value, unit_of(figure)))


def with_span(value: Interval, unit: str) -> str:
    """A central value, with its interval when it has one."""
    if value.low == value.high:
        return central(value, unit)
    return f"{central(value, unit)} ({spread(value, unit)})"


def _difference(each: Comparison) -> Cell:
    if each.difference is None:
        return Cell("", mark=_("not assessed"))
    if not each.moved:
        return Cell(_("none"))
    return Cell(with_span(each.difference, unit_of(each.before)))


def drawable(each: Comparison) -> bool:
    """Whether bars can be drawn: energy known on both sides."""
    return each.key in DRAWN and each.before.value is not None and each.after.value is not None


def chart(each: Comparison) -> IntervalBars:
    before, after = each.before.value, each.after.value
    assert before is not None  # noqa: S101  checked by ``drawable``
    assert after is not None  # noqa: S101
    rows = ((_("Today"), before), (_("With the scenario"), after))
    return IntervalBars(figure_name(each.before), rows, unit_of(each.before))


def change_line(report: ChangeReport, names: Mapping[str, str], place: int) -> ChangeLine:
    if not report.found:
        outcome = _("no entity found")
    else:
        values = {
            "found": number_words(report.found),
            "changed": number_words(len(report.changed)),
        }
        outcome = (
            ngettext(
                "%(found)s entity found, %(changed)s changed",
                "%(found)s entities found, %(changed)s changed",
                report.found,
            )
            % values
        )
        if report.same:
            outcome += _(", %(same)s already so") % {"same": number_words(report.same)}
    text = change_words(report.change, names)
    return ChangeLine(text, outcome, missing_words(report.unable), place)


def trace(each: Comparison) -> Trace:
    figure = each.after
    used = sorted(figure.factors + each.before.factors, key=_name)
    factors = [next(group) for _key, group in groupby(used, key=_name)]
    return Trace(
        name=figure_name(figure),
        formula=str(FORMULAS.get(figure.key, "")),
        lines=tuple(trace_words(line) for line in figure.trace),
        missing=missing_words(figure.left_out),
        factors=factor_table(factors) if factors else None,
    )


def _name(factor: Factor) -> str:
    return factor.name


def factor_table(factors: list[Factor]) -> Table:
    """Assumptions with interval, unit and source, verified or not."""
    rows = []
    for factor in factors:
        unit = "" if factor.unit == "1" else factor.unit
        numbers = [number_words(each) for each in (factor.value.low, factor.value.high)]
        rows.append(
            (
                factor.fr if lang() == "fr" else factor.en,
                with_unit(number_words(factor.value.mid), unit, lang()),
                f"{numbers[0]} – {numbers[1]}{unit}",
                Cell(
                    factor.source.cite(),
                    url=factor.source.link,
                    confirmed=factor.source.verified,
                ),
            )
        )
    columns = (
        Column(_("Assumption")),
        Column(_("Value"), numeric=True),
        Column(_("Interval"), numeric=True),
        Column(_("Source")),
    )
    return Table(_("What this figure assumes"), columns, tuple(rows))


def touched_map(
    authority: Authority, found: ScenarioRun, query: dict[str, str], url: Callable[[str], str]
) -> Map | None:
    """The map of the entities changed, None when none has a place."""
    markers = [
        Marker(each.title, each.place, url(each.id))
        for each in found.touched
        if each.place is not None
    ]
    areas = maps.outline(authority)
    if not markers:
        return None
    title, places = _("What the scenario changes"), [marker.position for marker in markers]
    shown = window(corners(areas), places, query)
    return Map(title, areas, tuple(markers), window=shown)


def touched_table(found: ScenarioRun, url: Callable[[str], str]) -> Table | None:
    if not found.touched:
        return None
    rows = tuple(
        (Cell(each.title, url=url(each.id)), number_of(each.id)) for each in found.touched[:ROWS]
    )
    left = found.count - len(rows)
    note = (
        ngettext("%(count)s other is not listed.", "%(count)s others are not listed.", left)
        % {"count": number_words(left)}
        if left > 0
        else ""
    )
    columns = (Column(_("Entity")), Column(_("Identifier")))
    return Table(_("Entities changed"), columns, rows, note=note)


def since_table(found: SnapshotChanges) -> Table:
    kinds = dict.fromkeys([*found.added, *found.gone, *found.changed])
    rows = tuple(
        (
            kind,
            number_words(found.added.get(kind, 0)),
            number_words(found.gone.get(kind, 0)),
            number_words(found.changed.get(kind, 0)),
        )
        for kind in kinds
    )
    columns = (
        Column(_("Type")),
        Column(_("Added"), numeric=True),
        Column(_("Gone"), numeric=True),
        Column(_("Changed"), numeric=True),
    )
    return Table(_("What changed since"), columns, rows)


def side_by_side(one: tuple[str, ScenarioRun], other: tuple[str, ScenarioRun]) -> Table:
    """Two scenarios, indicator by indicator: the difference of each with its own present."""
    sides = [{_key(each): each for each in run.result.comparisons} for _, run in (one, other)]
    rows: list[tuple[Cell | str, ...]] = []
    for key in dict.fromkeys([*sides[0], *sides[1]]):
        cells = [
            _difference(side[key]) if key in side else Cell("", mark=_("not assessed"))
            for side in sides
        ]
        first = sides[0].get(key) or sides[1][key]
        rows.append((figure_name(first.before), *cells))
    columns = (
        Column(_("Difference with its own present")),
        Column(one[0], numeric=True),
        Column(other[0], numeric=True),
    )
    return Table(_("Two scenarios side by side"), columns, tuple(rows))


def _key(each: Comparison) -> tuple[str, tuple[str, str]]:
    return each.key, each.before.about
