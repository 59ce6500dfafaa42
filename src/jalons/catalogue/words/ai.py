"""Sentences about AI systems: their class and its reasons, their level, their impact."""

from __future__ import annotations

from typing import Any

from jalons.catalogue.engine.ai.cards import CardStanding
from jalons.catalogue.engine.ai.impact import AIImpact, most_points
from jalons.catalogue.engine.ai.obligations import AIClass, choice_words
from jalons.catalogue.engine.ai.questions import AnswerChoice, Question
from jalons.catalogue.words.sentences import say
from jalons.kernel import Interval
from jalons.kernel.tables import package_table
from jalons.wording import format_interval, format_number, format_significant, join_words

NAMED = 4  # questions that a sentence names
_LEAST = 1  # second: under it, a comparison says nothing
_TINY = 0.001  # Wh: under it, zeros say nothing to anybody


def class_label(kind: str, lang: str) -> str:
    """What a class is called."""
    return str(package_table("jalons.catalogue", "ai_duties")["class"][kind][lang])


def reasons(found: AIClass, lang: str) -> list[str]:
    """Why a system has its class, a sentence each."""
    said = package_table("jalons.catalogue", "ai_duties")["reason"]
    return [said[key][lang].format(what=choice_words(ids, lang)) for key, ids in found.reasons]


def next_step(found: CardStanding, lang: str) -> str:
    """What the next level lacks, empty when there is none."""
    if not found.why:
        return ""
    names = [*found.blank, *(each.label.text(lang).lower() for each in found.lacks)]
    named = join_words(names[:NAMED], lang)
    return say(f"ai.next.{found.why}", lang, count=len(names), names=named)


def notices(facts: Any, lang: str, **named: str) -> list[tuple[str, str]]:
    """The texts to show to people that the facts of a system ask for: a title, then the text."""
    texts = package_table("jalons.catalogue", "ai_duties")["notice"]
    wanted = {key.removeprefix("high_") for key in facts}
    return [(say(f"ai.notice.{key}", lang), text.format(**named))
            for key, text in texts.items() if key in wanted]  # fmt: skip


def energy(found: Interval | None, lang: str) -> str:
    """An energy in Wh as an interval in kWh, or that it is unknown."""
    return format_interval(found.scaled(0.001), "kWh", lang) if found else say("ai.unknown", lang)


def small_wh(found: float, lang: str) -> str:
    """A few watt-hours, or less than what zeros would say."""
    return say("ai.tiny", lang) if found < _TINY else format_significant(found, lang, 2)


def likened(found: Interval, lang: str) -> list[str]:
    """What lasts how long with an energy in Wh, a sentence each: power times a duration."""
    devices = package_table("jalons.catalogue", "ai_comparisons")["device"]
    return [say("ai.likened", lang, what=each[lang], how_long=_duration(found, each["watts"], lang))
            for each in devices if found.mid * 3600 / each["watts"] >= _LEAST]  # fmt: skip


def _duration(found: Interval, watts: float, lang: str) -> str:
    """How long a power lasts with an energy: in seconds, minutes or hours."""
    seconds = found.scaled(3600 / watts)
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds.mid >= 2 * length:
            return format_interval(seconds.scaled(1 / length), unit, lang)
    return format_interval(seconds, "s", lang)


def points(question: Question, choice: AnswerChoice, lang: str) -> str:
    """What an answer adds; a guarantee adds nothing, it is proved or not."""
    if not question.mitigation:
        return format_number(choice.points, lang)
    return say("ai.guarantee", lang, points=choice.points, most=most_points(question))


def level_label(level: int, lang: str) -> str:
    """What a level of impact, from 0 to 3, is called."""
    return str(package_table("jalons.catalogue", "ai_impact")["level"][level][lang])


def impact_sentence(found: AIImpact | None, lang: str) -> str:
    """The level of impact and its points, or between which levels it is; empty without any."""
    if found is None:
        return ""
    low, high = (format_number(each, lang, 1) for each in (found.low, found.high))
    key = "between" if found.level is None else "relieved" if found.relieved else "plain"
    return say(f"ai.impact.{key}", lang, level=level_label(found.levels[0], lang), points=low,
               most=found.most, highest=level_label(found.levels[1], lang), high=high,
               count=len(found.unanswered))  # fmt: skip


def advice(found: AIImpact | None, lang: str) -> str:
    """What to do at that level; nothing while it is not known."""
    if found is None or found.level is None:
        return ""
    return str(package_table("jalons.catalogue", "ai_impact")["level"][found.level]["advice"][lang])
