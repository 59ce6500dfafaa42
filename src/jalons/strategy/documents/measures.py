"""Indicators in documents: a table with sources, a line over the years, what is not measured."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from jalons.foundation.design.charts import Line, drawing
from jalons.foundation.documents.tree import Block, Figure, Paragraph, Picture, Table, Text
from jalons.kernel import Interval, Observation, Period, Source
from jalons.strategy.documents.material import Aim, Material, scaled
from jalons.strategy.documents.wording import bare, central, counted, day, named, say, span, unit_of
from jalons.strategy.engine.catalogue import Indicator
from jalons.strategy.engine.path import latest_by_indicator, same_measure

_DRAWN = 3  # lines a part shows; its tables show all
# what computes a value
_COMPUTED = frozenset({"footprint", "strategy", "territory", "twin", "webaudit"})
_NAMED = 8  # indicators named among those not measured; the others are counted


def measured(material: Material, names: Collection[str]) -> list[Observation]:
    """The latest observation of each measured indicator among ``names``, in catalogue order."""
    latest = latest_by_indicator(material.observations)
    return [latest[each.id] for each in _listed(material, names) if each.id in latest]


def every(material: Material, commitments: Collection[int] = range(1, 10)) -> frozenset[str]:
    """The names of the indicators of some commitments."""
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


def other_sources(found: Iterable[Observation], lang: str) -> list[Block]:
    """The sources of some observations beside the first of each, said once for all of them."""
    shown = list(found)
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
        period(observation.period, lang),
        say(f"status.{observation.status.value}", lang),
        value(observation, indicator, lang),
        span(scaled(observation, indicator), indicator, lang),
    )


def value(observation: Observation, indicator: Indicator, lang: str) -> Text:
    """The central value with its first source."""
    told = bare(scaled(observation, indicator), indicator, lang)
    return (Figure(told, observation.sources[0]),) if observation.sources else told


def goal(aim: Aim, lang: str) -> str:
    """What an objective aims at, in words: ", cible 134 kg CO₂e le 31 décembre 2030"."""
    target = aim.course.target
    told = bare(Interval.exact(target.value), aim.indicator, lang)
    return say("goal", lang, value=told, day=day(target.on, lang))


def period(of: Period, lang: str) -> str:
    """A period in words: its year, its day, or its two days."""
    if of == Period.year(of.start.year):
        return str(of.start.year)
    if of.start == of.end:
        return day(of.start, lang)
    return say("from_to", lang, start=day(of.start, lang), end=day(of.end, lang))


def unmeasured(material: Material, names: Collection[str], lang: str) -> tuple[str, ...]:
    """One line per indicator without a value: its name, and who is to give it."""
    latest = latest_by_indicator(material.observations)
    missing = [each for each in _listed(material, names) if each.id not in latest]
    told = [
        say("to_measure", lang, name=each.name.to(lang), who=provider(each, lang))
        for each in missing[:_NAMED]
    ]
    if len(missing) > _NAMED:
        told.append(counted("more_to_measure", len(missing) - _NAMED, lang))
    return tuple(told)


def provider(indicator: Indicator, lang: str) -> str:
    """Where the value of an indicator comes from, in words; from the authority unless computed."""
    known = indicator.provider if indicator.provider in _COMPUTED else "authority"
    return say(f"by_{known}", lang)


def lines(
    material: Material, names: Collection[str], lang: str, *, most: int = _DRAWN
) -> list[Block]:
    """The course over time of the first indicators that have several comparable periods."""
    aims = {each.indicator.id: each for each in material.aims}
    found: list[Block] = []
    for latest in measured(material, names):
        series = _series(material, latest)
        if len(series) > 1 and len(found) < most:
            found.append(line(latest.indicator, series, aims.get(latest.indicator), material, lang))
    return found


def _series(material: Material, latest: Observation) -> list[Observation]:
    by_period = {
        each.period: each
        for each in material.observations
        if each.indicator == latest.indicator and same_measure(each, latest)
    }
    return [by_period[each] for each in sorted(by_period)]


def line(
    name: str, series: list[Observation], aim: Aim | None, material: Material, lang: str
) -> Picture:
    """A line over the periods, its target when there is one, and its values in words."""
    indicator = material.catalogue.get(name)
    unit, _per = unit_of(indicator, lang)
    points: tuple[tuple[str, Interval | None], ...] = tuple(
        (str(each.period.end.year), scaled(each, indicator)) for each in series
    )
    target = aim.course.target if aim else None
    label = say("target_on", lang, year=target.on.year) if target else ""
    chart = Line(
        indicator.name.to(lang), points, unit, target.value if target else None, target_label=label
    )
    told = "; ".join(
        f"{label}{say('colon', lang)}{central(held, indicator, lang)}"
        for label, held in points
        if held
    )
    title = indicator.name.to(lang)
    return Picture(drawing(chart, lang), say("alternative", lang, title=title, values=told), title)
