"""The changes since the year before, cause by cause, or the reason why they are unknown."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.footprint.chapter.charts import picture, table
from jalons.footprint.engine.analysis.decomposition import Decomposition
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.words.decomposition import DecompositionSummary, summarise_decomposition
from jalons.footprint.words.figures import alike, say, unit
from jalons.footprint.words.scenario import signed
from jalons.foundation.design.drawings.charts import IntervalBars
from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    Note,
    Paragraph,
    Section,
    Strong,
    Table,
    Tone,
)
from jalons.wording import series_finding


@dataclass(frozen=True, slots=True)
class PreviousYear:
    """The year before, by name, and the difference or the reason why there is none."""

    name: str
    this_name: str
    outcome: Decomposition | FootprintError


def section(before: PreviousYear | None, pack: Pack, lang: str) -> Section:
    """The changes for decision makers, or a sentence when there is no year before."""
    title = say("chapter.changes", lang)
    if before is None:
        return Section(title, (Paragraph(say("chapter.no_year_before", lang)),))
    if isinstance(before.outcome, FootprintError):
        error = before.outcome
        text = f"{error.message(lang)} {error.hint(lang)}".strip()
        return Section(title, (Note(text, Tone.WARNING),))
    return Section(title, tuple(_comparison(before, before.outcome, pack, lang)))


def _comparison(before: PreviousYear, found: Decomposition, pack: Pack, lang: str) -> list[Block]:
    words = summarise_decomposition(found, pack, lang)
    rows = ((before.name, found.before), (before.this_name, found.after))
    shown = found.unit.symbol.removesuffix("/year")
    bars = IntervalBars(
        series_finding(rows, shown, lang, difference=found.difference),
        rows,
        shown,
        variable=say("chapter.two_years", lang),
    )
    blocks: list[Block] = [
        Paragraph((Strong(words.sentence),)),
        *([Paragraph(words.likely)] if words.likely else []),
        picture(bars, lang),
        _years(before, found, lang),
        Paragraph(say("chapter.causes_lead", lang)),
        _causes(words, found, lang),
    ]
    if words.left_out:
        blocks += [Paragraph(say("years.left_out", lang)), BulletList(words.left_out)]
    blocks.append(Note(words.note, Tone.WARNING) if found.recomputed else Paragraph(words.note))
    return blocks


def _years(before: PreviousYear, decomposition: Decomposition, lang: str) -> Table:
    caption = f"{say('chapter.two_years', lang)}, {unit(decomposition.unit.symbol, lang)}"
    head = [say("chapter.year", lang)]
    head += [say(f"report.{each}", lang) for each in ("central", "interval")]
    rows = [
        (name, shown["mid"], f"{shown['low']} – {shown['high']}")
        for name, shown in (
            (before.name, alike(decomposition.before, lang)),
            (before.this_name, alike(decomposition.after, lang)),
        )
    ]
    return table(caption, head, rows, words=1)


def _causes(words: DecompositionSummary, decomposition: Decomposition, lang: str) -> Table:
    caption = f"{say('chapter.causes', lang)}, {unit(decomposition.unit.symbol, lang)}"
    head = [say(f"chapter.{each}", lang) for each in ("cause", "difference")]
    head.append(say("report.interval", lang))
    causes = [(cause.name, cause.value.rounded()) for cause in words.causes]
    whole = (say("stage.total", lang), decomposition.difference.rounded())
    rows = [
        (
            name,
            signed(value.mid, lang),
            say("chapter.span", lang, low=signed(value.low, lang), high=signed(value.high, lang))
            if value.low < value.high
            else "",
        )
        for name, value in (*causes, whole)
    ]
    return table(caption, head, rows, words=1)
