"""The annex of a chapter: formula, factors with their source and licence, what is not assessed."""

from __future__ import annotations

from jalons.footprint.chapter.charts import table
from jalons.footprint.engine.assessment.results import Assessment, Trace
from jalons.footprint.engine.factors.licences import is_private
from jalons.footprint.engine.factors.pack import DATACENTRE, PUE, Factor, Pack, Spread, Stage
from jalons.footprint.engine.factors.quality import FactorQuality
from jalons.footprint.words.explain import explain, lifetime_note, spread_words
from jalons.footprint.words.figures import named, number, say, unit
from jalons.footprint.words.findings import masked
from jalons.footprint.words.summary import Summary
from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    Figure,
    Paragraph,
    Section,
    Strong,
    Table,
    Text,
)
from jalons.kernel import Source


def section(assessment: Assessment, pack: Pack, summary: Summary, lang: str) -> Section:
    """All that is needed to recompute the figures by hand and to challenge them."""
    return Section(
        say("chapter.annex", lang),
        (
            _formula(assessment, pack, summary, lang),
            _factors(assessment, pack, lang),
            _electricity(assessment, pack, lang),
            Section(say("chapter.not_assessed", lang), (_not_assessed(assessment, pack, lang),)),
            Section(say("report.excluded", lang), (_excluded(summary, lang),)),
        ),
    )


def _formula(assessment: Assessment, pack: Pack, summary: Summary, lang: str) -> Section:
    first = assessment.criteria[0]
    devices = [device for device in assessment.devices if device.criterion == first]
    blocks: list[Block] = [
        Paragraph(say("chapter.formula_embodied", lang)),
        Paragraph(say("chapter.formula_use", lang)),
        Paragraph(say("chapter.formula_draws", lang)),
        Paragraph(summary.method),
    ]
    if devices:
        heaviest = max(devices, key=lambda each: each.total.mid).device
        steps = tuple(
            explain(trace, lang).formula
            for trace in assessment.traces
            if (trace.device, trace.criterion) == (heaviest, first)
        )
        name = named(pack.devices[heaviest].plural, lang)
        lead = say("chapter.example", lang, device=name)
        blocks += [Paragraph((Strong(lead),)), BulletList(steps)]
    return Section(say("chapter.formula", lang), tuple(blocks))


def _factors(assessment: Assessment, pack: Pack, lang: str) -> Section:
    embodied = [trace for trace in assessment.traces if trace.lifetime is not None]
    tables = [
        _factor_table(
            [trace for trace in embodied if trace.criterion == criterion],
            named(pack.criteria[criterion].name, lang),
            pack,
            lang,
        )
        for criterion in assessment.criteria
    ]
    used = [trace for trace in assessment.traces if trace.lifetime is None]
    tables.append(_factor_table(used, say("chapter.own_electricity", lang), pack, lang))
    lives = _lifetime_table(assessment, pack, lang)
    notes = tuple(
        dict.fromkeys(
            named(trace.factor.note, lang)
            for trace in assessment.traces
            if trace.factor and trace.factor.approximate and trace.factor.note
        )
    )
    reasons: tuple[Block, ...] = (
        (Section(say("chapter.proxies", lang), (BulletList(notes),)),) if notes else ()
    )
    return Section(
        say("chapter.factors", lang),
        (
            Paragraph(say("chapter.factors_lead", lang)),
            *(each for each in (*tables, lives) if each.rows),
            *reasons,
        ),
    )


def _factor_table(traces: list[Trace], name: str, pack: Pack, lang: str) -> Table:
    """One row per kind and stage; the electricity of a device is the same for every criterion."""
    rows = {
        (trace.device, trace.stage): _factor_row(trace.factor, trace.factor.spread, lang)
        for trace in traces
        if trace.factor and trace.factor.spread
    }
    named_rows = [
        (f"{named(pack.devices[device].plural, lang)} · {say(f'stage.{stage.value}', lang)}", *row)
        for (device, stage), row in rows.items()
    ]
    head = [say(f"chapter.{each}", lang) for each in ("kind_and_stage", "value", "range", "worth")]
    return table(f"{say('chapter.factors', lang)} – {name}", head, named_rows, words=4)


def _factor_row(factor: Factor, spread: Spread, lang: str) -> tuple[Text, ...]:
    flags = [say(f"factor_quality.{factor.quality.value}", lang)]
    flags += [say("report.approximate", lang)] if factor.approximate else []
    flags += [] if factor.verified else [say("report.unverified", lang)]
    symbol = factor.unit.symbol
    return (*_valued(spread, symbol, factor.source, lang), ", ".join(flags))


def _valued(spread: Spread, symbol: str, source: Source, lang: str) -> tuple[Text, Text]:
    """A value with its source, and its range; masked when its licence forbids to show it."""
    words = unit(symbol, lang)
    if is_private(source):
        return (Figure(f"{masked(lang)} {words}", source),), ""
    figure = Figure(f"{number(spread.value, lang)} {words}", source)
    return (figure,), spread_words(spread, symbol, lang)


def _lifetime_table(assessment: Assessment, pack: Pack, lang: str) -> Table:
    rows = [
        (
            named(pack.devices[device].plural, lang),
            *_valued(life.spread, "year", life.source, lang),
            lifetime_note(life, lang)
            if life.estimated
            else ("" if life.verified else say("report.unverified", lang)),
        )
        for device, life in assessment.lifetimes.items()
    ]
    head = [say("export.device", lang)]
    head += [say(f"chapter.{each}", lang) for each in ("value", "range", "worth")]
    return table(say("chapter.lifetimes", lang), head, rows, words=4)


def _electricity(assessment: Assessment, pack: Pack, lang: str) -> Section:
    rows: dict[tuple[str, str, str], tuple[Text, ...]] = {}
    for trace in assessment.traces:
        for each in trace.electricity:
            mix = each.mix
            place = named(pack.places.get(each.country, {"fr": each.country}), lang)
            dataset = say(f"mix.{mix.dataset}", lang, missing=mix.dataset)
            stand_in = "" if mix.country == each.country else say("chapter.stand_in", lang)
            flag = "" if mix.verified else say("report.unverified", lang)
            rows[(trace.criterion, each.country, mix.dataset)] = (
                f"{place} · {named(pack.criteria[trace.criterion].name, lang)}",
                *_valued(mix.spread, mix.unit.symbol, mix.source, lang),
                ", ".join(part for part in (dataset, stand_in, flag) if part),
            )
    head = [say(f"chapter.{each}", lang) for each in ("place", "value", "range", "dataset")]
    blocks: list[Block] = [Paragraph(say("chapter.electricity_lead", lang))]
    if rows:
        blocks.append(table(say("chapter.electricity", lang), head, rows.values(), words=4))
    blocks += _pue(assessment, pack, lang)
    return Section(say("chapter.electricity", lang), tuple(blocks))


def _pue(assessment: Assessment, pack: Pack, lang: str) -> list[Block]:
    """The assumed PUE, with its source; a PUE stated by the authority needs none."""
    factor = pack.factor(DATACENTRE, Stage.USE, PUE)
    if factor is None or not any(trace.pue and trace.pue_default for trace in assessment.traces):
        return []
    spread = factor.spread or pack.pue()
    shown = masked(lang) if is_private(factor.source) else number(spread.value, lang)
    figure = Figure(shown, factor.source)
    return [Paragraph((say("chapter.pue_assumed", lang), " ", figure, "."))]


def _not_assessed(assessment: Assessment, pack: Pack, lang: str) -> BulletList | Paragraph:
    texts = [
        f"{named(pack.criteria[each].name, lang)} ({unit(pack.criteria[each].unit.symbol, lang)})"
        for each in assessment.not_assessed
    ]
    texts += [_absent(trace, pack, lang) for trace in assessment.traces if _is_absent(trace)]
    if not texts:
        return Paragraph(say("chapter.all_assessed", lang))
    return BulletList(tuple(dict.fromkeys(texts)))


def _is_absent(trace: Trace) -> bool:
    quality = trace.factor.quality if trace.factor else FactorQuality.ABSENT
    return trace.result is None and quality is FactorQuality.ABSENT


def _absent(trace: Trace, pack: Pack, lang: str) -> str:
    return say(
        "chapter.absent",
        lang,
        criterion=named(pack.criteria[trace.criterion].name, lang),
        stage=say(f"stage.{trace.stage.value}", lang).lower(),
        device=named(pack.devices[trace.device].plural, lang).lower(),
    )


def _excluded(summary: Summary, lang: str) -> BulletList | Paragraph:
    texts = tuple(f"{text} {hint}".strip() for text, hint in summary.excluded)
    return BulletList(texts) if texts else Paragraph(say("report.no_excluded", lang))
