"""The words of two years compared: the sentence, each cause, what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jalons.footprint.engine.analysis.decomposition import Decomposition
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.words.figures import alike, count, lowered, named, percent, say, unit
from jalons.footprint.words.scenario import difference_words
from jalons.kernel import Interval
from jalons.wording import in_tonnes


@dataclass(frozen=True, slots=True)
class CauseRow:
    """A cause in words: its name, its effect and its bounds."""

    cause: str
    name: str
    difference: str
    value: Interval
    moved: bool


@dataclass(frozen=True, slots=True)
class DecompositionSummary:
    """The words on two years: the sentence, its interval, the causes, what is left out.

    The causes stand in the order they were put in place: it is part of the answer.
    """

    sentence: str
    likely: str
    totals: str
    causes: tuple[CauseRow, ...]
    left_out: tuple[str, ...]
    note: str


def summarise_decomposition(
    decomposition: Decomposition, pack: Pack, lang: str | None = None
) -> DecompositionSummary:
    """The words of a difference between two years on their common perimeter."""
    difference = decomposition.difference
    words = difference_words(difference, decomposition.unit, lang)
    certain = difference.low > 0 or difference.high < 0
    same = difference.low == difference.high == 0
    key = "same" if same else "unsure" if not certain else "less" if difference.mid < 0 else "more"
    share = abs(difference.mid) / decomposition.before.mid if decomposition.before.mid else 0.0
    return DecompositionSummary(
        sentence=say(f"years.{key}", lang, share=percent(share, lang), **words),
        likely="" if same else say("years.likely", lang, **words),
        totals=say(
            "years.totals", lang, before=_about(decomposition.before, decomposition, lang),
            after=_about(decomposition.after, decomposition, lang),
        ),
        causes=tuple(
            CauseRow(
                cause.cause,
                say(f"cause.{cause.cause}", lang),
                _cause(cause.difference, decomposition, lang),
                cause.difference,
                not cause.difference.low == cause.difference.high == 0,
            )
            for cause in decomposition.causes
        ),
        left_out=_left_out(decomposition, pack, lang),
        note=say("years.recomputed" if decomposition.recomputed else "years.note", lang),
    )  # fmt: skip


def as_lines(summary: DecompositionSummary, lang: str | None = None) -> Iterator[str]:
    """The summary as lines of text, for a terminal or a message."""
    yield summary.sentence
    if summary.likely:
        yield summary.likely
    yield summary.totals
    yield ""
    yield say("years.causes", lang)
    for cause in summary.causes:
        yield f"  • {say('years.line', lang, name=cause.name, difference=cause.difference)}"
    if summary.left_out:
        yield ""
        yield say("years.left_out", lang)
        yield from (f"  • {text}" for text in summary.left_out)
    yield ""
    yield summary.note


def _about(value: Interval, decomposition: Decomposition, lang: str | None) -> str:
    shown, symbol = in_tonnes(value, decomposition.unit.symbol)
    return say("years.about", lang, unit=unit(symbol, lang), **alike(shown, lang))


def _cause(value: Interval, decomposition: Decomposition, lang: str | None) -> str:
    if value.low == value.high == 0:
        return say("years.no_change", lang)
    return say("years.cause", lang, **difference_words(value, decomposition.unit, lang))


def _left_out(decomposition: Decomposition, pack: Pack, lang: str | None) -> tuple[str, ...]:
    """The kinds and statuses outside the common perimeter, and how many devices they are."""
    left = decomposition.left_out
    texts = []
    if left.devices:
        names = [named(pack.devices[device].plural, lang) for device in left.devices]
        listed = ", ".join(map(lowered, names))
        texts.append(say("years.devices_left_out", lang, names=listed))
    if left.statuses:
        listed = ", ".join(say(f"status.{status}", lang) for status in left.statuses)
        texts.append(say("years.statuses_left_out", lang, names=listed))
    if texts:
        counts = {"before": count(left.before, lang), "after": count(left.after, lang)}
        texts.append(say("years.quantity_left_out", lang, **counts))
    return tuple(texts)
