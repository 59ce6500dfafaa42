"""What changed since the year before, cause by cause; or why nothing can be said of it."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.footprint.chapter.drawn import picture, table
from jalons.footprint.engine.decomposition import Decomposition, LeftOut
from jalons.footprint.engine.factors import Pack
from jalons.footprint.engine.inventory import FootprintError
from jalons.footprint.engine.scenario_summary import signed
from jalons.footprint.engine.wording import count, named, number, say, scaled, unit
from jalons.foundation.design.charts import IntervalBars
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
from jalons.kernel import Interval


@dataclass(frozen=True, slots=True)
class PreviousYear:
    """The year before, by name, and the difference or the reason why there is none."""

    name: str
    this_name: str
    outcome: Decomposition | FootprintError


def section(before: PreviousYear | None, pack: Pack, lang: str) -> Section:
    """What changed, for people who decide; said to be unknown when there is no year before."""
    title = say("chapter.changes", lang)
    if before is None:
        return Section(title, (Paragraph(say("chapter.no_year_before", lang)),))
    if isinstance(before.outcome, FootprintError):
        error = before.outcome
        told = f"{error.message(lang)} {error.hint(lang)}".strip()
        return Section(title, (Note(told, Tone.WARNING),))
    return Section(title, tuple(_told(before, before.outcome, pack, lang)))


def _told(before: PreviousYear, found: Decomposition, pack: Pack, lang: str) -> list[Block]:
    symbol = found.unit.symbol
    moved = found.difference
    sure = moved.low > 0 or moved.high < 0
    way = ("more" if moved.mid > 0 else "less") if sure else "unsure"
    words = _bounds(moved, symbol, lang)
    bars = IntervalBars(
        say("chapter.two_years", lang),
        ((before.name, found.before), (before.this_name, found.after)),
        symbol.removesuffix("/year"),
    )
    blocks: list[Block] = [
        Paragraph((Strong(say(f"chapter.changes_{way}", lang, before=before.name, **words)),)),
        picture(bars, lang),
        _years(before, found, lang),
        Paragraph(say("chapter.causes_lead", lang)),
        _causes(found, lang),
        BulletList(tuple(_left_out(found.left_out, pack, lang))),
    ]
    if found.recomputed:
        blocks.append(Note(say("chapter.recomputed", lang), Tone.WARNING))
    return blocks


def _bounds(value: Interval, symbol: str, lang: str) -> dict[str, str]:
    size = max(abs(value.low), abs(value.high))
    _, of = scaled(Interval.exact(size), symbol)
    shown = value if of == symbol else value.scaled(1e-3)
    return {
        "size": number(abs(shown.mid), lang),
        "low": signed(shown.low, lang),
        "high": signed(shown.high, lang),
        "unit": unit(of, lang),
    }


def _years(before: PreviousYear, found: Decomposition, lang: str) -> Table:
    caption = f"{say('chapter.two_years', lang)}, {unit(found.unit.symbol, lang)}"
    head = [say("chapter.year", lang)]
    head += [say(f"report.{each}", lang) for each in ("central", "interval")]
    rows = [
        (name, number(value.mid, lang), f"{number(value.low, lang)} – {number(value.high, lang)}")
        for name, value in ((before.name, found.before), (before.this_name, found.after))
    ]
    return table(caption, head, rows, words=1)


def _causes(found: Decomposition, lang: str) -> Table:
    caption = f"{say('chapter.causes', lang)}, {unit(found.unit.symbol, lang)}"
    head = [say(f"chapter.{each}", lang) for each in ("cause", "difference")]
    head.append(say("report.interval", lang))
    causes = [(say(f"cause.{each.cause}", lang), each.difference) for each in found.causes]
    rows = [
        (
            name,
            signed(value.mid, lang),
            say("chapter.span", lang, low=signed(value.low, lang), high=signed(value.high, lang))
            if value.low < value.high
            else "",
        )
        for name, value in (*causes, (say("stage.total", lang), found.difference))
    ]
    return table(caption, head, rows, words=1)


def _left_out(left: LeftOut, pack: Pack, lang: str) -> list[str]:
    told = []
    if left.before or left.after:
        words = {"before": count(left.before, lang), "after": count(left.after, lang)}
        told.append(say("chapter.left_out", lang, **words))
    if left.devices:
        names = [
            named(pack.devices[each].plural, lang) if each in pack.devices else each
            for each in left.devices
        ]
        told.append(say("chapter.left_out_devices", lang, names=", ".join(names)))
    if left.statuses:
        names = [say(f"status.{each}", lang) for each in left.statuses]
        told.append(say("chapter.left_out_statuses", lang, names=", ".join(names)))
    return told
