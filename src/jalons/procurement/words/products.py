"""What the index of a product is worth, and which one applies, in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jalons import wording
from jalons.procurement.engine.product_indexes.grid import IndexGap, IndexVerdict
from jalons.procurement.engine.product_indexes.rules import rule_at
from jalons.procurement.words.sentences import say


def rule_words(category: str, day: date, lang: str) -> str:
    """Which index a category has on a day, and since when purchases must use it."""
    rule = rule_at(category, day)
    if rule is None:
        return say("index.rule_none", lang)
    since, index = wording.format_day(rule.since, lang), say(f"index.{rule.index}", lang)
    words = say("index.rule", lang, day=since, index=index)
    words += "" if rule.source.verified else f" {say('index.unverified', lang)}"
    if rule.duty is None or rule.duty > day:
        return words
    return f"{words} {say('index.duty', lang, day=wording.format_day(rule.duty, lang))}"


def verdict_words(verdict: IndexVerdict, gaps: Iterable[IndexGap], lang: str) -> str:
    """What a declared index is worth, with the gaps that matter."""
    said = []
    for gap in gaps:
        values = (gap.declared, gap.computed, gap.declared - gap.computed)
        words = [wording.format_number(each, lang) for each in values]
        facts = dict(zip(("declared", "computed", "difference"), words, strict=True))
        key = "criterion" if gap.criterion else "index"
        if gap.verdict is not IndexVerdict.COHERENT:
            said.append(say(f"verdict.{key}", lang, number=gap.criterion, **facts))
    return say(f"verdict.{verdict}", lang, gaps=wording.join_words(said, lang))
