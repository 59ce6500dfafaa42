"""Mediation and training in words: names of codes, counts that may be hidden, sentences."""

from __future__ import annotations

from typing import Any

from jalons.inclusion.engine.skills.figures import (
    NEXT,
    OTHERS,
    UNKNOWN,
    Breakdown,
    Counts,
    breakdown,
    by_age,
)
from jalons.inclusion.engine.skills.training import Progress, Training
from jalons.inclusion.words.sentences import say
from jalons.kernel.suppression import LEAST, LEAST_INCOME, TOTAL
from jalons.kernel.tables import package_table
from jalons.wording import format_month, format_number, format_percent


def rows(table: str, name: str) -> dict[str, dict[str, Any]]:
    """The entries of a field of a table of ``data``, by code."""
    return {each["code"]: each for each in package_table("jalons.inclusion", table)[name]}


def codes(name: str) -> tuple[str, ...]:
    """The codes of a field of ``data/skills.toml``, in order."""
    return tuple(rows("skills", name))


def label(name: str, code: str, lang: str | None = None) -> str:
    """What a code of a field is called; the code itself when it is not among them."""
    if code in (UNKNOWN, TOTAL, OTHERS):
        return say(f"skills.code.{code or 'unknown'}".replace(TOTAL, "total"), lang)
    if name == "month":
        return format_month(int(code[:4]), int(code[5:]), lang or "fr")
    if NEXT in code:
        age, kind = code.split(NEXT)
        return f"{label('age', age, lang)} · {label('kind', kind, lang)}"
    known = {} if name == "commune" else rows("skills", name)
    return str(known.get(code, {}).get(lang or "fr", code))


def count_words(value: float | None, lang: str | None = None) -> str:
    """A count, or that it is not shown."""
    return say("skills.hidden", lang) if value is None else format_number(value, lang or "fr")


def year_sentence(months: Breakdown, year: int, lang: str | None = None) -> str:
    """What a year of mediation comes to, in a sentence."""
    total = months.total
    if total.people == 0:
        return say("skills.sentence.none", lang, year=year)
    if total.people is None:
        return say("skills.sentence.few", lang, year=year, least=LEAST)
    hours = format_number(round(total.hours or 0), lang or "fr")
    people = format_number(total.people, lang or "fr")
    return say("skills.sentence.year", lang, year=year, people=people, hours=hours)


def breakdowns(counts: Counts) -> list[Breakdown]:
    """What may be shown of activities by each criterion, months first."""
    return [
        breakdown(counts, "month"),
        breakdown(counts, "place", codes("place")),
        breakdown(counts, "commune", gathers=True),
        breakdown(counts, "theme", gathers=True),
        breakdown(counts, "status", codes("status"), least=LEAST_INCOME),
        by_age(counts, (*codes("age"), UNKNOWN), codes("kind")),
    ]


def completion_words(found: Training, lang: str | None = None) -> str:
    """The share of people who completed a training, with what it is of."""
    if found.completed is None:
        return say("skills.hidden", lang)
    done, attended = found.completed
    share = format_percent(done / attended, lang or "fr")
    return say("skills.of", lang, share=share, count=attended)


def gain_words(found: Progress, lang: str | None = None) -> str:
    """Between which shares of people gained a level at least; or that it cannot be compared."""
    if found.gained is None:
        return say("skills.no_gain", lang)
    low, high = (format_percent(each / found.answered, lang or "fr") for each in found.gained)
    share = low if low == high else say("skills.between", lang, low=low, high=high)
    return say("skills.of", lang, share=share, count=found.answered)
