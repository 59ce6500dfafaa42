"""Indicators in documents: a table with sources, a line over the years, what is not measured."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from jalons.foundation.design.drawings.charts import Line, drawing, picture_caption
from jalons.foundation.documents.tree import Block, Figure, Paragraph, Picture, Table, Text
from jalons.kernel import Interval, Observation, Source
from jalons.strategy.documents.material import Aim, Material, scaled
from jalons.strategy.documents.wording import bare, central, counted, named, say, span, unit_of
from jalons.strategy.engine.catalogue import COMPUTING, Indicator
from jalons.strategy.engine.diagnosis.path import is_under_way, latest_by_indicator, same_measure
from jalons.strategy.words import natures
from jalons.wording import colon, format_day, format_period, series_finding

_DRAWN = 3  # lines a part shows; its tables show all
_NAMED = 8  # indicators named among those not measured; the others are counted


def measured(material: Material, names: Collection[str]) -> list[Observation]:
    """The latest observation of each indicator among ``names`` that a part prints.

    Where it prints none of them, all stand in: a measured indicator is never called “not measured”.
    """
    found = known(material, names)
    return chosen(material, found) or found


def chosen(material: Material, observations: Iterable[Observation]) -> list[Observation]:
    """Those observations a document prints: core, followed, or with an objective."""
    return [e for e in observations if material.prints(material.catalogue.get(e.indicator))]


def printed(material: Material, names: Iterable[str]) -> list[str]:
    """Those of some indicators a document prints, in their order; all when it prints none."""
    indicators = material.catalogue.indicators
    listed = [name for name in names if name in indicators]
    return [name for name in listed if material.prints(indicators[name])] or listed


def known(material: Material, names: Collection[str]) -> list[Observation]:
    """The latest observation of each measured indicator among ``names``, printed or not.

    Assumptions and projections are not measures: see ``assumed``.
    """
    return [each for each in _known(material, names) if _sheet(each, material).measures]


def assumed(material: Material, names: Collection[str]) -> list[Observation]:
    """The latest observation of each assumption or projection among ``names`` a part prints."""
    found = [each for each in _known(material, names) if not _sheet(each, material).measures]
    return chosen(material, found)


def _known(material: Material, names: Collection[str]) -> list[Observation]:
    latest = latest_by_indicator(material.observations)
    return [latest[each.id] for each in _listed(material, names) if each.id in latest]


def _sheet(observation: Observation, material: Material) -> Indicator:
    return material.catalogue.get(observation.indicator)


def every(material: Material, commitments: Collection[int] = range(1, 10)) -> frozenset[str]:
    return frozenset(
        each.id for number in commitments for each in material.catalogue.of_commitment(number)
    )


def _listed(material: Material, names: Collection[str]) -> list[Indicator]:
    return [
        each
        for number in range(1, 10)
        for each in material.catalogue.of_commitment(number)
        if each.id in names
    ]


def table(caption: str, found: Iterable[Observation], material: Material, lang: str) -> list[Block]:
    """The table of some observations, each figure with its first source; nothing without any."""
    rows = tuple(_row(each, material, lang) for each in found)
    if not rows:
        return []
    header = tuple(
        say(f"column.{name}", lang) for name in ("indicator", "period", "status", "value", "range")
    )
    return [Table(caption, header, rows, frozenset({3, 4}))]


def assumptions(material: Material, names: Collection[str], lang: str) -> list[Block]:
    """The table of assumptions and projections, apart from the measures; nothing without any."""
    return table(say("assumed_table", lang), assumed(material, names), material, lang)


def default_values(material: Material, lang: str) -> str:
    """How much of the computed footprint rests on default values; empty when nobody knows."""
    found = latest_by_indicator(material.observations).get(natures.QUALITY)
    return natures.default_values(found, lang) if found else ""


def other_sources(observations: Iterable[Observation], lang: str) -> list[Block]:
    """The sources of some observations beside the first of each, said once for all of them."""
    shown = list(observations)
    first = {each.sources[0] for each in shown if each.sources}
    others = [s for s in dict.fromkeys(s for e in shown for s in e.sources) if s not in first]
    return [Paragraph(_others(others, lang))] if others else []


def _others(sources: list[Source], lang: str) -> Text:
    parts: list[str | Figure] = [say("other_sources", lang), " "]
    for rank, source in enumerate(sources):
        parts += [", " if rank else "", Figure(source.publisher, source)]
    return (*(part for part in parts if part), ".")


def _row(observation: Observation, material: Material, lang: str) -> tuple[Text, ...]:
    indicator = material.catalogue.get(observation.indicator)
    return (
        named(indicator, lang),
        format_period(observation.period, lang),
        natures.nature(indicator, lang) or say(f"status.{observation.status.value}", lang),
        _noted(_figure(observation, indicator, lang), natures.default_share(observation, lang)),
        span(scaled(observation, indicator), indicator, lang),
    )


def value(observation: Observation, indicator: Indicator, lang: str, when: str = "") -> Text:
    """The central value with its first source, what it is when it is no measure, and when."""
    figure = _figure(observation, indicator, lang)
    return _noted(figure, natures.nature(indicator, lang), when)


def _noted(text: Text, *notes: str) -> Text:
    """A text followed by what it needs to be understood, between brackets."""
    shown = [note for note in notes if note]
    if not shown:
        return text
    return (*((text,) if isinstance(text, str) else text), f" ({', '.join(shown)})")


def _figure(observation: Observation, indicator: Indicator, lang: str) -> Text:
    value = bare(scaled(observation, indicator), indicator, lang)
    return (Figure(value, observation.sources[0]),) if observation.sources else value


def start(aim: Aim, material: Material, lang: str) -> str:
    """The baseline of an objective, as precise as the measure of that day when it comes from it."""
    point = aim.course.baseline
    shown = Interval.exact(point.value)
    for observation in material.observations:
        if observation.indicator == aim.indicator.id and observation.period.end == point.on:
            known = scaled(observation, aim.indicator)
            if round(point.value, -known.place) == round(known.mid, -known.place):
                shown = known
    return bare(shown, aim.indicator, lang)


def goal(aim: Aim, lang: str) -> str:
    """What an objective aims at, in words: ", cible 134 kg CO₂e le 31 décembre 2030"."""
    target = aim.course.target
    value = bare(Interval.exact(target.value), aim.indicator, lang)
    return say("goal", lang, value=value, day=format_day(target.on, lang))


def unmeasured(material: Material, names: Collection[str], lang: str) -> tuple[str, ...]:
    """One line per printed indicator without a value: its name, and who is to give it."""
    latest = latest_by_indicator(material.observations)
    listed = (each for each in _listed(material, names) if material.prints(each))
    missing = [each for each in listed if each.measures and each.id not in latest]
    lines = [
        say("to_measure", lang, name=each.name.to(lang), who=provider(each, lang))
        for each in missing[:_NAMED]
    ]
    if len(missing) > _NAMED:
        lines.append(counted("more_to_measure", len(missing) - _NAMED, lang))
    return tuple(lines)


def provider(indicator: Indicator, lang: str) -> str:
    """Where the value of an indicator comes from, in words; from the authority unless computed."""
    known = indicator.provider if indicator.provider in COMPUTING else "authority"
    return say(f"by_{known}", lang)


def lines(
    material: Material, names: Collection[str], lang: str, *, most: int = _DRAWN
) -> list[Block]:
    """The course over time of the first indicators that have several comparable periods."""
    aims = {aim.indicator.id: aim for aim in material.aims}
    found: list[Block] = []
    for latest in measured(material, names):
        series = _series(material, latest)
        if len(series) > 1 and len(found) < most:
            found.append(line(latest.indicator, series, aims.get(latest.indicator), material, lang))
    return found


def _series(material: Material, latest: Observation) -> list[Observation]:
    by_period = {
        observation.period: observation
        for observation in material.observations
        if observation.indicator == latest.indicator and same_measure(observation, latest)
    }
    return [by_period[each] for each in sorted(by_period)]


def line(
    name: str, series: list[Observation], aim: Aim | None, material: Material, lang: str
) -> Picture:
    """A line over the periods, its target when there is one, and its values in words."""
    indicator = material.catalogue.get(name)
    unit, _per = unit_of(indicator, lang)
    points: tuple[tuple[str, Interval | None], ...] = tuple(
        (format_period(each.period, lang), scaled(each, indicator)) for each in series
    )
    target = aim.course.target if aim else None
    label = ""
    if target:
        aimed = bare(Interval.exact(target.value), indicator, lang)
        label = f"{say('target_on', lang, year=target.on.year)}{colon(lang)}{aimed}"
    title, last = indicator.name.to(lang), series[-1]
    goes_on = is_under_way(last.method, unit, last.period.end, material.day)
    chart = Line(
        series_finding(points, unit, lang, under_way=points[-1][0] if goes_on else ""),
        points,
        unit,
        target.value if target else None,
        target_label=label,
        days=tuple(each.period.start for each in series),
        incomplete_from=last.period.start if goes_on else None,
        variable=title,
    )
    values = "; ".join(
        f"{label}{colon(lang)}{central(value, indicator, lang)}" for label, value in points if value
    )
    alternative = say("alternative", lang, title=title, values=values)
    return Picture(drawing(chart, lang), alternative, picture_caption(chart, lang))
