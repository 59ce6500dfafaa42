"""Sentences of audits of pages: what they come to, why there is no score, quick wins."""

from __future__ import annotations

from jalons.kernel.errors import Messages
from jalons.webaudit.engine.history import Summary
from jalons.webaudit.engine.measure import PageMeasure
from jalons.webaudit.engine.weight import Win
from jalons.webaudit.words.sentences import say
from jalons.wording import format_number


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
    if measure.scorable:
        return "" if measure.settled else say("audit.unsettled", lang)
    if measure.status == 200 and measure.content_type == "text/html":
        return say("audit.no_elements", lang)
    return say("audit.no_page", lang, status=measure.status, kind=measure.content_type)


def win(gain: Win, lang: str) -> tuple[str, str]:
    """What to do, and what the score computed again comes to."""
    score, points = (format_number(each, lang, 1) for each in (gain.score, gain.gain))
    kb = format_number(round(gain.kb), lang)
    return say(f"audit.win.{gain.code}", lang), say(
        "audit.gain", lang, score=score, gain=points, kb=kb, requests=gain.requests
    )
