"""Mediation and training in words: names of codes, counts that may be hidden, sentences."""

from __future__ import annotations

from jalons.inclusion.engine.skills.figures import OTHERS, UNKNOWN, Breakdown
from jalons.inclusion.engine.skills.suppression import LEAST, TOTAL
from jalons.inclusion.words.sentences import say
from jalons.kernel.tables import package_table
from jalons.wording import format_number


def codes(name: str) -> tuple[str, ...]:
    """The codes of a field of ``data/skills.toml``, in order."""
    return tuple(each["code"] for each in package_table("jalons.inclusion", "skills")[name])


def label(name: str, code: str, lang: str | None = None) -> str:
    """What a code of a field is called; the code itself when it is not among them."""
    if code in (UNKNOWN, TOTAL, OTHERS):
        return say(f"skills.code.{code or 'unknown'}".replace(TOTAL, "total"), lang)
    rows = package_table("jalons.inclusion", "skills").get(name, ())
    return next((str(each.get(lang or "fr")) for each in rows if each["code"] == code), code)


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
