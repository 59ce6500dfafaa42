"""Campaigns in words: what they changed."""

from __future__ import annotations

from collections.abc import Sequence

from jalons.inclusion.engine.campaigns.measures import Effect
from jalons.inclusion.words.sentences import say
from jalons.inclusion.words.skills import rows
from jalons.wording import format_number


def effect_words(found: Effect, lang: str) -> str:
    """What changed of one thing, in a sentence; shares change in points."""
    about, end = rows("campaigns", "quantity")[found.after.quantity], found.after.value
    start = end if found.before is None else found.before
    way = "less" if start > end else "more" if start < end else "same"
    before, after, moved = (format_number(each, lang) for each in (start, end, abs(end - start)))
    points = say("campaigns.points", lang, count=moved) if about.get("share") else moved
    key = "once" if found.before is None else way
    return say(f"campaigns.effect.{key}", lang, name=about[lang], scope=found.after.scope,
               before=before, after=after, change=points)  # fmt: skip


def result(found: Sequence[Effect], lang: str) -> str:
    """What a campaign changed; that nothing can be compared yet."""
    return " ".join(effect_words(each, lang) for each in found) or say("campaigns.none", lang)
