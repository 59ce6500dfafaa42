"""What the pages of an audit come to, in a sentence."""

from __future__ import annotations

from jalons.webaudit.engine.history import Summary
from jalons.webaudit.words.sentences import say
from jalons.wording import format_number


def headline(whole: Summary, lang: str) -> str:
    """The mean EcoIndex with its grade, and its interval when visits differ."""
    if not whole.score:
        return say("audit.unscored" if whole.pages else "audit.none", lang)
    low, mid, high = (format_number(round(getattr(whole.score, end)), lang)
                      for end in ("low", "mid", "high"))  # fmt: skip
    worst = whole.worst.measure if whole.worst and whole.scored > 1 else None
    return say("audit.steady" if low == high else "audit.between", lang, low=low, mid=mid,
               high=high, grade=whole.grade, pages=whole.scored,
               worst=worst and (worst.title or worst.url))  # fmt: skip
