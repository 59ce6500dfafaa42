"""Sentences of audits of pages: what they come to, why there is no score, quick wins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jalons.kernel.errors import Messages
from jalons.webaudit.words.sentences import say
from jalons.wording import format_number

if TYPE_CHECKING:
    from jalons.webaudit.engine.history import Summary
    from jalons.webaudit.engine.measure import PageMeasure


def headline(whole: Summary, lang: str) -> str:
    """What pages come to, with the interval of the mean when visits differ."""
    if not whole.score:
        return say("audit.unscored" if whole.pages else "audit.none", lang)
    low, mid, high = (format_number(round(getattr(whole.score, end)), lang)
                      for end in ("low", "mid", "high"))  # fmt: skip
    return say("audit.steady" if low == high else "audit.between", lang, low=low, mid=mid,
               high=high, grade=whole.grade, pages=whole.scored)  # fmt: skip


def remark(measure: PageMeasure, lang: str) -> str:
    """Why a page has no score, or what is doubtful of it; empty when all is well."""
    if known := measure.problem:
        words, other = Messages.of("jalons.webaudit"), say("audit.failed", lang)
        return words.text(known.code, lang, missing=other, **{"url": measure.url, **known.params})
    if measure.status != 200 or measure.content_type != "text/html":
        return say("audit.no_page", lang, status=measure.status, kind=measure.content_type)
    if measure.dom_nodes is None:
        return say("audit.no_elements", lang)
    return "" if measure.settled else say("audit.unsettled", lang)


def win(gain: Any, lang: str) -> tuple[str, str]:
    """What to do, and what the score computed again comes to."""
    score, points = (format_number(each, lang, 1) for each in (gain.score, gain.gain))
    return say(f"audit.win.{gain.code}", lang), say(
        "audit.gain", lang, score=score, gain=points, kb=format_number(round(gain.kb), lang)
    )
