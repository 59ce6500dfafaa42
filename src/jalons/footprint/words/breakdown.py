"""The words of a breakdown: the names of its parts, its sentence, its table."""

from __future__ import annotations

from collections.abc import Sequence

from jalons.footprint.engine.analysis.breakdown import PLACES, Coverage, Dimension, Share
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.words.export import Cell
from jalons.footprint.words.figures import alike, count, named, percent, say, unit
from jalons.kernel import Interval
from jalons.wording import in_tonnes


def part_name(key: str, dimension: Dimension, pack: Pack, lang: str | None = None) -> str:
    """The name of a part: a kind of device, a place, a stage, a tier or a criterion."""
    if not key:
        return say("breakdown.not_told", lang)
    if dimension is Dimension.DEVICE and key in pack.devices:
        return named(pack.devices[key].plural, lang)
    if dimension is Dimension.COUNTRY and key in pack.places:
        return named(pack.places[key], lang)
    if dimension is Dimension.CRITERION:
        return named(pack.criteria[key].name, lang)
    if dimension in {Dimension.STAGE, Dimension.TIER}:
        return say(f"{dimension.value}.{key}", lang, missing=key)
    return key


def standing_words(share: Share, lang: str | None = None) -> str:
    """What a figure does not cover, in words; empty when it covers all its devices."""
    if share.standing is Coverage.WHOLE:
        return ""
    return say(f"standing.{share.standing}", lang, share=percent(share.assessed, lang))


def headline(
    shares: Sequence[Share], dimension: Dimension, pack: Pack, lang: str | None = None
) -> str:
    """The main sentence: what weighs most, or how many criteria are assessed."""
    known = [(share.key, share.unit, share.value) for share in shares if share.value is not None]
    if dimension is Dimension.CRITERION:
        counts = {"known": count(len(known), lang), "all": count(len(shares), lang)}
        return say("breakdown.criteria", lang, **counts)
    if not known:
        return say("breakdown.nothing", lang)
    named_parts = [each for each in known if each[0]]
    if not named_parts:
        return say("breakdown.untold", lang)
    key, of, most = max(named_parts, key=lambda each: each[2].mid)
    value, symbol = in_tonnes(most, of.symbol)
    return say(
        "breakdown.place" if dimension in PLACES else "breakdown.most",
        lang,
        name=part_name(key, dimension, pack, lang),
        **alike(value, lang),
        unit=unit(symbol, lang),
    )


def share_table(
    shares: Sequence[Share], dimension: Dimension, pack: Pack, lang: str | None = None
) -> tuple[list[str], list[list[Cell]]]:
    """Headings and rows of a breakdown as a file: what is not assessed has no number, and says so.

    The unit of each row is its own, per year.
    """
    keys = ("quantity", "criterion", "low", "mid", "high", "unit", "assessed", "standing")
    headings = [say(f"axis.{dimension.value}", lang), *(say(f"export.{key}", lang) for key in keys)]
    rows: list[list[Cell]] = [
        [
            part_name(share.key, dimension, pack, lang),
            share.quantity,
            named(pack.criteria[share.criterion].name, lang),
            *_rounded(share.value),
            share.unit.symbol,
            share.assessed,
            standing_words(share, lang),
        ]
        for share in shares
    ]
    return headings, rows


def _rounded(value: Interval | None) -> tuple[float | None, float | None, float | None]:
    if value is None:
        return None, None, None
    found = value.rounded()
    return found.low, found.mid, found.high
