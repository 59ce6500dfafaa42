"""The yearly chapter on reuse: sentence, rate, routes, proofs, wiping, avoided impact, what remains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jalons.foundation.design.drawings.charts import IntervalBars, drawing
from jalons.foundation.documents import tree
from jalons.kernel import Interval
from jalons.reuse.engine.accounting.avoided import Avoided
from jalons.reuse.engine.accounting.rate import YearRate, sources
from jalons.reuse.words import accounts as words
from jalons.reuse.words.sentences import say
from jalons.wording import format_percent

MOST = 40  # things missing that the chapter names


@dataclass(frozen=True, slots=True)
class ReuseYearSheet:
    """What the chapter says. ``wiped``: devices that left with the proof of their data."""

    authority: str
    day: date
    rate: YearRate
    wiped: int
    avoided: Avoided | None
    stated: bool  # whether a person stated what the avoided impact needs


def chapter(sheet: ReuseYearSheet, lang: str) -> tree.Document:
    """The chapter as a tree, for the four formats."""
    found = sheet.rate
    lead = (tree.Paragraph((tree.Strong(words.sentence(found, lang)),)), *rate_chart(found, lang))
    facts = tree.FactList((
        (_say("stock", lang), words.bounds_words(found.stock, lang) + (
            f" ({_say('declared', lang)})" if found.declared else "")),
        (_say("proved", lang), _rate(found, found.share(found.reused), lang)),
        (_say("possible", lang), _rate(found, found.share(found.possible), lang)),
        (_say("wiped", lang), _say("wiped_of", lang, count=sheet.wiped, left=found.left)),
        (_say("old", lang), words.bounds_words(found.old_recycled, lang)),
    ))  # fmt: skip
    head = tuple(_say(name, lang) for name in ("route", "left", "counted"))
    rows = tuple(words.route_row(each, lang) for each in found.routes)
    table = tree.Table(_say("by_route", lang), head, rows, frozenset({1, 2}))
    no_route = tree.Paragraph(_say("nothing_left", lang))
    avoided = words.avoided_words(sheet.avoided, lang) if sheet.stated else _say("unstated", lang)
    lacks = tuple(words.gap_words(each, lang) for each in found.gaps[:MOST])
    more = len(found.gaps) - len(lacks)
    lacks += (_say("more", lang, count=more),) if more > 0 else ()
    remains = tree.BulletList(lacks) if lacks else tree.Paragraph(_say("complete", lang))
    method = tree.Paragraph((_say("method", lang), " ", tree.Figure(
        format_percent((found.target or 0) / 100, lang), sources()[0])))  # fmt: skip
    sections = (
        ("essentials", (*lead, facts)), ("routes", (table if rows else no_route,)),
        ("avoided", (tree.Paragraph(avoided), tree.Note(_say("caution", lang)))),
        ("remains", (remains,)), ("how", (method,)),
    )  # fmt: skip
    blocks = tuple(tree.Section(_say(name, lang), each) for name, each in sections)
    return tree.Document(_say("title", lang, year=found.year), sheet.authority, sheet.day, blocks,
                         subject=words.sentence(found, lang), lang=lang)  # fmt: skip


def _say(key: str, lang: str, /, **params: object) -> str:
    return say(f"accounts.chapter.{key}", lang, **params)


def _rate(found: YearRate, share: Interval | None, lang: str) -> str:
    return words.rate_words(share, lang) if found.stock.high else say("accounts.no_rate", lang)


def bars(found: YearRate, lang: str) -> IntervalBars | None:
    """The rate, what it may become and the target on one scale; None without a rate."""
    rate, possible = found.rate, found.share(found.possible)
    if rate is None or possible is None:
        return None
    rows = [(_say("proved", lang), rate), (_say("possible", lang), possible)]
    if found.target is not None:
        rows.append((_say("target", lang), Interval.exact(float(found.target))))
    return IntervalBars(_say("chart", lang, year=found.year), tuple(rows), "%")


def rate_chart(found: YearRate, lang: str) -> tuple[tree.Block, ...]:
    """The same as a picture, none without a rate."""
    chart = bars(found, lang)
    if chart is None:
        return ()
    return (tree.Picture(drawing(chart, lang), words.sentence(found, lang), chart.title),)
