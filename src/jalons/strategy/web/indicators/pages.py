"""The figures of an authority in the words of their pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.drawings.charts import IntervalBars, Line
from jalons.foundation.design.drawings.time_axis import start_of
from jalons.foundation.design.page_language import day_words, lang, period_words
from jalons.kernel import Interval, Observation, Period
from jalons.strategy.engine.catalogue import Indicator
from jalons.strategy.engine.diagnosis.path import change, is_under_way, same_measure
from jalons.strategy.engine.indicators.trajectory import Course, Pace
from jalons.strategy.store import manifesto
from jalons.strategy.web.indicators.models import DeclaredValue
from jalons.strategy.web.indicators.queries import Followed, in_unit
from jalons.strategy.web.observations.figures import (
    apart_words,
    figure,
    short_change,
    unit_words,
)
from jalons.strategy.web.observations.models import StoredObservation
from jalons.strategy.words import natures
from jalons.tabular.folding import plain
from jalons.wording import colon, format_central, format_quantity, format_span, series_finding

KINDS = {
    Pace.REACHED: "ok",
    Pace.ON_TRACK: "ok",
    Pace.UNCERTAIN: "walk",
    Pace.LATE: "late",
    Pace.NOT_MEASURED: "idle",
}
State = DeclaredValue.State
MARKS = {State.DRAFT.value: "walk", State.APPROVED.value: "ok", State.LOCKED.value: "ok"}
NO_AIM = "no_objective"
_MONTH = 365.25 / 12  # days


# the page a value of each room comes from
ORIGINS = {
    "ailibrary": "algorithm_list", "catalogue": "dataset_list", "federation": "sharing",
    "footprint": "footprint_index", "inclusion": "skills_year", "reuse": "reuse_rate",
    "participation": "consultation_list", "procurement": "procurement_home", "twin": "twin_home",
    "strategy": "roadmap", "territory": "territory_sheet", "webaudit": "web_service_list",
}  # fmt: skip


def pace_words(pace: Pace) -> str:
    return {
        Pace.NOT_MEASURED: _("not measured since the baseline"),
        Pace.REACHED: _("target reached"),
        Pace.ON_TRACK: _("on track"),
        Pace.UNCERTAIN: _("uncertain"),
        Pace.LATE: pgettext("indicator", "late"),
    }[pace]


def source_words(kind: str) -> str:
    known = {
        "declared": _("declared values"),
        "inventory": _("computed from the inventory"),
        "scenario": _("estimated by a scenario of the footprint"),
        "roadmap": _("computed from the roadmap"),
        "twin": _("counted in the twin"),
        "twin_heat": _("heat meters of the twin"),
    }
    # an origin stored by another version or another instance
    return known.get(kind) or _("another source")


def value_words(value: float, sheet: Indicator) -> str:
    """A value in the unit of its sheet, without its “per year”."""
    return format_quantity(value, sheet.unit.symbol.partition("/")[0], lang())


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator in the list: its latest value, when, and how it stands to its objective."""

    id: str
    name: str
    url: str
    value: str
    period: str
    moved: str  # how it changed, and since when
    kind: str
    pace: str
    aim: str
    waiting: int
    stored: str  # how the latest value came to be
    nature: str  # the word for what is no measure, or empty


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    ambition: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list shows, read from the address."""

    text: str
    commitment: int | None
    measured: bool
    pace: str

    @property
    def active(self) -> bool:
        return bool(self.text or self.commitment or self.measured or self.pace)

    def passes(self, each: Followed) -> bool:
        sheet = each.sheet
        words = plain(f"{sheet.id} {sheet.name.fr} {sheet.name.en} {sheet.definition.fr}")
        if self.text and not all(word in words for word in plain(self.text).split()):
            return False
        if self.commitment and sheet.commitment != self.commitment:
            return False
        if self.measured and not each.measured:
            return False
        return not self.pace or self.pace == pace_key(each)


def pace_key(each: Followed) -> str:
    """The pace of an indicator as the address names it."""
    return str(each.following.pace) if each.following else NO_AIM


def filters(request: HttpRequest) -> Filters:
    """The filters of an address; invalid ones are ignored."""
    said = request.GET.get("engagement", "")
    numbers = {str(commitment.number) for commitment in manifesto().commitments}
    pace = request.GET.get("rythme", "")
    return Filters(
        text=request.GET.get("q", "")[:100],
        commitment=int(said) if said in numbers else None,
        measured=request.GET.get("mesures") == "1",
        pace=pace if pace in {*map(str, Pace), NO_AIM} else "",
    )


def commitment_choices(chosen: int | None) -> list[tuple[int, str, bool]]:
    return [
        (each.number, f"{each.number} · {each.short.to(lang())}", each.number == chosen)
        for each in manifesto().commitments
    ]


def pace_choices(chosen: str) -> list[tuple[str, str, bool]]:
    said = [(str(pace), pace_words(pace)) for pace in Pace]
    said.append((NO_AIM, _("without objective")))
    return [(key, label, key == chosen) for key, label in said]


def sentence(known: Sequence[Followed]) -> str:
    """How many indicators are followed and measured, and how many are late: only what is known.

    Assumptions and projections are counted apart.
    """
    measured = sum(each.measured for each in known)
    assumed = sum(not each.sheet.measures for each in known)
    late = sum(each.following is not None and each.following.pace is Pace.LATE for each in known)
    first = ngettext(
        "%(measured)s of %(count)s followed indicator is measured",
        "%(measured)s of %(count)s followed indicators are measured",
        len(known) - assumed,
    ) % {"measured": measured, "count": len(known) - assumed}
    if assumed:
        first += ngettext(
            ", %(assumed)s is an assumption or a projection",
            ", %(assumed)s are assumptions or projections",
            assumed,
        ) % {"assumed": assumed}
    if not late:
        return f"{first}."
    return first + ngettext(", %(late)s is late.", ", %(late)s are late.", late) % {"late": late}


def unfollowed_sentence(known: Sequence[Followed]) -> str:
    """The sentence shown while no indicator is followed."""
    measured = sum(each.measured for each in known)
    if not measured:
        return _("No indicator is followed yet.")
    return ngettext(
        "%(count)s indicator is measured, none is followed yet.",
        "%(count)s indicators are measured, none is followed yet.",
        measured,
    ) % {"count": measured}


def groups(authority: Authority, found: Iterable[Followed]) -> list[Group]:
    by_commitment: dict[int, list[Row]] = {}
    for each in found:
        by_commitment.setdefault(each.sheet.commitment, []).append(_row(authority, each))
    titles = {commitment.number: commitment for commitment in manifesto().commitments}
    return [
        Group(
            f"{number} · {titles[number].short.to(lang())}",
            titles[number].ambition.number,
            tuple(rows),
        )
        for number, rows in by_commitment.items()
    ]


def _row(authority: Authority, each: Followed) -> Row:
    latest, following, course = each.latest, each.following, each.course
    shown = figure(each.sheet, latest) if latest else None
    trusted = [observations[0] for observations in reversed(each.values)]
    moved = change(trusted) if each.sheet.measures else None
    return Row(
        id=each.sheet.id,
        name=each.sheet.name.to(lang()),
        url=reverse("indicator_page", args=[authority.slug, each.sheet.id]),
        value=shown.central if shown else "",
        period=shown.period if shown else "",
        moved=short_change(moved, each.sheet) if moved else "",
        kind=KINDS[following.pace] if following else "",
        pace=pace_words(following.pace) if following else "",
        aim=target_words(course, each.sheet) if course else "",
        waiting=len(each.waiting),
        stored=status_words(each.sheet, latest) if latest else "",
        nature=natures.nature(each.sheet, lang()),
    )


def target_words(course: Course, sheet: Indicator) -> str:
    return _("%(value)s in %(year)s") % {
        "value": value_words(course.target.value, sheet),
        "year": course.target.on.year,
    }


def status_words(sheet: Indicator, observation: Observation) -> str:
    """How a value came to be: measured, declared, estimated; what it is when it is no measure."""
    known = StoredObservation.HowKnown(observation.status)
    return natures.nature(sheet, lang()) or str(known.label)


def standing(each: Followed) -> str:
    """The latest value beside the objective, in a sentence."""
    following, course = each.following, each.course
    if following is None or course is None or not each.sheet.measures:
        return ""
    if following.latest is None or following.expected is None:
        return _("No value since the baseline of %(day)s: nobody can say how it goes.") % {
            "day": day_words(course.baseline.on)
        }
    on, value = following.latest
    words = {
        "day": day_words(on),
        "value": value_words(value.mid, each.sheet),
        "aim": value_words(following.expected, each.sheet),
        "target": value_words(course.target.value, each.sheet),
    }
    return {
        Pace.REACHED: _("Target reached: %(value)s on %(day)s, for %(target)s aimed at."),
        Pace.ON_TRACK: _("On track: %(value)s on %(day)s, for %(aim)s aimed at that day."),
        Pace.UNCERTAIN: _(
            "Uncertain: %(value)s on %(day)s, for %(aim)s aimed at that day; the range of the"
            " value holds the aim."
        ),
        Pace.LATE: _("Late: %(value)s on %(day)s, for %(aim)s aimed at that day."),
        Pace.NOT_MEASURED: "",
    }[following.pace] % words


def values_table(each: Followed) -> Table:
    """Every value of every source by period, the trusted one first, beside the aim of its day."""
    rows: list[tuple[Cell | str, ...]] = []
    for observations in each.values:
        for rank, observation in enumerate(observations):
            shown = figure(each.sheet, observation)
            aim = each.course.expected(observation.period.end) if each.course else None
            rows.append(
                (
                    period_words(observation.period),
                    format_central(shown.value, shown.unit, lang()),
                    _("exact") if shown.exact else format_span(shown.value, shown.unit, lang()),
                    value_words(aim, each.sheet) if aim is not None else "—",
                    status_words(each.sheet, observation),
                    source_words(observation.origin.kind)
                    if not rank
                    else _("%(source)s (not the first trusted)")
                    % {"source": source_words(observation.origin.kind)},
                )
            )
    columns = (
        Column(_("Period")),
        Column(_("Value"), numeric=True),
        Column(_("Range"), numeric=True),
        Column(_("Aimed at"), numeric=True),
        Column(_("Status")),
        Column(_("Source")),
    )
    note = unit_words(each.sheet)
    sources = {row[-1] for row in rows}
    if len(sources) > 1:
        return Table(_("Values by period"), columns, tuple(rows), note=note)
    # one source for all: said once, not in a column
    note = " · ".join((note, *map(str, sources)))
    said = tuple(row[:-1] for row in rows)
    return Table(_("Values by period"), columns[:-1], said, note=note)


def course_table(each: Followed) -> Table | None:
    """The objective: its baseline, its steps, its target."""
    if each.course is None:
        return None
    course, sheet = each.course, each.sheet
    names = [
        _("Baseline"),
        *(_("Step") for _point in course.points[:-1]),
        pgettext("indicator", "Target"),
    ]
    points = (course.baseline, *course.points)
    return Table(
        _("Objective"),
        (
            Column(pgettext("of a course", "Point")),
            Column(_("Date")),
            Column(_("Value"), numeric=True),
        ),
        tuple(
            (name, day_words(point.on), value_words(point.value, sheet))
            for name, point in zip(names, points, strict=True)
        ),
        note=unit_words(sheet),
    )


def chart(each: Followed, today: date) -> Line | IntervalBars | None:
    """The trusted value of each period, with the course aimed at; None for one point without aim.

    Values that do not count the same thing the same way are never joined by a line.
    """
    sheet, course = each.sheet, each.course
    trusted = [observations[0] for observations in reversed(each.values)]
    name, unit = sheet.name.to(lang()), sheet.unit.symbol.partition("/")[0]
    values = [(each_.period, in_unit(each_, sheet)) for each_ in trusted]
    if len(trusted) < 2 and not (course and trusted):
        return None
    rows = tuple((period_words(period), value) for period, value in values)
    if apart := sum(not same_measure(one, trusted[-1]) for one in trusted):
        return IntervalBars(apart_words(rows[-1], unit, apart), rows, unit, variable=name)
    last = trusted[-1].period
    goes_on = is_under_way(trusted[-1].method, unit, last.end, today)
    line = Line(
        series_finding(rows, unit, lang(), under_way=period_words(last) if goes_on else ""),
        rows,
        unit,
        days=tuple(period.start for period, _value in values),
        variable=name,
        incomplete_from=last.start if goes_on else None,
        late=pace_words(Pace.LATE) if each.following and each.following.pace is Pace.LATE else "",
    )
    return line if course is None else _with_course(line, values, course, sheet)


def _with_course(
    line: Line, values: Sequence[tuple[Period, Interval]], course: Course, sheet: Indicator
) -> Line:
    """The line with the objective, its days among those of the values."""
    points: dict[date, tuple[str, Interval | None]] = {
        point.on: (day_words(point.on), None) for point in (course.baseline, *course.points)
    }
    points |= {period.end: (period_words(period), value) for period, value in values}
    last, starts_at = values[-1][0], {period.end: period.start for period, _value in values}
    start_days = {day: starts_at.get(day) or start_of(day, _months(last)) for day in points}
    days = sorted(points, key=lambda day: (start_days[day], day))
    return replace(
        line,
        points=tuple(points[day] for day in days),
        target_label=f"{_('objective')}{colon(lang())}{target_words(course, sheet)}",
        description=_("The dashed line is the objective."),
        aims=tuple(course.expected(day) for day in days),
        days=tuple(start_days[day] for day in days),
    )


def _months(period: Period) -> int:
    """How many months a period lasts: a value on the course must stand on it.

    A value is placed at the start of its period and compared with its objective at the end: so an
    objective is placed at the start of the period of that length that ends on its day.
    """
    return round(period.days / _MONTH)


def declared_words(row: DeclaredValue, sheet: Indicator) -> tuple[str, str, str]:
    """The period of a typed value, the value, the mark of its state."""
    return period_words(row.period), value_words(row.value, sheet), MARKS[row.state]
