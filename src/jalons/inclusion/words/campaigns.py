"""Campaigns in words: names of codes, what they changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jalons.inclusion.engine.campaigns.measures import Effect
from jalons.inclusion.words.sentences import say
from jalons.kernel.tables import package_table
from jalons.wording import format_number


def rows(name: str) -> dict[str, dict[str, Any]]:
    """The entries of a field of ``data/campaigns.toml``, by code."""
    return {each["code"]: each for each in package_table("jalons.inclusion", "campaigns")[name]}


def effect_words(found: Effect, lang: str) -> str:
    """What changed of one thing, in a sentence; shares change in points."""
    about = rows("quantity")[found.after.quantity]
    start = found.after.value if found.before is None else found.before
    change = abs(found.after.value - start)
    way = "once" if found.before is None else "same" if not change else (
        "more" if found.after.value > start else "less")  # fmt: skip
    before, after, moved = (
        format_number(each, lang) for each in (start, found.after.value, change)
    )
    points = say("campaigns.points", lang, count=moved) if about.get("share") else moved
    return say(f"campaigns.effect.{way}", lang, name=about[lang], scope=found.after.scope,
               before=before, after=after, change=points)  # fmt: skip


def result(found: Sequence[Effect], lang: str) -> str:
    """What a campaign changed; that nothing can be compared yet."""
    return " ".join(effect_words(each, lang) for each in found) or say("campaigns.none", lang)
