"""The sentences of the room, from ``data/messages.toml``."""

from __future__ import annotations

from typing import Any

from jalons.kernel.errors import Messages, language
from jalons.webaudit.engine.measure import PageMeasure, Problem
from jalons.wording import format_number


def say(key: str, lang: str | None = None, **params: Any) -> str:
    """The sentence of ``key`` in the language ``lang``."""
    return Messages.of("jalons.webaudit").text(key, lang, **params)


def problem_text(problem: Problem, lang: str | None = None) -> str:
    """Why a page has no measure; a reason nobody wrote a sentence for is named."""
    messages = Messages.of("jalons.webaudit")
    missing = messages.text("unmeasured", lang, code=problem.code)
    return messages.text(problem.code, lang, missing=missing, **problem.params)


def remarks_of(page: PageMeasure, lang: str | None = None) -> tuple[str, ...]:
    """What is to know of a measure before its score is used."""
    remarks = {
        "missing_dom": page.dom_nodes is None,
        "dom_from_source": page.facts.get("dom_from_source") is True,
        "never_idle": not page.settled,
        "endless": page.facts.get("scrolled_whole") is False,
    }
    return tuple(say(key, lang) for key, yes in remarks.items() if yes and not page.problem)


def win_text(win: dict[str, Any], lang: str | None = None) -> str:
    """A change of the page and the score it would have."""
    spoken = lang or language()
    gain, score = (format_number(win[name], spoken, 1) for name in ("gain", "score"))
    change = say(f"win.{win['code']}", lang, count=len(win["resources"]))
    return say("win.gain", lang, change=change, gain=gain, score=score)
