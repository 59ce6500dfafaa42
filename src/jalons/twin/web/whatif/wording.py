"""The texts of scenarios: kinds, changes, reasons, figures and their traces."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.broker.store.units import symbol
from jalons.foundation.design.page_language import lang, number_words
from jalons.kernel import Interval
from jalons.twin.engine.whatif import figures
from jalons.twin.engine.whatif.change import (
    Change,
    Dim,
    RouteHeat,
    Scale,
    Schedule,
    SetValue,
    Span,
)
from jalons.twin.engine.whatif.figures import TraceLine, TwinFigure
from jalons.twin.web.labels import words
from jalons.twin.web.labels.values import amount
from jalons.wording import format_central, format_hour, format_interval, format_span

KINDS = {
    "eteindre": gettext_lazy("Switch lights off in the middle of the night"),
    "baisser": gettext_lazy("Dim lights at night"),
    "horaires": gettext_lazy("Change the hours of lights"),
    "chaleur": gettext_lazy("Bring the heat of a server room to a need"),
    "valeur": gettext_lazy("Change one value"),
}
ABOUT = {
    "eteindre": gettext_lazy("Off between two hours, besides the hours they are off already."),
    "baisser": gettext_lazy("A share of their light between two hours."),
    "horaires": gettext_lazy("Other hours off in place of the present ones, or lit all night."),
    "chaleur": gettext_lazy("A server room heats a pool, a school, dwellings."),
    "valeur": gettext_lazy("Any number of the twin: another value, or a percentage."),
}
REASONS = {
    "attribute_missing": gettext_lazy("the attribute is missing"),
    "not_a_number": gettext_lazy("its value is no number"),
    "not_a_value": gettext_lazy("a link or a place, which a number cannot replace"),
    "too_large": gettext_lazy("the result is too large"),
    "not_a_light": gettext_lazy("this is no light"),
    "programme_unreadable": gettext_lazy("its hours cannot be read"),
    "need_missing": gettext_lazy("the need is not in the snapshot"),
    "not_a_room": gettext_lazy("this is no server room"),
    "heat_no_power": gettext_lazy("power unknown"),
    "heat_no_need": gettext_lazy("need of a year unknown"),
    "heat_unplaced": gettext_lazy("place unknown"),
    "power_unknown": gettext_lazy("power unknown"),
    "power_zero": gettext_lazy("power of zero, doubtless read while the light was off"),
    "power_unlikely": gettext_lazy("power out of what a light can draw"),
    "power_unit": gettext_lazy("power in a unit that is not W or kW"),
    "place_unknown": gettext_lazy("nothing says where the lights are"),
    "consumption_unknown": gettext_lazy("consumption unknown"),
    "consumption_unit": gettext_lazy("consumption in a unit that is not one of energy"),
    "period_unknown": gettext_lazy("period unknown"),
    "period_short": gettext_lazy("less than ten months are known"),
    "periods_overlap": gettext_lazy("periods that overlap"),
    "unit_differs": gettext_lazy("in another unit than the others"),
}
FORMULAS = {
    figures.LIGHTING: gettext_lazy(
        "For each light: power × (actual power ÷ stated power) × hours of night × share of the"
        " power at each hour. A light off counts zero; a light dimmed to a level keeps the fixed"
        " share of its driver."
    ),
    figures.BUILDINGS: gettext_lazy(
        "For each building and each energy: sum of the consumptions × 365.25 ÷ days they cover."
    ),
    figures.HEAT: gettext_lazy(
        "Each month, the least of the heat the room gives (less the losses of the pipe) and of what"
        " the need asks for; a heat pump adds its electricity, counted apart."
    ),
    figures.PUMPS: gettext_lazy("Heat delivered less heat of the servers, where a pump is needed."),
    figures.SUM: gettext_lazy("Sum of the values of the entities counted."),
    figures.MEAN: gettext_lazy("Sum of the values ÷ number of entities counted."),
}


def hour(minutes: int) -> str:
    """An hour as people write it: “23 h”, “5 h 30”; “23:00” in English."""
    return format_hour(minutes, lang())


def span_words(span: Span) -> str:
    return _("between %(start)s and %(end)s") % {"start": hour(span.start), "end": hour(span.end)}


def kind_words(name: str) -> str:
    """A type in words: the name of its model, else its short name."""
    return words.kind(name).label


def attribute_words(kind: str, name: str) -> str:
    """An attribute of a type in words, else the name that sensors use."""
    return words.attribute([kind], name).label


def _called(change: Scale | SetValue) -> str:
    return attribute_words(change.where.type, change.attribute)


def change_words(change: Change, names: Mapping[str, str]) -> str:
    """A change as a sentence; ``names`` are the titles of entities by identifier."""
    match change:
        case RouteHeat():
            room, need = names.get(change.room, change.room), names.get(change.need, change.need)
            return _("The heat of %(room)s goes to %(need)s") % {"room": room, "need": need}
        case Dim():
            level = number_words(round(change.level * 100))
            values = {"level": level, "hours": span_words(change.span)}
            text = _("%(level)s %% of the light %(hours)s") % values
        case Schedule():
            text = _schedule(change)
        case Scale():
            values = {"name": _called(change), "factor": number_words(change.factor)}
            text = _("%(name)s multiplied by %(factor)s") % values
        case SetValue():
            values = {"name": _called(change), "value": amount(change.value)}
            text = _("%(name)s becomes %(value)s") % values
    where = kind_words(change.where.type)
    if change.where.q:
        where = _("%(kind)s where %(query)s") % {"kind": where, "query": change.where.q}
    return _("%(where)s: %(change)s") % {"where": where, "change": text}


def _schedule(change: Schedule) -> str:
    if not change.off:
        return _("lit all night")
    hours = ", ".join(span_words(span) for span in change.off)
    if change.adds:
        return _("off %(hours)s") % {"hours": hours}
    return _("off %(hours)s only") % {"hours": hours}


def figure_name(figure: TwinFigure) -> str:
    kind, attribute = figure.about
    fixed = {
        figures.LIGHTING: _("Electricity of lighting in a year"),
        figures.BUILDINGS: _("Energy of buildings in a year"),
        figures.HEAT: _("Heat of server rooms used in a year"),
        figures.PUMPS: _("Electricity of heat pumps in a year"),
    }
    if figure.key in fixed:
        return fixed[figure.key]
    values = {"name": attribute_words(kind, attribute), "kind": kind_words(kind)}
    if figure.key == figures.SUM:
        return _("Sum of %(name)s (%(kind)s)") % values
    return _("Mean of %(name)s (%(kind)s)") % values


def unit_of(figure: TwinFigure) -> str:
    """The symbol of the unit of an indicator."""
    return symbol(figure.unit)


def central(interval: Interval | None, unit: str) -> str:
    """The central value with its unit, at the precision of its interval."""
    return format_central(interval, unit, lang())


def spread(interval: Interval | None, unit: str) -> str:
    return format_span(interval, unit, lang())


def between(interval: Interval | None, unit: str) -> str:
    return format_interval(interval, unit, lang())


def missing_words(left_out: tuple[tuple[str, int], ...]) -> str:
    """The entities not assessed or not changed, with the reasons; empty without any."""
    return ", ".join(
        _("%(count)s (%(reason)s)")
        % {"count": number_words(count), "reason": REASONS.get(code, code)}
        for code, count in left_out
    )


def trace_words(line: TraceLine) -> str:
    values = {
        key: str(value) if key == "year" else number_words(round(value, 1))
        for key, value in line.values.items()
        if not isinstance(value, str)
    } | {key: value for key, value in line.values.items() if isinstance(value, str)}
    sentences = {
        "lights": _("Lights with a known power: %(counted)s, %(watts)s W in all."),
        "night": _(
            "At a latitude of %(latitude)s° and a longitude of %(longitude)s°, the nights of"
            " %(year)s last %(hours)s h from sunset to sunrise (formulas of NOAA)."
        ),
        "burning": _("With their programme, the lights burn like %(hours)s h at full power."),
        "buildings": _("Records: %(records)s; buildings: %(buildings)s."),
        "heat.served": _("%(room)s to %(need)s, %(metres)s m away: %(usable)s MWh a year."),
        "heat.taken": _("%(room)s to %(need)s: other rooms give all that is asked."),
        "heat.lost": _("%(room)s to %(need)s: the pipe would lose more than it brings."),
        "heat.far": _("%(room)s to %(need)s, %(metres)s m away: too far for a pipe."),
        "heat.assumed": _(
            "%(count)s assumptions of the model of heat are our judgement; the pages of heat list"
            " them all."
        ),
        figures.SUM: _("Entities counted: %(entities)s."),
        figures.MEAN: _("Entities counted: %(entities)s."),
    }
    return sentences[line.code] % values
