"""Observations in words: value in a usual unit, period, change."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.design.components import Milestone, State
from jalons.foundation.design.page_language import lang, per_words, period_words
from jalons.kernel import Interval, Messages, Observation, Period
from jalons.strategy.engine.catalogue import Commitment, Indicator
from jalons.strategy.engine.diagnosis import path
from jalons.strategy.engine.diagnosis.path import Change, Standing
from jalons.strategy.words.path import standing_words
from jalons.wording import (
    format_central,
    format_interval,
    format_percent,
    format_points,
    scale_of,
    signed,
)

_UNCHANGED = 0.005  # half a percent reads 0 %
_SAME_POINTS = 0.0005  # a twentieth of a point reads 0 point


@dataclass(frozen=True, slots=True)
class Figure:
    """An observation to be shown: ``value`` is in ``unit`` (a kernel symbol), ``per`` in words.

    148 t CO2 eq/year per person reads: value 148, unit "t CO2 eq", per "par an et par agent".
    """

    sheet: Indicator
    observation: Observation
    value: Interval
    unit: str
    per: str

    @property
    def label(self) -> str:
        """The words after the figure: per what, and when."""
        return label_words(self.per, self.observation.period)

    @property
    def when(self) -> str:
        """The period as it ends a sentence: "in 2026"."""
        return label_words("", self.observation.period)

    @property
    def name(self) -> str:
        return self.sheet.name.to(lang())

    @property
    def period(self) -> str:
        return period_words(self.observation.period)

    @property
    def exact(self) -> bool:
        return self.value.low == self.value.high

    @property
    def central(self) -> str:
        return format_central(self.value, self.unit, lang())

    @property
    def text(self) -> str:
        """The central value, its unit and per what, on one line."""
        value = f"{self.central} {self.per}".strip()
        return value if self.exact else _("about %(value)s") % {"value": value}

    @property
    def range(self) -> str:
        """The interval in words, or an empty string when the value is exact."""
        return "" if self.exact else format_interval(self.value, self.unit, lang())


def label_words(per: str, period: Period) -> str:
    """Per what, and when, as it ends a sentence: "per year, in 2026"."""
    when = period_words(period)
    if period == Period.year(period.start.year):
        when = _("in %(year)s") % {"year": when}
    return f"{per}, {when}" if per else when


def figure(sheet: Indicator, observation: Observation) -> Figure:
    """The figure of an observation, converted to the unit of its indicator."""
    factor = observation.unit.factor / sheet.unit.factor
    unit, *per = sheet.unit.symbol.split("/")
    return Figure(sheet, observation, observation.value.scaled(factor), unit, per_words(per))


def unit_words(sheet: Indicator) -> str:
    """The unit of an indicator in words, ``number`` when it only counts."""
    unit, *per = sheet.unit.symbol.split("/")
    head = scale_of(unit, 2, lang())[1]
    return f"{head or _('number')} {per_words(per)}".strip()


def apart_words(last: tuple[str, Interval], unit: str, apart: int) -> str:
    """The finding of values of which some, ``apart``, do not count the same thing as the last."""
    words = {"value": format_central(last[1], unit, lang()), "period": last[0], "count": apart}
    text = ngettext(
        "%(value)s (%(period)s); %(count)s earlier value does not compare with it",
        "%(value)s (%(period)s); %(count)s earlier values do not compare with it",
        apart,
    )
    return text % words


def method_words(method: str) -> str:
    """A method as a person reads it: “declared/1” is an id for files and for the API.

    Of a method that has no words of its own, what computes it.
    """
    known, _slash, version = method.partition("/")
    names = {
        "declared": _("value typed and approved by the authority"),
        "jalons-footprint": _("Jalons footprint computation, version %(version)s"),
        "strategy.roadmap": _("computed from the roadmap"),
        "twin.sensors": _("count of the sensors of the twin"),
        "twin.heat_recovered": _("sum of the heat meters of the twin"),
        "twin.cases": _("count of the uses of the twin"),
        "twin.savings": _("sum of the savings of the uses of the twin"),
        "twin.whatif": _("estimated by a trial of the twin"),
    }
    if known not in names:
        key = f"provider.{known.partition('.')[0]}"
        return Messages.of("jalons.strategy").text(key, lang(), missing=_("another method"))
    return names[known] % {"version": version}


def change_words(change: Change, indicator: Indicator) -> str:
    """How an indicator changed, in a sentence; shares in points; overlapping ranges are said."""
    moved = moved_words(change, indicator)
    if moved is None:
        return ""
    words = {"share": moved, "since": period_words(change.earlier.period)}
    if not moved:
        return _("Unchanged since %(since)s, for the same scope.") % words
    if change.clear:
        return _("%(share)s since %(since)s, for the same scope.") % words
    return (
        _("%(share)s since %(since)s, for the same scope; the ranges overlap: not certain.") % words
    )


def short_change(change: Change, indicator: Indicator) -> str:
    """The same for a table, in a few words."""
    moved = moved_words(change, indicator)
    if moved is None:
        return ""
    words = {"share": moved or _("unchanged"), "since": period_words(change.earlier.period)}
    if moved and not change.clear:
        return _("%(share)s since %(since)s, not certain") % words
    return _("%(share)s since %(since)s") % words


def moved_words(change: Change, indicator: Indicator) -> str | None:
    """The signed change; empty when it rounds to zero, None when it cannot be computed."""
    if indicator.unit.symbol == "%":
        points = change.difference.to("%").value / 100
        return format_points(points, lang()) if abs(points) >= _SAME_POINTS else ""
    if change.share is None:
        return None
    share = signed(format_percent(change.share, lang()))
    return share if abs(change.share) >= _UNCHANGED else ""


def milestone(standing: Standing, url: str) -> Milestone:
    """The stake of a commitment on the path."""
    return Milestone(
        number=standing.commitment.number,
        label=short(standing.commitment),
        status=standing_words(standing, lang()),
        state=_STAKES[standing.state],
        url=url,
        late=standing.late > 0,
        share=standing.share,
    )


_STAKES = {
    path.State.UNMEASURED: State.UNKNOWN,
    path.State.MEASURED: State.MEASURED,
    path.State.ANSWERED: State.MEASURED,
    path.State.WALKING: State.WALKING,
    path.State.REACHED: State.REACHED,
}


def short(commitment: Commitment) -> str:
    return commitment.short.to(lang())
