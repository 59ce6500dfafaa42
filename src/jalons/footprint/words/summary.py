"""An assessment in plain words: sentences and small tables, for a terminal or a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from jalons.footprint.engine.assessment.cautions import warnings_first
from jalons.footprint.engine.assessment.results import Assessment, DeviceImpact
from jalons.footprint.engine.factors.pack import Pack, Stage
from jalons.footprint.engine.fleet.holdings import Unassessed
from jalons.footprint.engine.inventory.line import Notice, Reason
from jalons.footprint.words.explain import Explanation, explain, notice_params
from jalons.footprint.words.figures import (
    alike,
    count,
    lowered,
    measured,
    named,
    number,
    percent,
    say,
    unit,
    version_of,
)
from jalons.footprint.words.uncertainty import gap_line
from jalons.kernel import Interval, Messages
from jalons.kernel.errors import language
from jalons.wording import in_tonnes, semicolon

MOST_NAMED = 6  # kinds of devices left out that a sentence names
MOST_WRITTEN = 40  # characters of what a file calls them
PLURAL_FROM = 2
# Reasons of the grade that the sentence on quality leaves out.
SEPARATE_REASONS = frozenset({"approximate_factors", "unknown_devices"})


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its name, how many, central value and interval in words."""

    name: str
    quantity: str
    central: str
    interval: str
    share: float
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion in a table: name, unit, central value, interval, and its coverage."""

    name: str
    unit: str
    central: str
    low: str
    high: str
    assessed: str

    @property
    def interval(self) -> str:
        """The two bounds."""
        return f"{self.low} – {self.high}"


@dataclass(frozen=True, slots=True)
class Summary:
    """The words of an assessment in order: sentence, interval, tables, what is left out."""

    warnings: tuple[tuple[str, str], ...]  # sentence, remedy: to be read first
    sentence: str
    likely: str
    uncovered: tuple[str, ...]  # what the total says nothing of, devices by name
    facts: tuple[str, ...]
    unit: str
    stages: tuple[Row, ...]
    devices: tuple[Row, ...]
    criteria: tuple[CriterionRow, ...]  # those after the first
    not_assessed: str  # a sentence naming the criteria nothing is known of, or nothing
    excluded: tuple[tuple[str, str], ...]  # sentence, remedy
    gaps: tuple[str, ...]
    notices: tuple[tuple[str, str], ...]  # sentence, remedy
    explanations: Mapping[str, tuple[Explanation, ...]]  # by device name
    method: str


def summarise(
    assessment: Assessment,
    pack: Pack,
    *,
    notices: tuple[Notice, ...] = (),
    lang: str | None = None,
) -> Summary:
    """The words of an assessment for its first criterion; ``notices`` are the reader's own."""
    criterion = assessment.criteria[0]
    total = assessment.impact(criterion)
    value, symbol = in_tonnes(total.value, total.unit.symbol)
    words = unit(symbol, lang)
    shown = alike(value, lang)
    first, others = warnings_first((*notices, *assessment.notices))
    devices = [device for device in assessment.devices if device.criterion == criterion]
    return Summary(
        warnings=notice_lines(first, pack, lang),
        sentence=say("report.sentence", lang, mid=shown["mid"], unit=words),
        likely=say("report.likely", lang, low=shown["low"], high=shown["high"], unit=words),
        uncovered=_uncovered(assessment, pack, lang),
        facts=_facts(assessment, criterion, lang),
        unit=unit(total.unit.symbol, lang),
        stages=_stages(assessment, criterion, lang),
        devices=tuple(_device(device, assessment, pack, lang) for device in devices),
        criteria=criteria_rows(assessment, pack, lang),
        not_assessed=_not_assessed(assessment, pack, lang),
        excluded=_excluded(assessment, lang),
        gaps=_gaps(assessment, pack, lang),
        notices=notice_lines(others, pack, lang),
        explanations={
            _plural(device.device, pack, lang): _explanations(device, assessment, lang)
            for device in devices
        },
        method=_method(assessment, pack, lang),
    )


def _facts(assessment: Assessment, criterion: str, lang: str | None) -> tuple[str, ...]:
    quality = assessment.quality
    facts = [
        say(
            "report.counted",
            lang,
            counted=count(assessment.rows_counted, lang),
            read=count(assessment.rows_read, lang),
            quantity=count(assessment.quantity, lang),
        )
    ]
    if assessment.period:
        facts.append(say("report.period", lang, period=assessment.period))
    per_staff = assessment.per_staff(criterion)
    if per_staff:
        symbol = assessment.impact(criterion).unit.symbol
        words = alike(per_staff, lang)
        facts.append(say("report.per_staff", lang, unit=unit(symbol, lang), **words))
    if assessment.mean_age is not None:
        facts.append(
            say(
                "report.age",
                lang,
                age=number(assessment.mean_age, lang, digits=2),
                share=percent(assessment.dated_share, lang),
            )
        )
    shares = {
        name: percent(getattr(quality, name), lang) for name in ("declared", "measured", "default")
    }
    facts.append(say("report.quality", lang, letter=assessment.grade.letter, **shares))
    facts += [
        say(f"grade.{reason.code}", lang, share=percent(reason.share, lang))
        for reason in assessment.grade.reasons
        if reason.code in SEPARATE_REASONS
    ]
    return tuple(facts)


def _uncovered(assessment: Assessment, pack: Pack, lang: str | None) -> tuple[str, ...]:
    """What the total leaves out: uses absent from lists of devices, then devices by name."""
    texts = []
    topics = ", ".join(say(f"uncovered.{each}", lang) for each in assessment.not_covered)
    if topics:
        texts.append(say("report.uncovered", lang, topics=topics))
    if names := unassessed_names(assessment, pack, lang):
        texts.append(say("report.unassessed", lang, devices=", ".join(names)))
    return tuple(texts)


def unassessed_names(
    assessment: Assessment, pack: Pack, lang: str | None = None
) -> tuple[str, ...]:
    """The devices nothing could be said of, most first; the small ones are counted together."""
    found = [_unassessed(each, pack, lang) for each in assessment.unassessed[:MOST_NAMED]]
    if others := sum(each.quantity for each in assessment.unassessed[MOST_NAMED:]):
        found.append(say("report.unassessed_others", lang, quantity=count(others, lang)))
    return tuple(found)


def _unassessed(each: Unassessed, pack: Pack, lang: str | None) -> str:
    """Devices left out, as readers name them: their number, their kind or what the file says."""
    quantity = count(each.quantity, lang)
    kind = pack.devices.get(each.name) if each.reason is Reason.NO_FACTOR else None
    if kind is not None:
        name = named(kind.plural if each.quantity >= PLURAL_FROM else kind.name, lang)
        return f"{quantity} {lowered(name)}"
    key = "unassessed_named" if each.name else "unassessed_nameless"
    return say(f"report.{key}", lang, quantity=quantity, name=each.name[:MOST_WRITTEN])


def _stages(assessment: Assessment, criterion: str, lang: str | None) -> tuple[Row, ...]:
    total = assessment.impact(criterion).value.mid
    return tuple(
        _row(say(f"stage.{impact.stage.value}", lang), "", impact.value, total, lang)
        for impact in assessment.impacts
        if impact.criterion == criterion
    )


def _device(each: DeviceImpact, assessment: Assessment, pack: Pack, lang: str | None) -> Row:
    total = assessment.impact(each.criterion).value.mid
    factor = pack.factor(each.device, Stage.MANUFACTURING, each.criterion)
    name = _plural(each.device, pack, lang)
    quantity = measured(each.quantity, pack.devices[each.device].unit, lang)
    row = _row(name, quantity, each.total, total, lang)
    return replace(row, approximate=bool(factor and factor.approximate))


def criteria_rows(assessment: Assessment, pack: Pack, lang: str | None) -> tuple[CriterionRow, ...]:
    """The total of each other criterion, or its use alone when manufacture is not assessed."""
    found = {(impact.criterion, impact.stage): impact for impact in assessment.impacts}
    rows = []
    for criterion in assessment.criteria[1:]:
        total = found.get((criterion, Stage.TOTAL))
        figure = total or found[criterion, Stage.USE]
        words = alike(figure.value, lang)
        whole = total is not None and figure.assessed == 1
        made = found.get((criterion, Stage.MANUFACTURING))
        some = made is not None and made.assessed > 0
        partly = "criterion_use_mostly" if some else "criterion_use_only"
        partly = "criterion_assessed" if total else partly
        rows.append(
            CriterionRow(
                name=named(pack.criteria[criterion].name, lang),
                unit=unit(figure.unit.symbol, lang),
                central=words["mid"],
                low=words["low"],
                high=words["high"],
                assessed=""
                if whole
                else say(f"report.{partly}", lang, share=percent(figure.assessed, lang)),
            )
        )
    return tuple(rows)


def _not_assessed(assessment: Assessment, pack: Pack, lang: str | None) -> str:
    names = [named(pack.criteria[each].name, lang) for each in assessment.not_assessed]
    # Some names contain commas.
    listed = semicolon(lang or language()).join(map(lowered, names))
    return say("report.not_assessed_line", lang, criteria=listed) if names else ""


def _row(name: str, quantity: str, value: Interval, total: float, lang: str | None) -> Row:
    words = alike(value, lang)
    interval = f"{words['low']} – {words['high']}"
    return Row(name, quantity, words["mid"], interval, value.mid / total if total else 0.0)


def _plural(device: str, pack: Pack, lang: str | None) -> str:
    return named(pack.devices[device].plural, lang)


def _excluded(assessment: Assessment, lang: str | None) -> tuple[tuple[str, str], ...]:
    messages = Messages.of("jalons.footprint")
    lines = []
    for exclusion in assessment.exclusions:
        key = f"reason.{exclusion.reason.value}"
        reason = messages.text(key, lang, missing=exclusion.reason.value)
        line = say("report.excluded_line", lang, rows=count(exclusion.rows, lang), reason=reason)
        lines.append((line, messages.text(f"{key}.hint", lang, missing="")))
    return tuple(lines)


def _gaps(assessment: Assessment, pack: Pack, lang: str | None) -> tuple[str, ...]:
    return tuple(gap_line(gap, pack, lang) for gap in assessment.gaps)


def notice_lines(
    notices: Iterable[Notice], pack: Pack, lang: str | None = None
) -> tuple[tuple[str, str], ...]:
    """The sentence of each notice, with its sheet where there are several, and its hint."""
    messages = Messages.of("jalons.footprint")
    found = tuple(notices)
    several = len({each.where.sheet for each in found if each.where and each.where.sheet}) > 1
    lines = []
    for notice in found:
        params: dict[str, Any] = notice_params(dict(notice.params), pack, lang)
        text = messages.text(notice.code, lang, **params)
        if several and notice.where and notice.where.sheet:
            text = say("notice.of_sheet", lang, text=text, sheet=notice.where.sheet)
        lines.append((text, messages.text(f"{notice.code}.hint", lang, missing="", **params)))
    return tuple(lines)


def _explanations(
    each: DeviceImpact, assessment: Assessment, lang: str | None
) -> tuple[Explanation, ...]:
    return tuple(
        explain(trace, lang)
        for trace in assessment.traces
        if (trace.device, trace.criterion) == (each.device, each.criterion)
    )


def _method(assessment: Assessment, pack: Pack, lang: str | None) -> str:
    """The method, and the common part of errors with its reason."""
    choice = pack.common_error
    shared = say(
        "report.common_error",
        lang,
        share=percent(choice.share, lang),
        unverified="" if choice.verified else f" ({say('report.unverified', lang)})",
        why=named(choice.why, lang),
    )
    method = say(
        "report.method",
        lang,
        method=version_of(assessment.method),
        factors=version_of(assessment.factors_version),
        lifetime=say(f"lifetime.{assessment.lifetime.value}", lang),
        mix=say(f"mix.{assessment.mix}", lang, missing=assessment.mix),
        home=named(pack.places.get(assessment.home, {"fr": assessment.home}), lang),
        draws=count(assessment.draws_count, lang),
    )
    return f"{method} {shared}" if choice.share else method
