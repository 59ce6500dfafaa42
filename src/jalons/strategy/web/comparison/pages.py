"""The comparison in words, with its drawing beside its table."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.design.components import Column, Row, Table
from jalons.foundation.design.drawings.charts import IntervalBars
from jalons.foundation.design.page_language import lang, per_words, period_words
from jalons.foundation.territories.models import Territory
from jalons.kernel import Interval, Observation
from jalons.strategy.engine.indicators.comparison import Compared, SharedValue
from jalons.strategy.store import catalogue
from jalons.strategy.web.comparison.queries import Look
from jalons.strategy.web.observations.figures import figure, method_words
from jalons.wording import format_central, format_number, format_span


def sentence(shown: int, known: int) -> str:
    if not shown:
        return _("Nothing can be compared yet without showing somebody.")
    return ngettext(
        "%(shown)s indicator of %(known)s compares with territories that look like yours.",
        "%(shown)s indicators of %(known)s compare with territories that look like yours.",
        shown,
    ) % {"shown": shown, "known": known}


def look_words(look: Look) -> str:
    """The type and the population band in words."""
    kind = str(dict(Territory.Kind.choices).get(look.kind, look.kind))
    low, high = look.band.low, look.band.high
    words = {
        "kind": kind,
        "low": format_number(low, lang(), 0),
        "high": format_number(high, lang(), 0),
    }
    if not low:
        return _("%(kind)s, under %(high)s residents") % words
    if high is None:
        return _("%(kind)s, %(low)s residents or more") % words
    return _("%(kind)s, from %(low)s to %(high)s residents") % words


def name(each: SharedValue) -> str:
    return catalogue().get(each.indicator).name.to(lang())


def row(each: Compared) -> dict[str, object]:
    """An indicator: its drawing, its table, its method."""
    sheet = catalogue().get(each.own.indicator)
    unit, *per = sheet.unit.symbol.split("/")
    factor = each.own.unit.factor / sheet.unit.factor
    own = each.own.value.scaled(factor)
    first, median, third = (
        (value or 0.0) * factor for value in (each.first, each.median, each.third)
    )
    box = Interval(first, median, third)
    here = _("Here, %(period)s") % {"period": period_words(each.own.period)}
    group = _("Half of the group")
    return {
        "name": name(each.own),
        "method": method_words(each.own.method),
        "chart": IntervalBars(
            title=name(each.own),
            rows=((here, own), (group, box)),
            unit=unit,
            description=_("One's own value with its range, then the median between the quartiles."),
        ),
        "table": Table(
            caption=name(each.own),
            note=per_words(per),
            columns=(Column(_("Group")), Column(_("Value"), numeric=True),
                     Column(_("Range"), numeric=True)),
            rows=(
                (here, format_central(own, unit, lang()),
                 _("exact") if own.low == own.high else format_span(own, unit, lang())),
                (_("Median and quartiles of %(count)s territories") % {"count": each.members},
                 format_central(box, unit, lang()), format_span(box, unit, lang())),
            ),
        ),
    }  # fmt: skip


def value_row(each: Observation) -> Row:
    shown = figure(catalogue().get(each.indicator), each)
    return (shown.name, shown.text, shown.period, method_words(each.method))


def shared_table(rows: list[Row]) -> Table:
    return Table(
        caption=_("What is shared"),
        columns=(
            Column(_("Indicator")),
            Column(_("Value"), numeric=True),
            Column(_("Period")),
            Column(_("Method")),
        ),
        rows=tuple(rows),
    )
