"""What is said of ecodesign: a score with what nobody looked at, and hints."""

from __future__ import annotations

from jalons.webaudit.engine.ecodesign import Answer, Hint, Score
from jalons.webaudit.words.sentences import say
from jalons.wording import format_number, format_percent


def percent(value: float | None, lang: str) -> str:
    """A score in words, a dash while there is none."""
    return format_percent(None if value is None else float(value) / 100, lang, 1)


def sentence(found: Score | None, lang: str) -> str:
    """The score, and how many criteria nobody looked at."""
    untested = len(found.by_answer[Answer.UNTESTED]) if found else 0
    key = "nothing" if found is None else "partial" if untested else "whole"
    value = percent(found.value if found else None, lang)
    return say(f"ecodesign.{key}", lang, score=value, untested=untested)


def hint(found: Hint, lang: str) -> str:
    """What measures say of criteria; a person decides."""
    rule, key = found.rule, "over" if found.over else "within"
    write = format_percent if rule.most is None else format_number
    limit = write(rule.least if rule.most is None else rule.most, lang, 0)
    value, basis = write(found.value, lang, 0), say(f"ecodesign.{rule.basis}", lang)
    about = say(f"ecodesign.hint.{rule.code}", lang, value=value, limit=limit, basis=basis)
    rest = say(f"ecodesign.{key}", lang, over=found.over, pages=found.pages, url=found.url)
    return f"{about} {rest}"
