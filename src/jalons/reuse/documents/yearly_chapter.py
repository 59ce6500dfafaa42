"""The yearly chapter on reuse: rate, routes, proofs, wiping, avoided impact, what remains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jalons.foundation.design.drawings.charts import IntervalBars, drawing, picture_caption
from jalons.foundation.documents import tree
from jalons.kernel import Interval
from jalons.reuse.engine.accounting.avoided import Avoided
from jalons.reuse.engine.accounting.rate import YearRate, sources
from jalons.reuse.words import accounts as words
from jalons.reuse.words.sentences import say
from jalons.wording import colon, format_number, format_percent, format_span, semicolon

MOST = 40  # things missing that the chapter names


@dataclass(frozen=True, slots=True)
class ReuseYearSheet:
    """What the chapter says. ``wiped``: devices that left with the proof of their data.

    ``avoided``: None when no room knows; ``stated``: the share that replaces a new device and the
    years of service a person stated, empty without.
    """

    authority: str
    day: date
    rate: YearRate
    wiped: int
    avoided: Avoided | None
    stated: tuple[float, ...]


def chapter(sheet: ReuseYearSheet, lang: str, *, on_page: bool = False) -> tree.Document:
    """The chapter as a tree; a page has its sentence and what remains by itself, with links."""
    found, sentence = sheet.rate, words.sentence(sheet.rate, lang)
    old = found.old_recycled
    lead = () if on_page else (tree.Paragraph((tree.Strong(sentence),)),)
    sections = [
        ("essentials", (*lead, *_picture(found, sentence, lang), _rates(found, lang))),
        ("routes", (_routes(found, lang), tree.Paragraph(
            _say("wiped", lang, wiped=sheet.wiped, left=found.left)), *(
                [tree.Paragraph(words.old_words(old, lang))] if old.high else []))),
        ("avoided", (*_avoided(sheet, lang),)),
        ("remains", (_remains(found, lang),)),
        ("how", (tree.Paragraph((_say("method", lang), " ", tree.Figure(
            format_percent((found.target or 0) / 100, lang), sources()[0]), ".")),)),
    ]  # fmt: skip
    blocks = tuple(tree.Section(_say(name, lang), blocks) for name, blocks in sections
                   if not on_page or name not in {"remains", "how"})  # fmt: skip
    return tree.Document(_say("title", lang, year=found.year), sheet.authority, sheet.day, blocks,
                         subject=sentence, lang=lang)  # fmt: skip


def _say(key: str, lang: str, /, **params: object) -> str:
    return say(f"accounts.chapter.{key}", lang, **params)


def _rates(found: YearRate, lang: str) -> tree.Table:
    stock = _say("declared" if found.declared else "stock", lang)
    rows = [(stock, words.bounds_words(found.stock, lang), "–")]
    for name, count in (("proved", found.reused), ("possible", found.possible)):
        share = words.rate_words(found.share(count), lang)
        rows.append((_say(name, lang), words.bounds_words(count, lang), share))
    head = tuple(_say(name, lang) for name in ("counted", "devices", "rate"))
    return tree.Table(_say("rates", lang, year=found.year), head, tuple(rows), frozenset({1, 2}))


def _picture(found: YearRate, sentence: str, lang: str) -> tuple[tree.Block, ...]:
    """The rate, what it may become and the target on one scale; none without a rate."""
    if found.rate is None:
        return ()
    counts = (("proved", found.reused), ("possible", found.possible))
    shares = [(name, found.share(count)) for name, count in counts]
    shares.append(("target", Interval.exact(float(found.target or 0))))
    shares.append(("whole", Interval.exact(100.0)))
    rows = tuple((_say(f"bar.{name}", lang), share) for name, share in shares if share)
    ends = (row for row in rows if row[0] in {_say("bar.proved", lang), _say("bar.target", lang)})
    title = semicolon(lang).join(
        f"{name}{colon(lang)}{format_span(share, '%', lang)}" for name, share in ends
    )
    chart = IntervalBars(title, rows, "%", variable=_say("chart", lang, year=found.year))
    return (tree.Picture(drawing(chart, lang), sentence, picture_caption(chart, lang)),)


def _routes(found: YearRate, lang: str) -> tree.Block:
    head = tuple(_say(name, lang) for name in ("route", "left", "reused"))
    rows = tuple(words.route_row(each, lang) for each in found.routes)
    if not rows:
        return tree.Paragraph(_say("nothing_left", lang))
    return tree.Table(_say("by_route", lang), head, rows, frozenset({1, 2}))


def _avoided(sheet: ReuseYearSheet, lang: str) -> tuple[tree.Block, ...]:
    if not sheet.stated:
        return (tree.Paragraph(_say("unstated", lang)),)
    share, years = (format_number(each, lang) for each in sheet.stated)
    text = f"{words.avoided_words(sheet.avoided, lang)} {_say('caution', lang)}"
    return tree.Paragraph(text), tree.Paragraph(_say("assumed", lang, share=share, years=years))


def _remains(found: YearRate, lang: str) -> tree.Block:
    lacks = [words.gap_words(each, lang) for each in found.gaps[:MOST]]
    if (more := len(found.gaps) - len(lacks)) > 0:
        lacks.append(_say("more", lang, count=more))
    return tree.BulletList(tuple(lacks)) if lacks else tree.Paragraph(_say("complete", lang))
