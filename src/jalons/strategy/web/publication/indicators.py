"""The measured indicators: a shelf of the public page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.api.records import BoundsRecord, Record
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.drawings.charts import IntervalBars, Line
from jalons.foundation.design.page_language import day_words, lang, per_words, period_words
from jalons.foundation.publishing import declaration as public
from jalons.foundation.publishing.addresses import Addresses
from jalons.foundation.publishing.output.files import table_files
from jalons.foundation.rooms import N_, Page
from jalons.kernel import Interval, Observation, Period, Urn
from jalons.strategy.engine.diagnosis.path import Change, change, is_under_way, same_measure
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.web.indicators.models import Objective
from jalons.strategy.web.observations import queries as measured
from jalons.strategy.web.observations.figures import (
    apart_words,
    change_words,
    label_words,
    method_words,
)
from jalons.strategy.web.observations.models import StoredObservation
from jalons.strategy.words import natures
from jalons.wording import colon, format_central, format_span, series_finding

PAGE = "indicateurs"
_AMOUNTS = frozenset({"kg CO2 eq", "t CO2 eq", "kWh", "MWh", "GWh"})  # that a person has a share of
_FIGURES = 3  # on the overview
_DRAWN = 6  # periods in the chart and the table
# Names of SDMX where it has one, so that statistical tools know them without a mapping.
COLUMNS = (
    ("INDICATOR", "string", "Identifier of the indicator"),
    ("REF_AREA", "string", "SIREN of the authority"),
    ("TIME_PERIOD", "string", "Period, ISO 8601 interval, both days included"),
    ("OBS_VALUE", "number", "Central value"),
    ("LOWER", "number", "5th percentile"),
    ("UPPER", "number", "95th percentile"),
    ("UNIT_MEASURE", "string", "Unit"),
    ("OBS_STATUS", "string", "measured, declared, estimated or default"),
    ("METHOD", "string", "Method and version"),
    ("INCLUDED", "string", "What is counted"),
    ("EXCLUDED", "string", "What is left out"),
    ("SOURCE", "string", "Sources"),
    ("TARGET", "number", "The authority's own objective"),
    ("TARGET_DATE", "date", "Day of the objective"),
    ("NATURE", "string", "measured, assumption or projection"),
)


class PublicValueRecord(Record, frozen=True, kw_only=True):
    """The value of an indicator for a period, both days included."""

    start: date
    end: date
    value: BoundsRecord
    status: str
    method: str
    included: list[str]
    excluded: list[str]
    sources: list[str]


class PublicIndicatorRecord(Record, frozen=True, kw_only=True):
    """An indicator shown, with the objective the authority set itself if it did."""

    id: str
    indicator: str
    name: str
    unit: str
    values: list[PublicValueRecord]
    target: float | None
    target_on: date | None


@dataclass(frozen=True, slots=True)
class PublicIndicator:
    """An indicator with its values, the latest period last, and where the objective starts from.

    ``note`` says what the figure is worth when it is no measure, or may be empty; ``alike``:
    whether each value counts the same thing the same way as the latest.
    """

    record: PublicIndicatorRecord
    definition: str
    note: str
    baseline: float | None
    baseline_on: date | None
    alike: tuple[bool, ...]
    change: Change | None


def urn_of(name: str) -> Urn:
    """The name of an indicator of the catalogue."""
    return Urn("indicator", name)


def _offered(authority: Authority) -> list[tuple[Urn, str]]:
    """The measured ones: there is nothing to show of the others."""
    latest = measured.latest(authority)
    return [
        (urn_of(indicator.id), indicator.name.to(lang()))
        for indicator in catalogue().indicators.values()
        if indicator.id in latest
    ]


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    wanted = [name for name in catalogue().indicators if str(urn_of(name)) in chosen]
    recorded = measured.recorded(authority, wanted)
    known: defaultdict[str, list[Observation]] = defaultdict(list)
    for each, _when in recorded:
        known[each.indicator].append(each)
    aims = living(Objective, authority).filter(indicator__in=wanted)
    objectives = {each.indicator: each for each in aims}
    return public.ShelfContent(
        tuple(_item(name, known[name], objectives.get(name)) for name in wanted),
        changes=tuple(_change(authority, each, when) for each, when in recorded),
    )


def _item(name: str, known: list[Observation], objective: Objective | None) -> public.PublicItem:
    """An indicator; its texts are those of its values: names and units are the catalogue's."""
    sheet, factor = catalogue().get(name), catalogue().get(name).unit.factor
    by_period = {each.period: each for each in known}  # of two, the later recorded
    ordered = sorted(by_period.values(), key=lambda each: (each.period.end, each.period.start))
    latest = max(by_period.values(), key=lambda each: each.period.end, default=None)
    values = [_value(each, factor) for each in ordered]
    record = PublicIndicatorRecord(
        id=str(urn_of(name)),
        indicator=name,
        name=sheet.name.to(lang()),
        unit=sheet.unit.symbol,
        values=values,
        target=objective.target if objective else None,
        target_on=objective.target_on if objective else None,
    )
    value = PublicIndicator(
        record=record,
        definition=sheet.definition.to(lang()),
        note=natures.nature_note(sheet, lang())
        or (natures.default_values(latest, lang()) if latest else ""),
        baseline=objective.baseline if objective else None,
        baseline_on=objective.baseline_on if objective else None,
        alike=tuple(same_measure(each, ordered[-1]) for each in ordered),
        change=change(ordered),
    )
    texts = [text for each in values for text in (*each.included, *each.excluded, *each.sources)]
    return public.PublicItem(urn_of(name), record.name, value, tuple(dict.fromkeys(texts)))


def _value(each: Observation, factor: float) -> PublicValueRecord:
    return PublicValueRecord(
        start=each.period.start,
        end=each.period.end,
        value=BoundsRecord.of(each.value.scaled(each.unit.factor / factor)),
        status=each.status.value,
        method=each.method,
        included=list(each.perimeter.included),
        excluded=list(each.perimeter.excluded),
        sources=[source.cite() for source in each.sources],
    )


def _change(authority: Authority, each: Observation, when: datetime) -> public.PublicChange:
    """A value that was recorded: the journal has no line for it."""
    span = f"{each.period.start}.{each.period.end}"
    return public.PublicChange(
        urn=Urn("change", f"{authority.slug}.{each.indicator}.{span}.{when:%Y%m%dT%H%M%S}"),
        when=when,
        verb="value",
        verb_words=_("new value"),
        about=urn_of(each.indicator),
        label=catalogue().get(each.indicator).name.to(lang()),
    )


# The pages ----------------------------------------------------------------------------------------


def _words(
    _snapshot: public.PublicTerritory, values: list[Any], _addresses: Addresses
) -> dict[str, Any]:
    return {"rows": [_row(value) for value in values]}


def _row(each: PublicIndicator) -> dict[str, Any]:
    record = each.record
    head, *per = record.unit.split("/")
    latest = record.values[-1] if record.values else None
    several = len(record.values) > 1
    return {
        "each": each,
        "latest": latest,
        "value": _interval(latest) if latest else None,
        "unit": head,
        "label": label_words(per_words(per), _period(latest)) if latest else "",
        "target": _target(each, head),
        "sources": "; ".join(latest.sources) if latest else "",
        "included": ", ".join(latest.included) if latest else "",
        "excluded": ", ".join(latest.excluded) if latest else "",
        "table": _table(record, head) if several else None,
        "chart": _chart(each, head) if several else None,
        "method": method_words(latest.method) if latest else "",
    }


def _interval(value: PublicValueRecord) -> Interval:
    return Interval(value.value.low, value.value.mid, value.value.high)


def _period(value: PublicValueRecord) -> Period:
    return Period(value.start, value.end)


def _target(each: PublicIndicator, unit: str) -> str:
    record, baseline, start = each.record, each.baseline, each.baseline_on
    if record.target is None or record.target_on is None or baseline is None or start is None:
        return ""
    return _("%(value)s by %(day)s, from %(baseline)s on %(start)s") % {
        "value": format_central(Interval.exact(record.target), unit, lang()),
        "day": day_words(record.target_on),
        "baseline": format_central(Interval.exact(baseline), unit, lang()),
        "start": day_words(start),
    }


def _table(each: PublicIndicatorRecord, unit: str) -> Table:
    how = StoredObservation.HowKnown
    nature = natures.nature(catalogue().get(each.indicator), lang())
    return Table(
        caption=_("%(name)s by period") % {"name": each.name},
        columns=(
            Column(_("Period")),
            Column(_("Value"), numeric=True),
            Column(_("Range"), numeric=True),
            Column(_("Status")),
        ),
        rows=tuple(
            (
                period_words(_period(value)),
                format_central(_interval(value), unit, lang()),
                _("exact")
                if value.value.low == value.value.high
                else format_span(_interval(value), unit, lang()),
                nature or str(how(value.status).label),
            )
            for value in reversed(each.values[-_DRAWN:])
        ),
    )


def _chart(shown: PublicIndicator, unit: str) -> Line | IntervalBars:
    """A line joins values only when they count the same thing the same way."""
    each = shown.record
    drawn = each.values[-_DRAWN:]
    points = tuple((period_words(_period(value)), _interval(value)) for value in drawn)
    if apart := shown.alike[-_DRAWN:].count(False):
        title = apart_words(points[-1], unit, apart)
        return IntervalBars(title, points, unit, variable=each.name)
    last, goal = drawn[-1], each.target
    aimed = format_central(Interval.exact(goal), unit, lang()) if goal is not None else ""
    goes_on = is_under_way(last.method, unit, last.end, localdate())
    return Line(
        series_finding(points, unit, lang(), under_way=points[-1][0] if goes_on else ""),
        points,
        unit,
        target=goal,
        target_label=f"{_('own objective')}{colon(lang())}{aimed}" if aimed else "",
        days=tuple(value.start for value in drawn),
        variable=each.name,
        incomplete_from=last.start if goes_on else None,
    )


def _summary(snapshot: public.PublicTerritory, addresses: Addresses) -> public.ShelfSummary:
    """A few measured figures put in proportion: one for each ambition first, core ones first."""
    values = snapshot.shelves[PAGE].values
    found = [
        each
        for each in sorted(values, key=_core_first)
        if each.record.values and catalogue().get(each.record.indicator).measures
    ]
    first = {_ambition(each): each for each in reversed(found)}
    others = [each for each in found if each not in first.values()]
    chosen = sorted([*first.values(), *others][:_FIGURES], key=_ambition)
    return public.ShelfSummary(
        figures=tuple(
            _figure(
                snapshot,
                each,
                INDICATORS.place(addresses, values.index(each), each.record.indicator),
            )
            for each in chosen
        )
    )


def _ambition(each: PublicIndicator) -> int:
    return manifesto().commitment(catalogue().get(each.record.indicator).commitment).ambition.number


def _core_first(each: PublicIndicator) -> bool:
    return not catalogue().get(each.record.indicator).core


def _figure(
    snapshot: public.PublicTerritory, each: PublicIndicator, url: str
) -> public.PublicFigure:
    row = _row(each)
    aim = _("Own objective: %(target)s.") % {"target": row["target"]} if row["target"] else ""
    moved = change_words(each.change, catalogue().get(each.record.indicator)) if each.change else ""
    beside = (moved, _by_inhabitant(snapshot, row["value"], row["unit"]), aim)
    return public.PublicFigure(
        name=each.record.name,
        url=url,
        value=row["value"],
        unit=row["unit"],
        label=row["label"],
        ambition=_ambition(each),
        beside=tuple(words for words in beside if words),
    )


def _by_inhabitant(snapshot: public.PublicTerritory, value: Interval, unit: str) -> str:
    """What an amount is for each inhabitant; nothing for a share or a count."""
    territory = snapshot.page.authority.territory
    if unit not in _AMOUNTS or territory is None or not territory.population:
        return ""
    share = format_central(value.scaled(1 / territory.population), unit, lang())
    return _("That is %(share)s for each resident.") % {"share": share}


# Data ---------------------------------------------------------------------------------------------


def _rows(snapshot: public.PublicTerritory) -> Iterator[Sequence[Any]]:
    for each in snapshot.shelves[PAGE].values:
        record: PublicIndicatorRecord = each.record
        for value in record.values:
            yield (
                record.indicator,
                snapshot.siren,
                f"{value.start.isoformat()}/{value.end.isoformat()}",
                value.value.mid,
                value.value.low,
                value.value.high,
                record.unit,
                value.status,
                value.method,
                " | ".join(value.included),
                " | ".join(value.excluded),
                " | ".join(value.sources),
                record.target,
                record.target_on,
                catalogue().get(record.indicator).nature.value,
            )


INDICATORS = public.Shelf(
    name=PAGE,
    kind="indicator",
    title=gettext_lazy("Indicators"),
    offered=_offered,
    shown=_shown,
    template="strategy/publication/indicateurs.html",
    words=_words,
    per_page=6,
    summary=_summary,
    reading=public.ReadingRule("indicator_page"),
    data=table_files(PAGE, COLUMNS, ("INDICATOR", "TIME_PERIOD"), _rows),
    related=(Page("comparison", N_("Comparison with look-alike territories")),),
)
