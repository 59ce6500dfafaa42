"""The yearly chapter on the footprint of the digital equipment, as a document of every format.

It stands between the engine, which computes, and the two doors (web, command line), which write it
in a file. Plain words first, for people who decide; the method, factors and sources in an annex.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jalons.footprint.chapter import annex, beside, changes
from jalons.footprint.chapter.charts import picture, table
from jalons.footprint.engine.analysis.ratios import Ratio
from jalons.footprint.engine.analysis.scenarios import Scenario
from jalons.footprint.engine.assessment.results import Assessment
from jalons.footprint.engine.factors.pack import LIFE_STAGES, Pack
from jalons.footprint.engine.inventory.line import Notice
from jalons.footprint.words.figures import count, named, percent, say, unit
from jalons.footprint.words.perimeter import PerimeterLine, counted_lines, left_out_lines
from jalons.footprint.words.scenario import summarise_scenario
from jalons.footprint.words.summary import Row, Summary, summarise
from jalons.foundation.design.drawings.charts import Series, StackedBars
from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    Document,
    Note,
    NumberedList,
    PageBreak,
    Paragraph,
    Section,
    Strong,
    Table,
    Tone,
)
from jalons.wording import colon, order_finding

DRAWN = 8  # kinds of device the chart shows; its table shows them all


@dataclass(frozen=True, slots=True)
class Material:
    """The content of a yearly chapter: an assessment and its context.

    ``before`` is the previous year when there is one to compare with; ``scenarios`` have a name;
    ``stale`` names those that were saved but no longer fit the inventory. ``ratios`` and
    ``hosting`` stand beside the total, when people were counted or others host something.
    """

    authority: str
    inventory: str
    day: date
    found: Assessment
    pack: Pack
    notices: tuple[Notice, ...] = ()
    before: changes.PreviousYear | None = None
    scenarios: tuple[tuple[str, Scenario], ...] = ()
    stale: tuple[str, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    hosting: beside.HostedTotal | None = None


def yearly_chapter(material: Material, lang: str) -> Document:
    """The chapter as a document tree; the figures of the annex carry their sources."""
    summary = summarise(material.found, material.pack, notices=material.notices, lang=lang)
    year = material.found.period
    return Document(
        title=say("chapter.title", lang, year=year) if year else say("report.title", lang),
        authority=material.authority,
        date=material.day,
        subject=summary.sentence,
        lang=lang,
        contents=True,
        blocks=(
            _essentials(summary, material, lang),
            _perimeter(material, lang),
            _composition(summary, material, lang),
            *beside.ratios_section(material.ratios, lang),
            *beside.hosting_section(material.hosting, lang),
            changes.section(material.before, material.pack, lang),
            _quality(summary, lang),
            _scenarios(material, lang),
            PageBreak(),
            annex.section(material.found, material.pack, summary, lang),
        ),
    )


def _essentials(summary: Summary, material: Material, lang: str) -> Section:
    return Section(
        say("chapter.essentials", lang),
        (
            *(Note(f"{text} {hint}".strip()) for text, hint in summary.warnings),
            Paragraph((Strong(summary.sentence), " ", summary.likely)),
            *(Paragraph(text) for text in summary.uncovered),
            BulletList((*summary.facts, say("chapter.from", lang, file=material.inventory))),
            Note(say("chapter.caution", lang)),
        ),
    )


def _perimeter(material: Material, lang: str) -> Section:
    """What the total covers and what it does not, as beside the total on the pages."""

    def listed(key: str, lines: Iterable[PerimeterLine]) -> Section:
        texts = tuple(f"{each.term}{colon(lang)}{each.text}" for each in lines)
        return Section(say(f"perimeter.{key}", lang), (BulletList(texts),))

    return Section(
        say("perimeter.title", lang),
        (
            listed("counted", counted_lines(material.found, material.pack, lang)),
            listed("left_out", left_out_lines(material.found, material.pack, lang)),
        ),
    )


def _composition(summary: Summary, material: Material, lang: str) -> Section:
    by_stage = f"{say('report.by_stage', lang)}, {summary.unit}"
    by_device = f"{say('report.by_device', lang)}, {summary.unit}"
    blocks: list[Block] = [
        Paragraph(say("chapter.composition_lead", lang)),
        _rows(by_stage, summary.stages, lang),
        picture(_chart(material, lang), lang),
        _rows(by_device, summary.devices, lang, counted=True),
    ]
    if summary.criteria:
        blocks += [Paragraph(say("chapter.criteria_lead", lang)), _criteria(summary, lang)]
    if summary.not_assessed:
        blocks.append(Paragraph(summary.not_assessed))
    return Section(say("chapter.composition", lang), tuple(blocks))


def _chart(material: Material, lang: str) -> StackedBars:
    first = material.found.criteria[0]
    devices = [device for device in material.found.devices if device.criterion == first]
    heaviest = sorted(devices, key=lambda each: -each.total.mid)[:DRAWN]
    symbol = material.found.impact(first).unit.symbol
    series = tuple(
        Series(
            say(f"stage.{stage.value}", lang),
            tuple(each.stages[stage].mid if stage in each.stages else 0.0 for each in heaviest),
        )
        for stage in LIFE_STAGES
    )
    labels = tuple(named(material.pack.devices[each.device].plural, lang) for each in heaviest)
    totals = tuple(each.total for each in heaviest)
    shown, variable = symbol.removesuffix("/year"), say("chapter.heaviest", lang)
    title = order_finding(list(zip(labels, totals, strict=True)), shown, lang)
    return StackedBars(title, labels, series, shown, totals=totals, variable=variable)


def _rows(caption: str, rows: tuple[Row, ...], lang: str, *, counted: bool = False) -> Table:
    head = [say("export.device" if counted else "export.stage", lang)]
    head += [say("export.quantity", lang)] if counted else []
    head += [say(f"report.{each}", lang) for each in ("central", "interval", "share")]
    body = [
        (
            _flagged(row.name, say("report.approximate", lang) if row.approximate else ""),
            *((row.quantity,) if counted else ()),
            row.central,
            row.interval,
            percent(row.share, lang),
        )
        for row in rows
    ]
    return table(caption, head, body, words=1)


def _criteria(summary: Summary, lang: str) -> Table:
    head = [say(f"export.{each}", lang) for each in ("criterion", "unit")]
    head += [say(f"report.{each}", lang) for each in ("central", "interval")]
    body = [
        (_flagged(row.name, row.assessed), row.unit, row.central, row.interval)
        for row in summary.criteria
    ]
    return table(say("report.criteria", lang), head, body, words=2)


def _flagged(name: str, flag: str) -> str:
    return f"{name} ({flag})" if flag else name


def _quality(summary: Summary, lang: str) -> Section:
    blocks: list[Block] = [Paragraph(say("chapter.quality_lead", lang))]
    if summary.gaps:
        blocks += [Paragraph(say("chapter.gaps_lead", lang)), NumberedList(summary.gaps)]
    if summary.notices:
        lines = tuple(f"{text} {hint}".strip() for text, hint in summary.notices)
        blocks.append(Section(say("report.notices", lang), (BulletList(lines),)))
    return Section(say("chapter.quality", lang), tuple(blocks))


def _scenarios(material: Material, lang: str) -> Section:
    title = say("chapter.scenarios", lang)
    blocks: list[Block] = [
        _scenario(name, each, material.pack, lang) for name, each in material.scenarios
    ]
    lead = Paragraph(say("chapter.scenarios_lead" if blocks else "chapter.no_scenario", lang))
    if material.stale:
        names = ", ".join(material.stale)
        blocks.append(Note(say("chapter.stale", lang, names=names), Tone.WARNING))
    return Section(title, (lead, *blocks))


def _scenario(name: str, scenario: Scenario, pack: Pack, lang: str) -> Section:
    words = summarise_scenario(scenario, pack, lang=lang)
    body = [
        (
            row.title,
            count(round(step.devices), lang),
            row.difference,
            f"{row.effort} {row.assumed}".strip(),
        )
        for step, row in zip(scenario.steps, words.levers, strict=True)
    ]
    head = [say(f"chapter.{each}", lang) for each in ("lever", "devices", "difference", "effort")]
    unit_words = unit(scenario.change(pack.known_criteria()[0]).subject.unit.symbol, lang)
    caption = f"{say('scenario.title', lang)} – {name}, {unit_words}"
    lines = (words.electricity, *words.criteria, *words.left_out)
    return Section(
        name,
        (
            Paragraph((Strong(words.sentence), " ", words.likely)),
            *([Paragraph(words.part)] if words.part else []),
            table(caption, head, body, words=4),
            BulletList(lines),
            Note(words.note),
        ),
    )
