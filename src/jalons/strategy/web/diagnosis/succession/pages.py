"""The preview of an upgrade: what becomes of each question, and why."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import lang
from jalons.strategy.engine.diagnosis.succession import Passage, Passing, Succession
from jalons.strategy.web.diagnosis.models import GivenAnswer
from jalons.wording import format_number


def passages_table(succession: Succession, shown: Iterable[Passage]) -> Table:
    """The questions of a page, what asks for attention first."""
    return Table(
        caption=_("Question by question"),
        note=_("what asks for your attention comes first"),
        columns=(
            Column(_("Question")),
            Column(_("What becomes of it")),
            Column(_("What you said")),
            Column(_("Answer under the new version")),
        ),
        rows=tuple(_row(succession, each) for each in shown),
    )


def _row(succession: Succession, passage: Passage) -> tuple[Cell | str, ...]:
    gone = passage.passing is Passing.GONE
    question = (succession.old if gone else succession.new).question(passage.question)
    answer = _label(passage.answer) if passage.answer else "—"
    return (
        f"{question.id} {question.text.to(lang())}",
        _becomes(passage),
        _said(passage),
        answer,
    )


def _becomes(passage: Passage) -> str:
    if passage.reworded:
        return _("kept; the question has new words: read it again")
    return {
        Passing.AGAIN: lambda: _("to be answered again: what it replaces does not agree"),
        Passing.GONE: lambda: _("no longer asked; the kept diagnosis remembers it"),
        Passing.CARRIED: lambda: _("carried over from what it replaces"),
        Passing.SAME: lambda: _("kept as it is"),
        Passing.NEW: lambda: _("new question, to be answered"),
    }[passage.passing]()


def _said(passage: Passage) -> str:
    """What was said before, with the weight of each when a question replaces others."""
    if passage.passing in {Passing.SAME, Passing.GONE}:
        return ", ".join(_label(answer) for _name, answer, _weight in passage.said)
    parts = [
        pgettext("earlier answer", "%(question)s: %(answer)s (weight %(weight)s)")
        % {
            "question": name,
            "answer": _label(answer),
            "weight": format_number(weight, lang()),
        }
        for name, answer, weight in passage.said
    ]
    return " ; ".join(parts) or "—"


def _label(answer: str) -> str:
    return str(GivenAnswer.Said(answer).label)
