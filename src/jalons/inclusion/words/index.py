"""The sentences of a diagnosis: what is so, how sure it is, why, and what it must not serve for."""

from __future__ import annotations

from statistics import median
from typing import Any

from jalons.inclusion.engine.index.values import AreaResult, Diagnosis
from jalons.inclusion.words.sentences import say
from jalons.kernel.tables import package_table
from jalons.wording import format_number, format_part, format_percent, format_quantity, join_words

SMALL = 200  # people under which values say little
LIKELY, WIDE = 0.5, 0.2  # a probable member of the fifth; a width of ranks that is explained
LIMITS = ("areas", "target", "years", "small")


def label(column: str, lang: str) -> str:
    """The name of a column."""
    return str(package_table("jalons.inclusion", "columns")[column]["name"][lang])


def sentence(found: Diagnosis, name: str, lang: str) -> str:
    """What a diagnosis says of a territory."""
    scored = [each.fifth for each in found.areas if each.fifth is not None]
    likely = sum(each >= LIKELY for each in scored)
    several = "some" if likely else "none"
    key = "unknown" if not scored else "one" if len(found.areas) == 1 else several
    share = fifth_words(found.areas[0], lang)
    return say(f"index.{key}", lang, name=name, likely=likely, count=len(scored), share=share,
               ranked=format_number(found.ranked, lang))  # fmt: skip


def rank_words(area: AreaResult, found: Diagnosis, lang: str) -> str:
    """The interval of the rank of an area, a dash when it has none."""
    if area.low is None or area.high is None:
        return "–"
    low, high, ranked = (format_number(each, lang) for each in (area.low, area.high, found.ranked))
    return say("index.rank", lang, low=low, high=high, ranked=ranked)


def fifth_words(area: AreaResult, lang: str) -> str:
    """The probability of the fragile fifth; draws never prove that it is 0 or 1."""
    return format_part(None if area.fifth is None else min(max(area.fifth, 0.001), 0.999), lang)


def value_words(column: str, value: float | None, lang: str) -> str:
    """A value of a column with its unit."""
    unit = package_table("jalons.inclusion", "columns")[column]["unit"]
    if unit == "h/week" and value is not None:
        return say("index.hours", lang, hours=format_number(value, lang, 1))
    return format_percent(value, lang, 1) if unit == "1" else format_quantity(value, unit, lang)


def reasons(area: AreaResult, found: Diagnosis, lang: str, most: int = 2) -> str:
    """The indicators that most raise the score of an area, with their points."""
    pairs = sorted(zip(area.gaps, found.indicators, strict=True), key=lambda pair: -pair[0])
    return ", ".join(f"{label(each.id, lang)} (+{format_number(gap, lang, 0)})"
                     for gap, each in pairs[:most] if gap >= 1) or "–"  # fmt: skip


def widest(found: Diagnosis, count: int) -> tuple[AreaResult, ...]:
    """The areas whose rank is the least sure: those of the widest intervals, the widest first."""
    ranked = [each for each in found.areas if each.low and each.high]
    return tuple(sorted(ranked, key=lambda each: (each.low or 0) - (each.high or 0))[:count])


def spread_words(area: AreaResult, found: Diagnosis, lang: str) -> str:
    """Why the rank of an area is not sure: indicators that lack, or that say the opposite."""
    known = list(zip(area.gaps, area.values, found.indicators, strict=True))
    lacking = [label(each.id, lang) for _gap, value, each in known if value is None]
    sides = ([(gap, each) for gap, _value, each in known if gap >= 1],
             [(gap, each) for gap, _value, each in known if gap <= -1])  # fmt: skip
    high, low = (join_words([f"{label(each.id, lang)} ({'+' if gap > 0 else ''}"
                             f"{format_number(gap, lang, 0)})"
                             for gap, each in side], lang) for side in sides)  # fmt: skip
    texts = [say("index.lacking", lang, names=join_words(lacking, lang))] if lacking else []
    texts += [say("index.opposed", lang, high=high, low=low)] if high and low else []
    return " ".join(texts) or say("index.near_middle", lang)


def marks(area: AreaResult, lang: str) -> tuple[str, ...]:
    """What to remember when reading an area: few people, an indicator that lacks."""
    small, partial = (area.people or 0) < SMALL, area.known < 1
    return tuple(say(f"index.{key}", lang)
                 for key, on in (("small", small), ("incomplete", partial)) if on)  # fmt: skip


def doubts(found: Diagnosis, lang: str) -> list[str]:
    """What to know before using it, the gravest first."""
    widths = [each.high - each.low for each in found.areas if each.low and each.high]
    width = median(widths) / found.ranked if widths else 0
    against, missing = (join_words([label(each, lang) for each in names], lang)
                        for names in (found.against, found.missing))  # fmt: skip
    partial = any(0 < each.known < 1 for each in found.areas)
    facts: dict[str, tuple[Any, dict[str, Any]]] = {
        "against": (against, {"names": against}),
        "wide": (width > WIDE, {"share": format_percent(width, lang),
                                "count": len(found.indicators)}),
        "missing": (missing, {"names": missing}),
        "partial": (partial, {}),
        "estimates": (found.estimates, {"count": format_number(found.estimates, lang),
                                        "pairs": format_number(found.pairs, lang)}),
    }  # fmt: skip
    return [say(f"index.{key}", lang, **values) for key, (on, values) in facts.items() if on]


def method(found: Diagnosis, lang: str) -> list[str]:
    """How it is computed, then what it must not serve for."""
    around = say(f"index.around.{found.around}", lang)
    how = say("index.method", lang, around=around, draws=format_number(found.draws, lang))
    return [how, *(say(f"index.limit.{each}", lang) for each in LIMITS)]
