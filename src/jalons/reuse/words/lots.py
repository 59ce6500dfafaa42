"""Lots in words: what is missing, each task, the events of the chain, what breaks it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jalons.reuse.engine.lots.chain import Break
from jalons.reuse.engine.lots.tasks import LotFacts, LotTask, waiting
from jalons.reuse.engine.lots.weights import LotDevice, Mass
from jalons.reuse.words.sentences import say
from jalons.wording import format_number, join_words


def sentence(facts: LotFacts, lang: str) -> str:
    """What is missing of a lot, or where it stands, in one sentence."""
    if lacks := waiting(facts):
        return say("lots.sentence.missing", lang, things=missing_words(lacks, lang))
    return say(f"lots.sentence.{facts.state}", lang, count=len(facts.devices))


def missing_words(found: Iterable[LotTask], lang: str | None = None) -> str:
    """Missing things as a list: « deux certificats et la signature de la convention »."""
    names = (say(f"lots.missing.{each.code}", lang, count=each.left) for each in found)
    return join_words(names, lang or "fr")


def kg_words(device: LotDevice, lang: str) -> str:
    """What a device weighs, « environ » when it is the usual weight of its kind."""
    found = device.weight
    if found is None:
        return "–"
    key = "lots.weight.typical" if found.inferred else "lots.weight.measured"
    return say(key, lang, kg=format_number(found.kg, lang))


def mass_words(found: Mass, lang: str) -> str:
    """What a lot weighs, with what was inferred and what is not known."""
    key = "lots.weight.partly" if found.inferred else "lots.weight.measured"
    words = say(key, lang, kg=format_number(found.kg, lang), count=found.inferred)
    more = say("lots.weight.unknown", lang, count=found.unknown) if found.unknown else ""
    return f"{words} {more}".strip()


def event_words(event: dict[str, Any], lang: str) -> str:
    """An event of a lot in a few words."""
    content = event["content"]
    count, name = len(content.get("devices", ())), content.get("name", "")
    return say(f"lots.event.{event['kind']}", lang, count=count, name=name)


def break_words(found: Break, lang: str | None = None) -> str:
    """Where a chain breaks, in a sentence."""
    return say(f"lots.break.{found.code}", lang, number=found.number)


def lacks_words(names: Iterable[str], lang: str) -> str:
    """What a draft of a waste slip lacks, as a list."""
    return join_words((say(f"lots.weee_lacks.{name}", lang) for name in names), lang)
